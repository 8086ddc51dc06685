package io.atalaya.store.head;

import io.atalaya.model.Histogram;
import io.atalaya.model.SampleValue;
import io.atalaya.store.log.FrameInput;
import io.atalaya.store.log.MalformedFrameException;
import org.jspecify.annotations.Nullable;

/** Reads the rows of a group out of frames, as {@link BatchWriter} wrote them. */
final class RowReader {
  static final int MAX_MEMBERS = 1 << 28;

  /** Takes the samples of one row. */
  interface Samples {
    /**
     * Makes sure that a member is known, before its last value is asked for.
     *
     * @throws MalformedFrameException if it was not declared
     */
    void require(int member) throws MalformedFrameException;

    /** One sample; without a histogram, the bits of a float. */
    void add(int member, long time, long bits, long start, @Nullable Histogram histogram)
        throws MalformedFrameException;
  }

  private RowReader() {}

  /**
   * Reads the time of a row.
   *
   * @param first whether the row builds on nothing
   */
  static long readTime(FrameInput in, LoggedGroup logged, long part, boolean first)
      throws MalformedFrameException {
    logged.enter(part);
    if (first) {
      logged.reset();
    }
    long time = logged.lastTime() + in.readSigned();
    logged.row(time);
    return time;
  }

  /** Reads what follows the time. */
  static void readSamples(FrameInput in, LoggedGroup logged, long time, Samples into)
      throws MalformedFrameException {
    int member = 0;
    while (true) {
      long operation = in.readUnsigned();
      if (ValueCoder.isWhole(operation)) {
        into.require(member);
        addWhole(logged, member, time, operation, into);
        member++;
      } else if (ValueCoder.isRun(operation)) {
        int end = member + Math.min(ValueCoder.argument(operation), MAX_MEMBERS);
        for (; member < end; member++) {
          into.require(member);
          into.add(member, time, logged.bits[member], logged.start(member), null);
        }
      } else if (ValueCoder.argument(operation) == ValueCoder.END) {
        return;
      } else if (ValueCoder.argument(operation) == ValueCoder.SKIP) {
        member += in.readCount(MAX_MEMBERS);
      } else {
        into.require(member);
        readCoded(in, logged, member, time, ValueCoder.argument(operation), into);
        member++;
      }
    }
  }

  private static void readCoded(
      FrameInput in, LoggedGroup logged, int member, long time, int code, Samples into)
      throws MalformedFrameException {
    if (ValueCoder.isValue(code)) {
      long bits = ValueCoder.read(in, logged.bits[member], code);
      addBuilt(logged, member, time, bits, into);
    } else if (code == ValueCoder.STALE) {
      into.add(member, time, SampleValue.STALE_BITS, logged.start(member), null);
    } else if (code == ValueCoder.HISTOGRAM) {
      into.add(member, time, 0, logged.start(member), HistogramCoder.read(in));
    } else if (code == ValueCoder.START) {
      logged.setStart(member, logged.start(member) + in.readSigned());
      readValue(in, logged, member, time, code, into);
    } else if (code == ValueCoder.SCALE) {
      logged.scales[member] = (byte) in.readCount(ValueCoder.SCALE_OF_BITS + 1);
      readValue(in, logged, member, time, code, into);
    } else {
      throw new MalformedFrameException("operation " + code + " is not known");
    }
  }

  /** Reads what follows a start time or a scale: a value, before which a scale may be said. */
  private static void readValue(
      FrameInput in, LoggedGroup logged, int member, long time, int after, Samples into)
      throws MalformedFrameException {
    long operation = in.readUnsigned();
    int code = ValueCoder.argument(operation);
    if (ValueCoder.isWhole(operation)) {
      addWhole(logged, member, time, operation, into);
    } else if (ValueCoder.isRun(operation) || code == ValueCoder.START || code == after) {
      throw new MalformedFrameException("no value after a start time or a scale");
    } else {
      readCoded(in, logged, member, time, code, into);
    }
  }

  private static void addWhole(
      LoggedGroup logged, int member, long time, long operation, Samples into)
      throws MalformedFrameException {
    long bits = ValueCoder.addWhole(logged.bits[member], operation, logged.scales[member]);
    addBuilt(logged, member, time, bits, into);
  }

  private static void addBuilt(LoggedGroup logged, int member, long time, long bits, Samples into)
      throws MalformedFrameException {
    into.add(member, time, bits, logged.start(member), null);
    logged.bits[member] = bits;
  }
}
