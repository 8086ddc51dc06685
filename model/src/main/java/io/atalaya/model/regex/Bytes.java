package io.atalaya.model.regex;

import java.util.Arrays;

/** Comparing and searching within a part of a byte array. */
final class Bytes {
  private Bytes() {}

  static boolean startsWith(byte[] text, int from, int to, byte[] prefix) {
    return prefix.length <= to - from
        && Arrays.equals(text, from, from + prefix.length, prefix, 0, prefix.length);
  }

  static boolean endsWith(byte[] text, int from, int to, byte[] suffix) {
    return suffix.length <= to - from
        && Arrays.equals(text, to - suffix.length, to, suffix, 0, suffix.length);
  }

  static boolean contains(byte[] text, int from, int to, byte[] sought) {
    return sought.length == 0 || indexOf(text, from, to, sought) >= 0;
  }

  /** Where a sequence of one byte or more first begins at or after {@code from}; or −1. */
  static int indexOf(byte[] text, int from, int to, byte[] sought) {
    byte first = sought[0];
    int last = to - sought.length;
    for (int i = from; i <= last; i++) {
      if (text[i] == first && Arrays.equals(text, i, i + sought.length, sought, 0, sought.length)) {
        return i;
      }
    }
    return -1;
  }
}
