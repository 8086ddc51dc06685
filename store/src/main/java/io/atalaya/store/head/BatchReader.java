package io.atalaya.store.head;

import io.atalaya.model.Histogram;
import io.atalaya.model.SampleValue;
import io.atalaya.store.log.FrameInput;
import io.atalaya.store.log.FrameReader;
import io.atalaya.store.log.MalformedFrameException;
import org.jspecify.annotations.Nullable;

/** Reads frames back and puts what they say into heads, as it was put there the first time. */
final class BatchReader implements FrameReader {
  private static final int MAX_MEMBERS = 1 << 28;

  private final Declarations declarations;
  private final SampleFilter filter;
  private final Rows rows = new Rows();
  private DeclaredGroups groups = new DeclaredGroups();
  private long lostFrames;
  private long part;

  /** Decides which samples of the log belong into the head. */
  interface SampleFilter {
    /** Whether samples of a tenant at a time, written before a position, are still wanted. */
    boolean accepts(String tenant, long time, long position);
  }

  /** Finds what numbers in the log mean. */
  interface Declarations {
    /** The groups of a generation, which a segment of the log refers to. */
    DeclaredGroups groups(long generation, long segment) throws MalformedFrameException;
  }

  BatchReader(Declarations declarations, SampleFilter filter) {
    this.declarations = declarations;
    this.filter = filter;
  }

  /** Batches of groups of which a damaged file of the head does not say what they are. */
  long lostFrames() {
    return lostFrames;
  }

  @Override
  public void part(long sequence) {
    part = sequence;
    groups = new DeclaredGroups();
  }

  @Override
  public void frame(long position, FrameInput in) throws MalformedFrameException {
    while (in.hasRemaining()) {
      RecordType type = RecordType.of(in.readByte());
      switch (type) {
        case GENERATION -> groups = declarations.groups(in.readUnsigned(), part);
        case ROW, FIRST_ROW -> {
          DeclaredGroup group = group(in);
          if (group == null) {
            lostFrames++;
            return;
          }
          if (position < group.group.storedTo()) {
            // A frame has samples of one group only, and these are in its epochs.
            return;
          }
          readRow(in, group, type == RecordType.FIRST_ROW, position);
        }
        case EXEMPLAR -> {
          DeclaredGroup group = group(in);
          int member = in.readCount(MAX_MEMBERS);
          if (group == null || !group.isDeclared(member)) {
            // Of this group too, and nobody knows whose it is.
            return;
          }
          group.head.keep(Notes.readExemplar(in, group.ref(member)));
        }
        case METADATA -> {
          DeclaredGroup group = group(in);
          if (group != null) {
            group.head.keep(Notes.readMetadata(in));
          }
        }
        case GROUP, MEMBER, EPOCH, LATE, SYNCED, FROM, STORED ->
            throw new MalformedFrameException("record " + type + " in the log");
      }
    }
  }

  /** A group, or null if the file that declared it is damaged. */
  private @Nullable DeclaredGroup group(FrameInput in) throws MalformedFrameException {
    return groups.get(in.readUnsigned());
  }

  private void readRow(FrameInput in, DeclaredGroup group, boolean first, long position)
      throws MalformedFrameException {
    LoggedGroup logged = group.logged;
    logged.enter(part);
    if (first) {
      logged.reset();
    }
    long time = logged.lastTime() + in.readSigned();
    logged.row(time);
    rows.clear();
    readTokens(in, group, time);
    if (filter.accepts(group.head.tenant(), time, position)) {
      rows.sort();
      group.head.replay(group.group, rows, first, position);
    }
  }

  private void readTokens(FrameInput in, DeclaredGroup group, long time)
      throws MalformedFrameException {
    LoggedGroup logged = group.logged;
    int member = 0;
    while (true) {
      long operation = in.readUnsigned();
      if (ValueCoder.isWhole(operation)) {
        int own = group.ownIfKnown(member);
        long built = ValueCoder.addWhole(logged.bits[member], operation);
        addBuilt(logged, own, member++, time, built);
      } else if (ValueCoder.isRun(operation)) {
        int end = member + Math.min(ValueCoder.argument(operation), MAX_MEMBERS);
        for (; member < end; member++) {
          int own = group.ownIfKnown(member);
          addSample(own, time, logged.bits[member], logged.start(member), null);
        }
      } else if (ValueCoder.argument(operation) == ValueCoder.END) {
        return;
      } else if (ValueCoder.argument(operation) == ValueCoder.SKIP) {
        member += in.readCount(MAX_MEMBERS);
      } else {
        int own = group.ownIfKnown(member);
        readCoded(in, logged, own, member++, time, ValueCoder.argument(operation));
      }
    }
  }

  private void readCoded(
      FrameInput in, LoggedGroup logged, int own, int member, long time, int code)
      throws MalformedFrameException {
    if (ValueCoder.isValue(code)) {
      addBuilt(logged, own, member, time, ValueCoder.read(in, logged.bits[member], code));
    } else if (code == ValueCoder.STALE) {
      addSample(own, time, SampleValue.STALE_BITS, logged.start(member), null);
    } else if (code == ValueCoder.HISTOGRAM) {
      addSample(own, time, 0, logged.start(member), HistogramCoder.read(in));
    } else if (code == ValueCoder.START) {
      logged.setStart(member, logged.start(member) + in.readSigned());
      readAfterStart(in, logged, own, member, time);
    } else {
      throw new MalformedFrameException("operation " + code + " is not known");
    }
  }

  private void readAfterStart(FrameInput in, LoggedGroup logged, int own, int member, long time)
      throws MalformedFrameException {
    long operation = in.readUnsigned();
    if (ValueCoder.isWhole(operation)) {
      long built = ValueCoder.addWhole(logged.bits[member], operation);
      addBuilt(logged, own, member, time, built);
    } else if (ValueCoder.isRun(operation) || ValueCoder.argument(operation) == ValueCoder.START) {
      throw new MalformedFrameException("no value after a start time");
    } else {
      readCoded(in, logged, own, member, time, ValueCoder.argument(operation));
    }
  }

  private void addBuilt(LoggedGroup logged, int own, int member, long time, long bits) {
    addSample(own, time, bits, logged.start(member), null);
    logged.bits[member] = bits;
  }

  private void addSample(int own, long time, long bits, long start, @Nullable Histogram histogram) {
    if (own != SeriesTable.NONE) {
      rows.add(own, time, bits, start, histogram);
    }
  }
}
