package io.atalaya.query.parse;

/**
 * What a text may cost, so that a hostile one is refused before it hurts. Prometheus has no such
 * limits; no query that a person wrote comes near them.
 */
public final class ParseLimits {
  /** The longest query or series description, in UTF-16 units. */
  public static final int MAX_LENGTH = 1 << 20;

  /**
   * How deep parentheses, calls, aggregations and signs may nest. The parser recurses for each
   * level; this many fit in a stack of 512 KiB, half of what a thread has by default.
   */
  public static final int MAX_NESTING = 250;

  /**
   * The greatest height of a tree; a chain such as {@code a or b or c} is as high as it has
   * operators. It holds for duration expressions as well. Everything that walks a tree by recursion
   * may rely on it.
   */
  public static final int MAX_HEIGHT = 1000;

  /** How many values one series description may stand for: {@code 0+1x1000} stands for 1001. */
  public static final int MAX_SERIES_VALUES = 1_000_000;

  /** The longest text that the pretty-printer spreads over lines; a longer one stays on one. */
  public static final int MAX_PRETTY_LENGTH = 8 << 20;

  private ParseLimits() {}
}
