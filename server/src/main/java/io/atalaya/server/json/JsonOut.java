package io.atalaya.server.json;

import io.atalaya.model.GoFloat;
import io.atalaya.model.Labels;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes one JSON text, piece by piece, as bytes. Commas are its business; that objects and arrays
 * end is the caller's.
 *
 * <pre>{@code
 * out.object().field("status", "success").name("data").array().text("a").end().end();
 * }</pre>
 */
public final class JsonOut implements AutoCloseable {
  private static final int FIRST_BYTES = 1 << 10;
  private static final int BUFFER_BYTES = 16 << 10;
  private static final int MAX_DEPTH = 64;
  private static final int MAX_DIGITS = 20;

  /** Decimals written without the general way: six of them, below a thousand millions. */
  private static final int DECIMALS_UNIT = 1_000_000;

  private static final double LEAST_DECIMAL = 1e-6;
  private static final double MOST_DECIMAL = 1e9;
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  private final OutputStream out;
  private byte[] buffer = new byte[FIRST_BYTES];
  private int used;

  /** For each open object or array, its closing byte. */
  private final byte[] closers = new byte[MAX_DEPTH];

  private final KnownTexts knownTexts = new KnownTexts();
  private final KnownTimes knownTimes = new KnownTimes();
  private int depth;
  private boolean needsComma;

  public JsonOut(OutputStream out) {
    this.out = out;
  }

  public JsonOut object() throws IOException {
    return open('{', '}');
  }

  public JsonOut array() throws IOException {
    return open('[', ']');
  }

  private JsonOut open(char opener, char closer) throws IOException {
    separate();
    put(opener);
    closers[depth++] = (byte) closer;
    needsComma = false;
    return this;
  }

  /** Ends the innermost object or array. */
  public JsonOut end() throws IOException {
    put((char) closers[--depth]);
    needsComma = true;
    return this;
  }

  /** The name of the field whose value comes next. */
  public JsonOut name(String name) throws IOException {
    separate();
    quoted(name);
    put(':');
    needsComma = false;
    return this;
  }

  public JsonOut text(String value) throws IOException {
    separate();
    quoted(value);
    return this;
  }

  public JsonOut number(long value) throws IOException {
    separate();
    digits(value);
    return this;
  }

  /** A finite number; NaN and the infinities become null, as JSON has none. */
  public JsonOut number(double value) throws IOException {
    return raw(Double.isFinite(value) ? GoFloat.json(value) : "null");
  }

  public JsonOut bool(boolean value) throws IOException {
    return raw(value ? "true" : "false");
  }

  /** A value that is JSON already. */
  public JsonOut raw(String json) throws IOException {
    separate();
    ascii(json);
    return this;
  }

  public JsonOut field(String name, String value) throws IOException {
    return name(name).text(value);
  }

  public JsonOut field(String name, long value) throws IOException {
    return name(name).number(value);
  }

  public JsonOut field(String name, double value) throws IOException {
    return name(name).number(value);
  }

  public JsonOut field(String name, boolean value) throws IOException {
    return name(name).bool(value);
  }

  /** A field with an array of texts. */
  public JsonOut field(String name, Iterable<String> values) throws IOException {
    name(name).array();
    for (String value : values) {
      text(value);
    }
    return end();
  }

  /** Labels as an object. */
  public JsonOut labels(Labels labels) throws IOException {
    object();
    for (int i = 0; i < labels.size(); i++) {
      separate();
      known(labels.name(i));
      put(':');
      known(labels.value(i));
    }
    return end();
  }

  /** A sample as Prometheus writes it: {@code [seconds, "value"]}. */
  public JsonOut sample(long timeMillis, double value) throws IOException {
    separate();
    put('[');
    knownSeconds(timeMillis);
    ascii(",\"");
    if (GoFloat.isWhole(value) && value != 0) {
      digits((long) value);
    } else if (!decimal(value)) {
      ascii(GoFloat.json(value));
    }
    ascii("\"]");
    return this;
  }

  /** A time as Prometheus writes that of a scalar: seconds, and no zero at the end. */
  public JsonOut shortTime(long timeMillis) throws IOException {
    separate();
    seconds(timeMillis, true);
    return this;
  }

  /** A time as Prometheus writes that of a sample: seconds, with three decimals or none. */
  public JsonOut time(long timeMillis) throws IOException {
    separate();
    seconds(timeMillis, false);
    return this;
  }

  /** A time that comes again with the next series. */
  private void knownSeconds(long timeMillis) throws IOException {
    byte[] form = knownTimes.form(timeMillis);
    if (form.length > 0 && form.length <= buffer.length - used) {
      System.arraycopy(form, 0, buffer, used, form.length);
      used += form.length;
      return;
    }
    int before = used;
    seconds(timeMillis, false);
    // Where the buffer was sent in between, it begins anew.
    if (used > before) {
      knownTimes.keep(timeMillis, Arrays.copyOfRange(buffer, before, used));
    }
  }

  /**
   * A number with a few decimals only, as most measurements are. What has at most 15 digits is the
   * shortest way to write its number: no other of so few digits means the same.
   */
  private boolean decimal(double value) throws IOException {
    double magnitude = Math.abs(value);
    if (!(magnitude >= LEAST_DECIMAL && magnitude < MOST_DECIMAL)) {
      return false;
    }
    double scaled = Math.rint(magnitude * DECIMALS_UNIT);
    if (scaled / DECIMALS_UNIT != magnitude || buffer.length - used < 2 * MAX_DIGITS) {
      return false;
    }
    if (value < 0) {
      put('-');
    }
    long units = (long) scaled;
    digits(units / DECIMALS_UNIT);
    put('.');
    int rest = (int) (units % DECIMALS_UNIT);
    for (int unit = DECIMALS_UNIT / 10; rest > 0; unit /= 10) {
      put((char) ('0' + rest / unit));
      rest %= unit;
    }
    return true;
  }

