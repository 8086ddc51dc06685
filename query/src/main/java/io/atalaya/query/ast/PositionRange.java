package io.atalaya.query.ast;

/**
 * The part of a query that a node was read from.
 *
 * @param start offset of the first byte in the query's UTF-8 form, from 0
 * @param end offset after the last byte
 */
public record PositionRange(int start, int end) {
  /** The place of things that were not read from any text. */
  public static final PositionRange NONE = new PositionRange(0, 0);

  /** From the start of one place to the end of a later one. */
  public static PositionRange spanning(PositionRange first, PositionRange last) {
    return new PositionRange(first.start, last.end);
  }

  /** The one of two places that starts first. */
  public static PositionRange first(PositionRange a, PositionRange b) {
    return a.start <= b.start ? a : b;
  }

  /**
   * Whether what stands here is evaluated after what stands there: the inner and the left first.
   */
  public boolean isEvaluatedAfter(PositionRange other) {
    return end != other.end ? end > other.end : start < other.start;
  }

  public PositionRange withEnd(int newEnd) {
    return new PositionRange(start, newEnd);
  }

  /**
   * The start as {@code line:column}, both from 1, the column counted in UTF-8 bytes; in
   * Prometheus' words if the query is empty or shorter than that.
   */
  public String startIn(String query) {
    if (query.isEmpty()) {
      return "unknown position";
    }
    int line = 1;
    int offset = 0;
    int lineStart = 0;
    int i = 0;
    while (offset < start && i < query.length()) {
      int codePoint = query.codePointAt(i);
      i += Character.charCount(codePoint);
      offset += utf8Length(codePoint);
      if (codePoint == '\n') {
        line++;
        lineStart = offset;
      }
    }
    if (start < 0 || offset < start) {
      return "invalid position";
    }
    return line + ":" + (start - lineStart + 1);
  }

  private static int utf8Length(int codePoint) {
    if (codePoint < 0x80) {
      return 1;
    }
    if (codePoint < 0x800) {
      return 2;
    }
    return codePoint < 0x10000 ? 3 : 4;
  }
}
