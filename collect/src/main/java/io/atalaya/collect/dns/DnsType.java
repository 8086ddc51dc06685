package io.atalaya.collect.dns;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Names and numbers of record types. */
final class DnsType {
  static final int A = 1;
  static final int NS = 2;
  static final int CNAME = 5;
  static final int SOA = 6;
  static final int PTR = 12;
  static final int MX = 15;
  static final int TXT = 16;
  static final int AAAA = 28;
  static final int SRV = 33;
  static final int OPT = 41;
  static final int ANY = 255;
  static final int CAA = 257;

  private static final Map<String, Integer> NUMBERS =
      Map.ofEntries(
          Map.entry("A", A),
          Map.entry("NS", NS),
          Map.entry("CNAME", CNAME),
          Map.entry("SOA", SOA),
          Map.entry("PTR", PTR),
          Map.entry("MX", MX),
          Map.entry("TXT", TXT),
          Map.entry("AAAA", AAAA),
          Map.entry("SRV", SRV),
          Map.entry("OPT", OPT),
          Map.entry("ANY", ANY),
          Map.entry("CAA", CAA));

  private DnsType() {}

  /** The number of a name, in any case; {@code TYPE65} stands for 65. */
  static Optional<Integer> number(String name) {
    String upper = name.toUpperCase(Locale.ROOT);
    if (upper.matches("TYPE[0-9]{1,4}")) {
      return Optional.of(Integer.parseInt(upper.substring("TYPE".length())));
    }
    return Optional.ofNullable(NUMBERS.get(upper));
  }

  static String name(int number) {
    return NUMBERS.entrySet().stream()
        .filter(e -> e.getValue() == number)
        .map(Map.Entry::getKey)
        .findFirst()
        .orElse("TYPE" + number);
  }
}
