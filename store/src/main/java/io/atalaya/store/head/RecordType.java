package io.atalaya.store.head;

import io.atalaya.store.log.MalformedFrameException;

/** What a record of a frame says. */
enum RecordType {
  GROUP(1),
  MEMBER(2),
  ROW(3),
  EXEMPLAR(4),
  METADATA(5),
  GENERATION(6),
  FIRST_ROW(7),
  EPOCH(8),
  LATE(9),
  /** Not written any more: STORED says the same where it is needed first. */
  SYNCED(10),
  FROM(11),
  STORED(12);

  private static final RecordType[] ALL = values();

  private final int number;

  RecordType(int number) {
    this.number = number;
  }

  int number() {
    return number;
  }

  static RecordType of(int number) throws MalformedFrameException {
    if (number < 1 || number > ALL.length) {
      throw new MalformedFrameException("record type " + number + " is not known");
    }
    return ALL[number - 1];
  }
}
