package io.atalaya.server.json;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Texts in the form that JSON has them in, kept because they come again: names and values of
 * labels. A text takes the place of another with the same hash.
 */
final class KnownTexts {
  private static final int PLACES = 256;
  private static final byte[] NONE = {};

  private @Nullable String[] texts = {};
  private byte[][] forms = {};

  /** A text in quotes, or nothing if it has something to be escaped. */
  byte[] quoted(String text) {
    if (texts.length == 0) {
      texts = new @Nullable String[PLACES];
      forms = new byte[PLACES][];
    }
    int hash = text.hashCode();
    int place = (hash ^ hash >>> 15) & (PLACES - 1);
    if (!text.equals(texts[place])) {
      texts[place] = text;
      forms[place] = form(text);
    }
    return forms[place];
  }

  private static byte[] form(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (!JsonOut.isPlain(text.charAt(i))) {
        return NONE;
      }
    }
    return ('"' + text + '"').getBytes(StandardCharsets.US_ASCII);
  }
}
