package io.atalaya.store.codec;

/** What all three codings have in common. */
public final class Chunk {
  /**
   * Most rows coded together. Larger chunks save less than a hundredth and make every short query
   * decode more.
   */
  public static final int MAX_ROWS = 512;

  private Chunk() {}

  static void requireRows(int rows) {
    if (rows < 1 || rows > MAX_ROWS) {
      throw new IllegalArgumentException(rows + " rows, must be 1-" + MAX_ROWS);
    }
  }
}
