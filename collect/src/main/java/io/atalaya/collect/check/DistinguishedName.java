package io.atalaya.collect.check;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.security.auth.x500.X500Principal;

/**
 * Names of certificates as Go's {@code pkix.Name} writes them, for labels that must be the same
 * here and there: the known attributes in one fixed order, several values of one joined by a plus
 * sign, then those that are not known, by their numbers, the last one first.
 */
final class DistinguishedName {
  /** The known attributes, the bytes of their identifiers, in the order they are written. */
  private static final Map<String, String> NAMES =
      Map.of(
          "550405", "SERIALNUMBER",
          "550403", "CN",
          "550411", "POSTALCODE",
          "550409", "STREET",
          "550408", "ST",
          "550407", "L",
          "55040b", "OU",
          "55040a", "O",
          "550406", "C");

  private static final List<String> ORDER =
      List.of(
          "550405", "550403", "550411", "550409", "550408", "550407", "55040b", "55040a", "550406");

  /** Tags of values that are text: UTF8String, PrintableString, TeletexString, IA5String. */
  private static final List<Integer> TEXTS = List.of(0x0c, 0x13, 0x14, 0x16);

  private static final String ESCAPED = ",+\"\\<>;";
  private static final HexFormat HEX = HexFormat.of();

  private DistinguishedName() {}

  /** One attribute: the bytes of its identifier, and its value as DER. */
  private record Attribute(String id, byte[] der) {
    /** The value as text, or its bytes if it is none. */
    String text() {
      return TEXTS.contains((int) der[0]) ? escaped(value()) : "#" + HEX.formatHex(der);
    }

    String value() {
      Der value = new Der(der, 0);
      return new String(der, value.begin(), value.length(), StandardCharsets.UTF_8);
    }
  }

  /** A value of DER within bytes: where its content begins and how long it is. */
  private record Der(int begin, int length) {
    Der(byte[] bytes, int at) {
      this(at + 2 + longFormBytes(bytes, at), lengthAt(bytes, at));
    }

    private static int longFormBytes(byte[] bytes, int at) {
      return bytes[at + 1] < 0 ? bytes[at + 1] & 0x7f : 0;
    }

    private static int lengthAt(byte[] bytes, int at) {
      int more = longFormBytes(bytes, at);
      int length = more == 0 ? bytes[at + 1] : 0;
      for (int i = 0; i < more; i++) {
        length = length << 8 | (bytes[at + 2 + i] & 0xff);
      }
      return length;
    }

    int end() {
      return begin + length;
    }
  }

  /** The text of a name. */
  static String text(X500Principal principal) {
    List<Attribute> all = attributes(principal.getEncoded());
    List<String> parts = new ArrayList<>();
    for (String id : ORDER) {
      List<String> values =
          all.stream()
              .filter(a -> a.id().equals(id))
              .map(a -> NAMES.get(id) + "=" + escaped(a.value()))
              .toList();
      if (!values.isEmpty()) {
        parts.add(String.join("+", values));
      }
    }
    for (Attribute other : all.reversed()) {
      if (!NAMES.containsKey(other.id())) {
        parts.add(dotted(other.id()) + "=" + other.text());
      }
    }
    return String.join(",", parts);
  }

  /** A name is a sequence of sets of sequences of an identifier and a value (RFC 5280, 4.1.2.4). */
  private static List<Attribute> attributes(byte[] bytes) {
    List<Attribute> found = new ArrayList<>();
    Der name = new Der(bytes, 0);
    for (int set = name.begin(); set < name.end(); set = new Der(bytes, set).end()) {
      Der members = new Der(bytes, set);
      for (int at = members.begin(); at < members.end(); at = new Der(bytes, at).end()) {
        Der id = new Der(bytes, new Der(bytes, at).begin());
        int end = new Der(bytes, id.end()).end();
        found.add(
            new Attribute(
                HEX.formatHex(bytes, id.begin(), id.end()),
                Arrays.copyOfRange(bytes, id.end(), end)));
      }
    }
    return found;
  }

  private static String dotted(String id) {
    byte[] bytes = HEX.parseHex(id);
    StringBuilder out = new StringBuilder();
    long part = 0;
    for (byte b : bytes) {
      part = part << 7 | (b & 0x7f);
      if (b >= 0) {
        boolean first = out.isEmpty();
        long root = first ? Math.min(2, part / 40) : 0;
        out.append(first ? root + "." + (part - root * 40) : "." + part);
        part = 0;
      }
    }
    return out.toString();
  }

  private static String escaped(String value) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      boolean edge = c == ' ' && (i == 0 || i == value.length() - 1);
      if (edge || ESCAPED.indexOf(c) >= 0 || (c == '#' && i == 0)) {
        out.append('\\');
      }
      out.append(c);
    }
    return out.toString();
  }
}
