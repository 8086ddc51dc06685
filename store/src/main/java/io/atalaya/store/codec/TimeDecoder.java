package io.atalaya.store.codec;

/** Reads columns of times from TC1. Scratch for one thread. */
public final class TimeDecoder {
  private final Pfor pfor = new Pfor();
  private final long[] residuals = new long[Chunk.MAX_ROWS];

  /**
   * Reads {@code rows} times into {@code times}, the first at {@code at}; leaves {@code in} after
   * them.
   *
   * @throws MalformedDataException if the bytes are no TC1 of that many rows
   */
  public void decode(ByteInput in, int rows, long[] times, int at) throws MalformedDataException {
    Chunk.requireRows(rows);
    int flags = in.unsignedByte();
    int order = flags & 1;
    if ((flags & ~(1 | Kind.ZIGZAG)) != 0) {
      throw new MalformedDataException("unknown flags " + flags);
    }
    long first = in.signed();
    long interval = in.unsigned();
    pfor.read(in, residuals, order, rows, (flags & Kind.ZIGZAG) != 0);
    long sum = 0;
    residuals[0] = order == 1 ? 0 : residuals[0];
    for (int i = 0; i < rows; i++) {
      sum = order == 1 ? sum + residuals[i] : residuals[i];
      times[at + i] = first + interval * i + sum;
    }
  }
}
