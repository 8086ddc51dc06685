package io.atalaya.store.head;

import io.atalaya.model.SampleValue;
import io.atalaya.store.log.FrameInput;
import io.atalaya.store.log.FrameReader;
import io.atalaya.store.log.MalformedFrameException;
import java.util.List;

/** Reads frames back and puts what they say into heads, as it was put there the first time. */
final class BatchReader implements FrameReader {
  private static final int MAX_MEMBERS = 1 << 28;

  private final Declarations declarations;
  private final SampleFilter filter;
  private final Rows rows = new Rows();
  private List<DeclaredGroup> groups = List.of();
  private long part;

  /** Decides which samples of the log belong into the head. */
  interface SampleFilter {
    /** Whether samples of a tenant at a time, written before a position, are still wanted. */
    boolean accepts(String tenant, long time, long position);
  }

  /** Finds what numbers in the log mean. */
  interface Declarations {
    /** The groups of a generation, which a segment of the log refers to. */
    List<DeclaredGroup> groups(long generation, long segment) throws MalformedFrameException;
  }

  BatchReader(Declarations declarations, SampleFilter filter) {
    this.declarations = declarations;
    this.filter = filter;
  }

  @Override
  public void part(long sequence) {
    part = sequence;
    groups = List.of();
  }

  @Override
  public void frame(long position, FrameInput in) throws MalformedFrameException {
    while (in.hasRemaining()) {
      RecordType type = RecordType.of(in.readByte());
      switch (type) {
        case GENERATION -> groups = declarations.groups(in.readUnsigned(), part);
        case ROW, FIRST_ROW -> {
          DeclaredGroup group = group(in);
          if (position < group.group.storedTo()) {
            // A frame has samples of one group only, and these are in its epochs.
            return;
          }
          readRow(in, group, type == RecordType.FIRST_ROW, position);
        }
        case EXEMPLAR -> {
          DeclaredGroup group = group(in);
          group.head.keep(Notes.readExemplar(in, group.ref(in.readCount(MAX_MEMBERS))));
        }
        case METADATA -> group(in).head.keep(Notes.readMetadata(in));
        case GROUP, MEMBER, EPOCH, LATE, SYNCED ->
            throw new MalformedFrameException("record " + type + " in the log");
      }
    }
  }

  private DeclaredGroup group(FrameInput in) throws MalformedFrameException {
    return groups.get(in.readCount(groups.size()));
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
    int member = 0;
    while (true) {
      long operation = in.readUnsigned();
      if (ValueCoder.isWhole(operation)) {
        long old = group.logged.bits[checked(group, member)];
        addBuilt(group, member, time, ValueCoder.addWhole(old, operation));
        member++;
      } else if (ValueCoder.isRun(operation)) {
        int end = member + Math.min(ValueCoder.argument(operation), MAX_MEMBERS);
        for (; member < end; member++) {
          addSample(group, member, time, group.logged.bits[checked(group, member)]);
        }
      } else if (ValueCoder.argument(operation) == ValueCoder.END) {
        return;
      } else if (ValueCoder.argument(operation) == ValueCoder.SKIP) {
        member += in.readCount(MAX_MEMBERS);
      } else {
        readCoded(in, group, member, time, ValueCoder.argument(operation));
        member++;
      }
    }
  }

  private static int checked(DeclaredGroup group, int member) throws MalformedFrameException {
    group.own(member);
    return member;
  }

  private void readCoded(FrameInput in, DeclaredGroup group, int member, long time, int code)
      throws MalformedFrameException {
    LoggedGroup logged = group.logged;
    int own = group.own(member);
    if (ValueCoder.isValue(code)) {
      addBuilt(group, member, time, ValueCoder.read(in, logged.bits[member], code));
    } else if (code == ValueCoder.STALE) {
      addSample(group, member, time, SampleValue.STALE_BITS);
    } else if (code == ValueCoder.HISTOGRAM) {
      rows.add(own, time, 0, logged.start(member), HistogramCoder.read(in));
    } else if (code == ValueCoder.START) {
      logged.setStart(member, logged.start(member) + in.readSigned());
      readAfterStart(in, group, member, time);
    } else {
      throw new MalformedFrameException("operation " + code + " is not known");
    }
  }

  private void readAfterStart(FrameInput in, DeclaredGroup group, int member, long time)
      throws MalformedFrameException {
    long operation = in.readUnsigned();
    if (ValueCoder.isWhole(operation)) {
      addBuilt(group, member, time, ValueCoder.addWhole(group.logged.bits[member], operation));
    } else if (ValueCoder.isRun(operation) || ValueCoder.argument(operation) == ValueCoder.START) {
      throw new MalformedFrameException("no value after a start time");
    } else {
      readCoded(in, group, member, time, ValueCoder.argument(operation));
    }
  }

  private void addBuilt(DeclaredGroup group, int member, long time, long bits)
      throws MalformedFrameException {
    addSample(group, member, time, bits);
    group.logged.bits[member] = bits;
  }

  private void addSample(DeclaredGroup group, int member, long time, long bits)
      throws MalformedFrameException {
    rows.add(group.own(member), time, bits, group.logged.start(member), null);
  }
}
