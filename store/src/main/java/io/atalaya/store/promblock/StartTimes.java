package io.atalaya.store.promblock;

import io.atalaya.store.codec.MalformedDataException;

/**
 * The start times of the samples of a chunk, each behind its sample, as their distance from the
 * time of the sample before. A byte of the header says from which sample on they are there; until
 * then all have that of the first one, which may be unknown.
 */
final class StartTimes {
  private static final int FIRST_IS_KNOWN = 0x80;
  private static final int CHANGES_FROM = 0x7f;

  private final boolean firstIsKnown;
  private final int changesFrom;
  private long start;
  private long distance;

  private StartTimes(int header) {
    firstIsKnown = (header & FIRST_IS_KNOWN) != 0;
    changesFrom = header & CHANGES_FROM;
  }

  /** Those of a chunk that cannot have any. */
  static StartTimes none() {
    return new StartTimes(0);
  }

  /** Those of a chunk with this byte in its header. */
  static StartTimes of(int header) {
    return new StartTimes(header);
  }

  /**
   * Reads what stands behind a sample.
   *
   * @param before time of the sample before it
   * @return its start time, 0 if it is not known
   */
  long next(BitReader in, int row, long time, long before) throws MalformedDataException {
    if (row == 0) {
      start = firstIsKnown ? time - in.varint() : 0;
    } else if (changesFrom > 0 && row >= changesFrom) {
      distance = in.varbitSigned() + (row == changesFrom ? 0 : distance);
      start = before - distance;
    }
    return start;
  }
}
