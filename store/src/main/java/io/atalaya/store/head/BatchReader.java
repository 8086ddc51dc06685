package io.atalaya.store.head;

import io.atalaya.model.Histogram;
import io.atalaya.store.log.FrameInput;
import io.atalaya.store.log.FrameReader;
import io.atalaya.store.log.MalformedFrameException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads frames back and puts what they say into heads, as it was put there the first time. */
final class BatchReader implements FrameReader, RowReader.Samples {
  private final Declarations declarations;
  private final SampleFilter filter;
  private final Conveyor<RowBundle> conveyor =
      new Conveyor<>("store-replay", RowBundle::new, RowBundle::store);
  private Rows rows = new Rows();
  private DeclaredGroups groups = new DeclaredGroups();
  private @Nullable DeclaredGroup reading;
  private int own;
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

  /** Returns when all samples are in their heads. */
  void finish() {
    conveyor.finish();
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
          int member = in.readCount(RowReader.MAX_MEMBERS);
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
    long time = RowReader.readTime(in, group.logged, part, first);
    RowBundle bundle = conveyor.filling();
    rows = bundle.rows();
    reading = group;
    RowReader.readSamples(in, group.logged, time, this);
    if (filter.accepts(group.head.tenant(), time, position)) {
      rows.sort();
      bundle.add(group.head, group.group, rows, first, position);
    } else {
      bundle.giveBack(rows);
    }
    if (bundle.isFull()) {
      conveyor.send();
    }
  }

  @Override
  public void require(int member) throws MalformedFrameException {
    own = reading().ownIfKnown(member);
  }

  @Override
  public void add(int member, long time, long bits, long start, @Nullable Histogram histogram) {
    if (own != SeriesTable.NONE) {
      rows.add(own, time, bits, start, histogram);
    }
  }

  private DeclaredGroup reading() {
    return Objects.requireNonNull(reading, "no row is being read");
  }
}
