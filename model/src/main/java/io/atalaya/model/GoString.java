package io.atalaya.model;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Go's strings are bytes, which need not be UTF-8: {@code "\xff"} is one. In Java such a byte is
 * half a surrogate pair, which text of Unicode never has alone:
 *
 * <pre>
 *   bytes     61 ff c3 a4             text    a U+DCFF ä
 * </pre>
 *
 * So no two strings become one, and who writes them as UTF-8 writes the replacement character, as
 * Go does in JSON.
 */
public final class GoString {
  private static final char FIRST = '\udc80';
  private static final char LAST = '\udcff';
  private static final char BASE = '\udc00';

  private GoString() {}

  /** The text of some bytes. */
  public static String of(byte[] bytes) {
    CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length);
    CoderResult result = decoder.decode(in, out, true);
    while (result.isError()) {
      for (int i = 0; i < result.length(); i++) {
        out.put((char) (BASE + (in.get() & 0xff)));
      }
      result = decoder.decode(in, out, true);
    }
    return out.flip().toString();
  }

  /** The bytes of a text. */
  public static byte[] bytes(String text) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(text.length());
    text.codePoints()
        .forEach(
            c -> {
              if (isByte(c)) {
                out.write(c - BASE);
              } else {
                out.writeBytes(Character.toString(c).getBytes(StandardCharsets.UTF_8));
              }
            });
    return out.toByteArray();
  }

  /** Whether a text has no byte that is not UTF-8. */
  public static boolean isUtf8(String text) {
    return text.codePoints().noneMatch(GoString::isByte);
  }

  /** Whether a code point of a text stands for a byte that is not UTF-8. */
  public static boolean isByte(int codePoint) {
    return codePoint >= FIRST && codePoint <= LAST;
  }

  /** That byte, from 0 to 255. */
  public static int byteOf(int codePoint) {
    return codePoint - BASE;
  }
}
