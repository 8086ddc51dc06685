package io.atalaya.model.regex;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A set of texts that is asked for strings and for parts of byte arrays. */
final class LiteralSet implements TextTest {
  private final Set<String> literals;

  /** The literal, if there is but one. */
  private final @Nullable String only;

  private final byte[] onlyUtf8;

  /** Open addressing: a literal lies at the place of its hash, or at the first free one after. */
  private final byte[] @Nullable [] table;

  private final int mask;
  private final int shortest;
  private final int longest;

  LiteralSet(Set<String> literals) {
    this.literals = Collections.unmodifiableSet(literals);
    only = literals.size() == 1 ? literals.iterator().next() : null;
    onlyUtf8 = only == null ? new byte[0] : only.getBytes(StandardCharsets.UTF_8);
    int capacity = Integer.highestOneBit(Math.max(1, literals.size())) * 4;
    table = new byte[capacity][];
    mask = capacity - 1;
    int min = Integer.MAX_VALUE;
    int max = 0;
    for (String literal : literals) {
      byte[] utf8 = literal.getBytes(StandardCharsets.UTF_8);
      insert(utf8);
      min = Math.min(min, utf8.length);
      max = Math.max(max, utf8.length);
    }
    shortest = min;
    longest = max;
  }

  private void insert(byte[] utf8) {
    int place = hash(utf8, 0, utf8.length) & mask;
    while (table[place] != null) {
      place = (place + 1) & mask;
    }
    table[place] = utf8;
  }

  private static int hash(byte[] utf8, int from, int to) {
    int h = 0;
    for (int i = from; i < to; i++) {
      h = h * 31 + utf8[i];
    }
    return h ^ (h >>> 15);
  }

  Set<String> literals() {
    return literals;
  }

  @Override
  public boolean matches(String text) {
    return only != null ? only.equals(text) : literals.contains(text);
  }

  @Override
  public boolean matches(byte[] utf8, int from, int to) {
    int length = to - from;
    if (length < shortest || length > longest) {
      return false;
    }
    if (only != null) {
      return Arrays.equals(utf8, from, to, onlyUtf8, 0, onlyUtf8.length);
    }
    int place = hash(utf8, from, to) & mask;
    for (byte[] at = table[place]; at != null; at = table[place]) {
      if (Arrays.equals(utf8, from, to, at, 0, at.length)) {
        return true;
      }
      place = (place + 1) & mask;
    }
    return false;
  }
}
