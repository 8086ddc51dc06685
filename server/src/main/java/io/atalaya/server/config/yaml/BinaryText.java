package io.atalaya.server.config.yaml;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Bytes of {@code !!binary} as text. Where they are UTF-8, they are that text; where not, each byte
 * from 0x80 on is a low surrogate of its own, U+DC80 to U+DCFF, which no real text holds.
 */
public final class BinaryText {
  static final String TAG = "tag:yaml.org,2002:binary";

  private static final char ESCAPE = '\udc00';

  private BinaryText() {}

  static String decode(String base64) {
    byte[] bytes = Base64.getMimeDecoder().decode(base64);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      return escaped(bytes);
    }
  }

  private static String escaped(byte[] bytes) {
    StringBuilder text = new StringBuilder(bytes.length);
    for (byte b : bytes) {
      text.append(b >= 0 ? (char) b : (char) (ESCAPE + (b & 0xff)));
    }
    return text.toString();
  }

  /** Whether a text stands for bytes that are no text. */
  public static boolean isBinary(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (isEscaped(text, i)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isEscaped(String text, int at) {
    char c = text.charAt(at);
    boolean paired = at > 0 && Character.isHighSurrogate(text.charAt(at - 1));
    return c >= ESCAPE + 0x80 && c <= ESCAPE + 0xff && !paired;
  }

  /** The bytes that a text stands for. */
  public static byte[] bytes(String text) {
    if (!isBinary(text)) {
      return text.getBytes(StandardCharsets.UTF_8);
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
    for (int i = 0; i < text.length(); i++) {
      bytes.write(text.charAt(i));
    }
    return bytes.toByteArray();
  }
}
