package io.atalaya.collect.dns;

import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The bytes of questions and answers. */
final class DnsMessage {
  /** What we take in one datagram; servers answer longer over TCP. */
  static final int MAX_DATAGRAM_BYTES = 4096;

  /** Two groups of zeros or more, with the colons around them. */
  private static final Pattern ZEROS = Pattern.compile("(?:^|(?<=[^:]):)0(?::0)+(?::|$)");

  private static final int HEADER_BYTES = 12;
  private static final int RECURSION_DESIRED = 0x0100;
  private static final int RESPONSE = 0x8000;
  private static final int AUTHORITATIVE = 0x0400;
  private static final int TRUNCATED = 0x0200;
  private static final int RECURSION_AVAILABLE = 0x0080;
  private static final int MAX_LABEL_BYTES = 63;
  private static final int MAX_NAME_BYTES = 255;

  private final ByteBuffer in;

  private DnsMessage(byte[] bytes) {
    in = ByteBuffer.wrap(bytes);
  }

  /**
   * A question for one name and type.
   *
   * @throws DnsException if the name is none
   */
  static byte[] question(int id, DnsQuestion question) throws DnsException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    put16(out, id);
    put16(out, question.recursion() ? RECURSION_DESIRED : 0);
    put16(out, 1);
    put16(out, 0);
    put16(out, 0);
    put16(out, 1);
    putName(out, question.name());
    put16(out, question.typeNumber());
    put16(out, question.classNumber());
    // EDNS (RFC 6891): root name, type OPT, our datagram size in place of the class.
    out.write(0);
    put16(out, DnsType.OPT);
    put16(out, MAX_DATAGRAM_BYTES);
    put16(out, 0);
    put16(out, 0);
    put16(out, 0);
    return out.toByteArray();
  }

  private static void put16(ByteArrayOutputStream out, int value) {
    out.write(value >>> 8);
    out.write(value);
  }

  private static void putName(ByteArrayOutputStream out, String name) throws DnsException {
    String relative = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    int total = 1;
    if (!relative.isEmpty()) {
      for (String label : relative.split("\\.", -1)) {
        byte[] bytes = label.getBytes(StandardCharsets.UTF_8);
        total += bytes.length + 1;
        if (bytes.length == 0 || bytes.length > MAX_LABEL_BYTES || total > MAX_NAME_BYTES) {
          throw new DnsException("\"" + name + "\" is no name that the DNS can hold");
        }
        out.write(bytes.length);
        out.writeBytes(bytes);
      }
    }
    out.write(0);
  }

  /**
   * Reads an answer.
   *
   * @throws DnsException if it is damaged or not the answer to this question
   */
  static DnsAnswer answer(byte[] bytes, int id) throws DnsException {
    try {
      return new DnsMessage(bytes).read(id);
    } catch (java.nio.BufferUnderflowException | IllegalArgumentException e) {
      throw new DnsException("the answer is damaged");
    }
  }

  private DnsAnswer read(int id) throws DnsException {
    if (in.remaining() < HEADER_BYTES) {
      throw new DnsException("the answer is too short");
    }
    int answeredId = u16();
    int flags = u16();
    if (answeredId != id || (flags & RESPONSE) == 0) {
      throw new DnsException("the answer is not the one to our question");
    }
    int questions = u16();
    int answers = u16();
    int authorities = u16();
    int additionals = u16();
    for (int i = 0; i < questions; i++) {
      name();
      u16();
      u16();
    }
    return new DnsAnswer(
        DnsAnswer.Code.of(flags & 0xf),
        (flags & TRUNCATED) != 0,
        (flags & AUTHORITATIVE) != 0,
        (flags & RECURSION_AVAILABLE) != 0,
        records(answers),
        records(authorities),
        records(additionals));
  }

  private List<DnsRecord> records(int count) throws DnsException {
    List<DnsRecord> records = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String owner = name();
      int type = u16();
      u16();
      long ttl = Integer.toUnsignedLong(in.getInt());
      int length = u16();
      int end = in.position() + length;
      if (end > in.limit()) {
        throw new DnsException("a record is longer than the answer");
      }
      // OPT describes the exchange, not the name.
      if (type != DnsType.OPT) {
        records.add(new DnsRecord(owner, DnsType.name(type), ttl, data(type, end)));
      }
      in.position(end);
    }
    return records;
  }

  private String data(int type, int end) throws DnsException {
    return switch (type) {
      case DnsType.A, DnsType.AAAA -> address(end);
      case DnsType.NS, DnsType.CNAME, DnsType.PTR -> name();
      case DnsType.MX -> u16() + " " + name();
      case DnsType.SRV -> u16() + " " + u16() + " " + u16() + " " + name();
      case DnsType.TXT -> texts(end);
      case DnsType.SOA ->
          name() + " " + name() + " " + u32() + " " + u32() + " " + u32() + " " + u32() + " "
              + u32();
      case DnsType.CAA -> caa(end);
      default -> HexFormat.of().formatHex(bytes(end - in.position()));
    };
  }

  private String address(int end) throws DnsException {
    try {
      return shortest(InetAddress.getByAddress(bytes(end - in.position())).getHostAddress());
    } catch (UnknownHostException e) {
      throw new DnsException("an address has a wrong length");
    }
  }

  /**
   * An address as people and other programs write it: of IPv6 the longest run of zeros, the first
   * of equal ones, is left out (RFC 5952).
   */
  static String shortest(String address) {
    Matcher run = ZEROS.matcher(address);
    int from = 0;
    int to = 0;
    while (run.find()) {
      if (run.end() - run.start() > to - from) {
        from = run.start();
        to = run.end();
      }
    }
    return to == 0 ? address : address.substring(0, from) + "::" + address.substring(to);
  }

  private String texts(int end) {
    StringJoiner all = new StringJoiner(" ");
    while (in.position() < end) {
      all.add(quoted(bytes(in.get() & 0xff)));
    }
    return all.toString();
  }

  private String caa(int end) {
    int flags = in.get() & 0xff;
    String tag = new String(bytes(in.get() & 0xff), StandardCharsets.US_ASCII);
    return flags + " " + tag + " " + quoted(bytes(end - in.position()));
  }

  private static String quoted(byte[] text) {
    String plain = new String(text, StandardCharsets.UTF_8);
    return '"' + plain.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  private byte[] bytes(int length) {
    byte[] bytes = new byte[Math.max(0, length)];
    in.get(bytes);
    return bytes;
  }

  private int u16() {
    return in.getShort() & 0xffff;
  }

  private long u32() {
    return Integer.toUnsignedLong(in.getInt());
  }

  /** A name, dots between and after its labels; pointers must lead backwards, so they end. */
  private String name() throws DnsException {
    StringBuilder name = new StringBuilder();
    int resume = -1;
    int earliest = in.position();
    for (int length = in.get() & 0xff; length != 0; length = in.get() & 0xff) {
      if (length <= MAX_LABEL_BYTES) {
        name.append(new String(bytes(length), StandardCharsets.UTF_8)).append('.');
      } else {
        int to = (length & 0x3f) << 8 | (in.get() & 0xff);
        resume = resume < 0 ? in.position() : resume;
        if (length < 0xc0 || to >= earliest) {
          throw new DnsException("a name in the answer leads nowhere");
        }
        earliest = to;
        in.position(to);
      }
      if (name.length() > MAX_NAME_BYTES) {
        throw new DnsException("a name in the answer is too long");
      }
    }
    if (resume >= 0) {
      in.position(resume);
    }
    return name.isEmpty() ? "." : name.toString();
  }
}
