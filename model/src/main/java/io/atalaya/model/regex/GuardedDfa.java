package io.atalaya.model.regex;

import java.nio.charset.StandardCharsets;

/**
 * Runs an automaton only over texts that have what every match has. Comparing and searching reads
 * many characters in the time in which the automaton reads one.
 */
final class GuardedDfa implements TextTest {
  private final LazyDfa dfa;
  private final String suffix;
  private final byte[] suffixUtf8;
  private final String contained;
  private final byte[] containedUtf8;

  /** The last two may be empty: then nothing is asked. */
  GuardedDfa(LazyDfa dfa, String suffix, String contained) {
    this.dfa = dfa;
    this.suffix = suffix;
    this.contained = contained;
    suffixUtf8 = suffix.getBytes(StandardCharsets.UTF_8);
    containedUtf8 = contained.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public boolean matches(String text) {
    return text.endsWith(suffix) && text.contains(contained) && dfa.matches(text);
  }

  @Override
  public boolean matches(byte[] utf8, int from, int to) {
    return Bytes.endsWith(utf8, from, to, suffixUtf8)
        && Bytes.contains(utf8, from, to, containedUtf8)
        && dfa.matches(utf8, from, to);
  }
}
