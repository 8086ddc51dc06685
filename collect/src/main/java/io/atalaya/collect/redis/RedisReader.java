package io.atalaya.collect.redis;

import io.atalaya.collect.http.ExchangeException;
import io.atalaya.collect.http.ExchangeException.Reason;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads answers. */
final class RedisReader {
  /** Lists in lists; no command that is asked here answers with more. */
  static final int MAX_DEPTH = 8;

  private static final int MAX_LINE_BYTES = 64 << 10;
  private static final int CHUNK_BYTES = 8 << 10;

  private final InputStream in;

  RedisReader(InputStream in) {
    this.in = in;
  }

  RedisReply read() throws IOException {
    return read(0);
  }

  private RedisReply read(int depth) throws IOException {
    if (depth > MAX_DEPTH) {
      throw protocol("lists are nested deeper than " + MAX_DEPTH);
    }
    int kind = in.read();
    return switch (kind) {
      case '+' -> new RedisReply.Text(line());
      case '-' -> new RedisReply.Fault(line());
      case ':' -> new RedisReply.Whole(number());
      case '$' -> bulk(number());
      case '*' -> items(number(), depth);
      case -1 -> throw new EOFException("the connection ended before the answer");
      default -> throw protocol("it begins with byte " + kind);
    };
  }

  private RedisReply bulk(long length) throws IOException {
    if (length < 0) {
      return new RedisReply.Nothing();
    }
    ByteArrayOutputStream all = new ByteArrayOutputStream((int) Math.min(length, CHUNK_BYTES));
    // What is claimed is not believed: memory grows with what really comes.
    for (long left = length; left > 0; ) {
      byte[] part = in.readNBytes((int) Math.min(left, CHUNK_BYTES));
      if (part.length == 0) {
        throw new EOFException("the connection ended within a string");
      }
      all.writeBytes(part);
      left -= part.length;
    }
    line();
    return new RedisReply.Text(all.toString(StandardCharsets.UTF_8));
  }

  private RedisReply items(long count, int depth) throws IOException {
    if (count < 0) {
      return new RedisReply.Nothing();
    }
    List<RedisReply> items = new ArrayList<>((int) Math.min(count, 1024));
    for (long i = 0; i < count; i++) {
      items.add(read(depth + 1));
    }
    return new RedisReply.Items(items);
  }

  private long number() throws IOException {
    String text = line();
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw protocol("\"" + text + "\" is no number");
    }
  }

  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b != '\r'; b = in.read()) {
      if (b < 0) {
        throw new EOFException("the connection ended within a line");
      }
      if (line.size() == MAX_LINE_BYTES) {
        throw protocol("a line is longer than " + MAX_LINE_BYTES + " bytes");
      }
      line.write(b);
    }
    if (in.read() != '\n') {
      throw protocol("a line does not end as it should");
    }
    return line.toString(StandardCharsets.UTF_8);
  }

  private static ExchangeException protocol(String what) {
    return new ExchangeException(Reason.PROTOCOL, "the answer is not Redis': " + what, null);
  }
}