  private void seconds(long timeMillis, boolean brief) throws IOException {
    long whole = timeMillis / 1000;
    int rest = (int) Math.abs(timeMillis % 1000);
    if (timeMillis < 0 && whole == 0) {
      put('-');
    }
    digits(whole);
    if (rest != 0) {
      put('.');
      put((char) ('0' + rest / 100));
      if (!brief || rest % 100 != 0) {
        put((char) ('0' + rest / 10 % 10));
      }
      if (!brief || rest % 10 != 0) {
        put((char) ('0' + rest % 10));
      }
    }
  }

  private void separate() throws IOException {
    if (needsComma) {
      put(',');
    }
    needsComma = true;
  }

  /** A text that comes again and again, in quotes. */
  private void known(String value) throws IOException {
    byte[] form = knownTexts.quoted(value);
    if (form.length == 0 || form.length > buffer.length - used) {
      quoted(value);
      return;
    }
    System.arraycopy(form, 0, buffer, used, form.length);
    used += form.length;
  }

  private void quoted(String value) throws IOException {
    put('"');
    for (int i = plain(value); i < value.length(); i++) {
      char c = value.charAt(i);
      if (c < 0x80) {
        asciiEscaped(c);
      } else if (Character.isHighSurrogate(c)
          && i + 1 < value.length()
          && Character.isLowSurrogate(value.charAt(i + 1))) {
        utf8(Character.toCodePoint(c, value.charAt(++i)));
      } else {
        utf8(Character.isSurrogate(c) ? 0xfffd : c);
      }
    }
    put('"');
  }

  /** Writes the beginning that needs no escapes, and tells where it ends. */
  private int plain(String value) {
    int length = Math.min(value.length(), buffer.length - used);
    byte[] into = buffer;
    int at = used;
    int i = 0;
    while (i < length && isPlain(value.charAt(i))) {
      into[at + i] = (byte) value.charAt(i);
      i++;
    }
    used = at + i;
    return i;
  }

  /** Whether a character stands for itself. */
  static boolean isPlain(char c) {
    return c >= 0x20 && c < 0x7f && c != '"' && c != '\\' && c != '<' && c != '>' && c != '&';
  }

  /** Escapes what JSON asks for, and what an HTML page must not find in a script. */
  private void asciiEscaped(char c) throws IOException {
    switch (c) {
      case '"' -> ascii("\\\"");
      case '\\' -> ascii("\\\\");
      case '\n' -> ascii("\\n");
      case '\r' -> ascii("\\r");
      case '\t' -> ascii("\\t");
      default -> {
        if (isPlain(c)) {
          put(c);
        } else {
          ascii("\\u00");
          put((char) HEX[c >> 4]);
          put((char) HEX[c & 15]);
        }
      }
    }
  }

  private void utf8(int codePoint) throws IOException {
    if (codePoint < 0x800) {
      put((char) (0xc0 | codePoint >> 6));
    } else if (codePoint < 0x10000) {
      put((char) (0xe0 | codePoint >> 12));
      put((char) (0x80 | (codePoint >> 6 & 0x3f)));
    } else {
      put((char) (0xf0 | codePoint >> 18));
      put((char) (0x80 | (codePoint >> 12 & 0x3f)));
      put((char) (0x80 | (codePoint >> 6 & 0x3f)));
    }
    put((char) (0x80 | (codePoint & 0x3f)));
  }

  private void ascii(String text) throws IOException {
    int length = text.length();
    if (length > buffer.length - used) {
      for (int i = 0; i < length; i++) {
        put(text.charAt(i));
      }
      return;
    }
    byte[] into = buffer;
    int at = used;
    for (int i = 0; i < length; i++) {
      into[at + i] = (byte) text.charAt(i);
    }
    used = at + length;
  }

  /** A whole number; written from its last digit to its first. */
  private void digits(long value) throws IOException {
    if (value < 0 || buffer.length - used < MAX_DIGITS) {
      ascii(Long.toString(value));
      return;
    }
    int at = used + decimalLength(value);
    used = at;
    long rest = value;
    while (rest >= 100) {
      int pair = (int) (rest % 100);
      rest /= 100;
      buffer[--at] = (byte) ('0' + pair % 10);
      buffer[--at] = (byte) ('0' + pair / 10);
    }
    if (rest >= 10) {
      buffer[--at] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    buffer[--at] = (byte) ('0' + rest);
  }

  private static int decimalLength(long value) {
    int length = 1;
    for (long power = 10; length < MAX_DIGITS - 1 && value >= power; power *= 10) {
      length++;
    }
    return length;
  }

  private void put(char b) throws IOException {
    if (used == buffer.length) {
      makeRoom();
    }
    buffer[used++] = (byte) b;
  }

  private void makeRoom() throws IOException {
    if (used < BUFFER_BYTES) {
      buffer = Arrays.copyOf(buffer, Math.min(4 * used, BUFFER_BYTES));
    } else {
      flush();
    }
  }

  private void flush() throws IOException {
    out.write(buffer, 0, used);
    used = 0;
  }

  /** Sends what is buffered and closes the stream. */
  @Override
  public void close() throws IOException {
    flush();
    buffer = Arrays.copyOf(buffer, 0);
    out.close();
  }
}
