package io.atalaya.store.block;

/**
 * What a block says about itself.
 *
 * @param id 32 hexadecimal digits, made of what is in it
 * @param tenant whose samples they are
 * @param fromMillis first millisecond of the range it was cut for
 * @param toMillis last millisecond of that range, excluded
 * @param firstMillis time of the oldest sample
 * @param lastMillis time of the newest sample
 * @param position of two blocks that overlap, the one with the lower position counts
 * @param series number of series
 * @param chunks number of chunks
 * @param samples number of samples
 */
public record BlockInfo(
    String id,
    String tenant,
    long fromMillis,
    long toMillis,
    long firstMillis,
    long lastMillis,
    long position,
    int series,
    long chunks,
    long samples) {
  String fileName() {
    return fromMillis + "-" + toMillis + "-" + id + ".block";
  }

  /** Whether it may have samples in a range, both ends included. */
  boolean overlaps(long from, long to) {
    return firstMillis <= to && lastMillis >= from;
  }
}
