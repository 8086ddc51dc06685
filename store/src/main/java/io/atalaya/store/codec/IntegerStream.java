package io.atalaya.store.codec;

/**
 * Writes a stream of integers as itself, as differences or as differences of differences, whichever
 * is shortest. Scratch for one thread.
 */
final class IntegerStream {
  /** What order 2 costs beside the stream, at least. */
  private static final int FIRST_DIFFERENCE_BITS = 8;

  private final Pfor pfor = new Pfor();
  private final long[] first = new long[Chunk.MAX_ROWS];
  private final long[] second = new long[Chunk.MAX_ROWS];
  private final Pfor.Plan[] plans = {new Pfor.Plan(), new Pfor.Plan(), new Pfor.Plan()};
  private int rows;
  private int order;

  /**
   * Finds the shortest order.
   *
   * @param maxOrder 1 or 2
   * @param orderOneBits what order 1 costs beside the stream
   */
  void plan(long[] stream, int count, int maxOrder, int orderOneBits) {
    rows = count;
    order = 0;
    pfor.plan(stream, 0, rows, plans[0]);
    differences(stream, first, 1);
    pfor.plan(first, 1, rows, plans[1]);
    if (plans[1].bits() + orderOneBits < plans[0].bits()) {
      order = 1;
    }
    if (maxOrder == 2 && rows > 2) {
      differences(first, second, 2);
      pfor.plan(second, 2, rows, plans[2]);
      long best = plans[order].bits();
      order = plans[2].bits() + FIRST_DIFFERENCE_BITS < best ? 2 : order;
    }
  }

  private void differences(long[] stream, long[] into, int from) {
    for (int i = from; i < rows; i++) {
      into[i] = stream[i] - stream[i - 1];
    }
  }

  int order() {
    return order;
  }

  boolean zigzag() {
    return plans[order].zigzag();
  }

  /** The first difference; meant for order 2. */
  long firstDifference() {
    return first[1];
  }

  /** Writes the stream that was planned. */
  void write(long[] stream, ByteOutput out) {
    long[] chosen = order == 0 ? stream : order == 1 ? first : second;
    pfor.write(chosen, order, rows, plans[order], out);
  }
}
