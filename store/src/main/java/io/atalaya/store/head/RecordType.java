package io.atalaya.store.head;

import io.atalaya.store.log.MalformedFrameException;

/** What a record of a frame says. */
enum RecordType {
  GROUP(1),
  MEMBERS(2),
  ROW(3),
  EXEMPLAR(4),
  METADATA(5);

  private final int number;

  RecordType(int number) {
    this.number = number;
  }

  int number() {
    return number;
  }

  static RecordType of(int number) throws MalformedFrameException {
    for (RecordType type : values()) {
      if (type.number == number) {
        return type;
      }
    }
    throw new MalformedFrameException("record type " + number + " is not known");
  }
}
