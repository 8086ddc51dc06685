package io.atalaya.collect.http;

import io.atalaya.collect.http.ExchangeException.Reason;
import io.atalaya.collect.http.HttpCall.Header;
import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Headers as HTTP/2 packs them (RFC 7541). Written plainly, each a literal that is not remembered;
 * read in every form. One for each connection, because the table of what was remembered goes along.
 */
final class Hpack {
  /** The table that both sides begin with (appendix A): name, or name and value. */
  private static final String[] STATIC = {
    ":authority",
    ":method GET",
    ":method POST",
    ":path /",
    ":path /index.html",
    ":scheme http",
    ":scheme https",
    ":status 200",
    ":status 204",
    ":status 206",
    ":status 304",
    ":status 400",
    ":status 404",
    ":status 500",
    "accept-charset",
    "accept-encoding gzip, deflate",
    "accept-language",
    "accept-ranges",
    "accept",
    "access-control-allow-origin",
    "age",
    "allow",
    "authorization",
    "cache-control",
    "content-disposition",
    "content-encoding",
    "content-language",
    "content-length",
    "content-location",
    "content-range",
    "content-type",
    "cookie",
    "date",
    "etag",
    "expect",
    "expires",
    "from",
    "host",
    "if-match",
    "if-modified-since",
    "if-none-match",
    "if-range",
    "if-unmodified-since",
    "last-modified",
    "link",
    "location",
    "max-forwards",
    "proxy-authenticate",
    "proxy-authorization",
    "range",
    "referer",
    "refresh",
    "retry-after",
    "server",
    "set-cookie",
    "strict-transport-security",
    "transfer-encoding",
    "user-agent",
    "vary",
    "via",
    "www-authenticate",
  };

  /** What an entry costs besides its text. */
  private static final int ENTRY_OVERHEAD_BYTES = 32;

  private static final int MAX_TABLE_BYTES = 4096;
  private static final int MAX_HEADERS = 1000;

  private final Deque<Header> table = new ArrayDeque<>();
  private int tableBytes;
  private int tableLimit = MAX_TABLE_BYTES;

  /** Packs headers. */
  static byte[] write(List<Header> headers) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (Header header : headers) {
      out.write(0);
      writeText(out, header.name());
      writeText(out, header.value());
    }
    return out.toByteArray();
  }

  private static void writeText(ByteArrayOutputStream out, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    writeLength(out, bytes.length);
    out.writeBytes(bytes);
  }

  /** A number with a prefix of seven bits (section 5.1). */
  private static void writeLength(ByteArrayOutputStream out, int length) {
    int most = 0x7f;
    if (length < most) {
      out.write(length);
      return;
    }
    out.write(most);
    int rest = length - most;
    for (; rest >= 0x80; rest >>>= 7) {
      out.write((rest & 0x7f) | 0x80);
    }
    out.write(rest);
  }

  /** Unpacks a whole block. */
  List<Header> read(byte[] block) throws ExchangeException {
    ByteBuffer in = ByteBuffer.wrap(block);
    List<Header> headers = new ArrayList<>();
    try {
      while (in.hasRemaining()) {
        readOne(in, headers);
        if (headers.size() > MAX_HEADERS) {
          throw new ExchangeException(
              Reason.TOO_LARGE, "more than " + MAX_HEADERS + " headers", null);
        }
      }
      return headers;
    } catch (BufferUnderflowException | IndexOutOfBoundsException | IllegalArgumentException e) {
      throw new ExchangeException(Reason.PROTOCOL, "the headers cannot be read", e);
    }
  }

  private void readOne(ByteBuffer in, List<Header> headers) throws ExchangeException {
    int first = in.get(in.position());
    if ((first & 0x80) != 0) {
      headers.add(entry(number(in, 7)));
    } else if ((first & 0xc0) == 0x40) {
      Header header = literal(in, 6);
      headers.add(header);
      remember(header);
    } else if ((first & 0xe0) == 0x20) {
      tableLimit = Math.min(number(in, 5), MAX_TABLE_BYTES);
      evict();
    } else {
      headers.add(literal(in, 4));
    }
  }

  private Header literal(ByteBuffer in, int prefixBits) throws ExchangeException {
    int index = number(in, prefixBits);
    String name = index == 0 ? text(in) : entry(index).name();
    return new Header(name, text(in));
  }

  private Header entry(int index) throws ExchangeException {
    if (index >= 1 && index <= STATIC.length) {
      String entry = STATIC[index - 1];
      int space = entry.indexOf(' ');
      return space < 0
          ? new Header(entry, "")
          : new Header(entry.substring(0, space), entry.substring(space + 1));
    }
    int at = index - STATIC.length - 1;
    if (at < 0 || at >= table.size()) {
      throw new ExchangeException(Reason.PROTOCOL, "a header refers to nothing", null);
    }
    return new ArrayList<>(table).get(at);
  }

  private void remember(Header header) {
    table.addFirst(header);
    tableBytes += size(header);
    evict();
  }

  private void evict() {
    while (tableBytes > tableLimit) {
      tableBytes -= size(table.removeLast());
    }
  }

  private static int size(Header header) {
    return header.name().length() + header.value().length() + ENTRY_OVERHEAD_BYTES;
  }

  private static int number(ByteBuffer in, int prefixBits) {
    int most = (1 << prefixBits) - 1;
    int value = in.get() & most;
    if (value < most) {
      return value;
    }
    for (int shift = 0; shift < 28; shift += 7) {
      int more = in.get();
      value += (more & 0x7f) << shift;
      if (more >= 0) {
        return value;
      }
    }
    throw new IllegalArgumentException("a number is too long");
  }

  private static String text(ByteBuffer in) throws ExchangeException {
    boolean huffman = in.get(in.position()) < 0;
    int length = number(in, 7);
    if (length < 0 || length > in.remaining()) {
      throw new BufferUnderflowException();
    }
    byte[] bytes = new byte[length];
    in.get(bytes);
    return new String(huffman ? Huffman.decode(bytes) : bytes, StandardCharsets.UTF_8);
  }
}
