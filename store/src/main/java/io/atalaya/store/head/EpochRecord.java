package io.atalaya.store.head;

import io.atalaya.store.log.Frame;
import io.atalaya.store.log.FrameInput;
import io.atalaya.store.log.MalformedFrameException;

/**
 * What is said of an epoch in front of its samples.
 *
 * @param group number in the generation
 * @param lastPosition behind the last frame of the log with one of its samples
 * @param closedAt see {@link Epoch#close}
 * @param times of its rows
 * @param members columns of the body
 * @param bodyLength bytes that follow, see {@link StoredData}
 * @param checksum CRC-32C of these
 */
record EpochRecord(
    int group,
    long lastPosition,
    long closedAt,
    long[] times,
    int members,
    int bodyLength,
    int checksum) {
  void write(Frame out) {
    out.putByte(RecordType.EPOCH.number());
    out.putUnsigned(group);
    out.putUnsigned(lastPosition);
    out.putUnsigned(closedAt + 1);
    out.putUnsigned(times.length);
    long before = 0;
    long step = 0;
    for (long time : times) {
      out.putSigned(time - before - step);
      step = time - before;
      before = time;
    }
    out.putUnsigned(members);
    out.putUnsigned(bodyLength);
    out.putUnsigned(Integer.toUnsignedLong(checksum));
  }

  /** Reads what is behind the type. */
  static EpochRecord read(FrameInput in) throws MalformedFrameException {
    int group = in.readCount(Integer.MAX_VALUE);
    long lastPosition = in.readUnsigned();
    long closedAt = in.readUnsigned() - 1;
    long[] times = new long[in.readCount(Columns.ROWS + 1)];
    if (times.length == 0) {
      throw new MalformedFrameException("an epoch without rows");
    }
    long time = 0;
    long step = 0;
    for (int row = 0; row < times.length; row++) {
      long next = time + step + in.readSigned();
      step = next - time;
      time = next;
      times[row] = time;
    }
    int members = in.readCount(Integer.MAX_VALUE);
    return new EpochRecord(
        group,
        lastPosition,
        closedAt,
        times,
        members,
        in.readCount(Integer.MAX_VALUE),
        (int) in.readUnsigned());
  }
}
