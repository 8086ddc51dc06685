package io.atalaya.store.head;

import io.atalaya.model.SampleBatch.Exemplar;
import io.atalaya.model.SampleBatch.Metadata;
import io.atalaya.store.codec.ByteOutput;
import io.atalaya.store.head.Registry.Home;
import io.atalaya.store.log.Frame;
import io.atalaya.store.log.FrameFile;
import io.atalaya.store.log.FrameFileReader;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes what heads have to store to the chunks of a generation, in three steps: {@link #prepare}
 * says who is who, while nothing is appended; {@link #write} brings all of it to the disk itself;
 * {@link #replace} lets the heads read it from there.
 *
 * <p>Until the end of the second step nothing has changed for anybody, so it may fail.
 */
final class ChunkWriter {
  /** Bytes of notes in one frame, about. */
  private static final int NOTES_BYTES = 1 << 16;

  /** An epoch on its way to the file. */
  private static final class Pending {
    final Head head;
    final int group;
    final Epoch epoch;
    private long at;
    private @Nullable EpochRecord record;

    Pending(Head head, int group, Epoch epoch) {
      this.head = head;
      this.group = group;
      this.epoch = epoch;
    }
  }

  /** When a late sample was, for the coverage. */
  private record LateTime(String tenant, long time, long position) {}

  private final Generation generation;
  private final Frame frame = new Frame();
  private final List<Frame> notes = new ArrayList<>();
  private final List<Pending> epochs = new ArrayList<>();
  private final List<LateTime> lateOnes = new ArrayList<>();
  private final StoredData.Writer data = new StoredData.Writer();

  ChunkWriter(Generation generation) {
    this.generation = generation;
  }

  /** Declares what is needed and puts notes into frames; under the append lock. */
  void prepare(Storable storable) {
    Head head = storable.head();
    HeadUpkeep upkeep = head.upkeep();
    storable
        .epochs()
        .forEach((group, ofGroup) -> ofGroup.forEach(epoch -> prepare(head, group, epoch)));
    for (Unsaved.Late late : storable.notes().late()) {
      Home home = upkeep.home(late.ref());
      if (home != null && upkeep.isLate(late.ref(), late.sample().time())) {
        int group = declare(head, head.group(home.group()), home.member());
        Notes.putLate(note(), group, home.member(), late.position(), late.sample());
        lateOnes.add(new LateTime(head.tenant(), late.sample().time(), late.position()));
      }
    }
    for (Exemplar exemplar : storable.notes().exemplars()) {
      Home home = upkeep.home(exemplar.ref());
      if (home != null) {
        int group = declare(head, head.group(home.group()), home.member());
        Notes.putExemplar(note(), group, home.member(), exemplar);
      }
    }
    Group any = upkeep.anyGroup();
    for (Metadata family : storable.notes().metadata()) {
      if (any != null) {
        Notes.putMetadata(note(), generation.declare(head, any).number(), family);
      }
    }
  }

  private void prepare(Head head, Group group, Epoch epoch) {
    LoggedGroup logged = generation.declare(head, group);
    int members = epoch.openData().values().members();
    for (int member = 0; member < members; member++) {
      if (!logged.isDeclared(member) && epoch.hasValues(member)) {
        generation.declareMember(head, group, logged, member);
      }
    }
    epochs.add(new Pending(head, logged.number(), epoch));
  }

  private int declare(Head head, Group group, int member) {
    LoggedGroup logged = generation.declare(head, group);
    generation.declareMember(head, group, logged, member);
    return logged.number();
  }

  private Frame note() {
    if (notes.isEmpty() || notes.getLast().size() > NOTES_BYTES) {
      notes.add(new Frame());
    }
    return notes.getLast();
  }

  /** Writes everything; when it returns, it survives the end of the machine. */
  void write() throws IOException {
    FrameFile chunks = generation.chunks();
    for (Frame note : notes) {
      chunks.append(note);
    }
    for (Pending pending : epochs) {
      write(pending, chunks);
    }
    generation.sync();
    chunks.force();
  }

  private void write(Pending pending, FrameFile chunks) throws IOException {
    Epoch epoch = pending.epoch;
    ByteOutput body = data.write(epoch.openData(), epoch.rows());
    EpochRecord record =
        new EpochRecord(
            pending.group,
            epoch.lastPosition(),
            epoch.closedAt(),
            epoch.times(),
            epoch.openData().values().members(),
            body.size(),
            FrameFileReader.checksum(body.array(), body.size()));
    frame.clear();
    record.write(frame);
    pending.at = chunks.append(frame, body.array(), body.size());
    pending.record = record;
  }

  /** Replaces epochs in memory by those in the file, and notes them. */
  void replace(Coverage coverage, Generations generations) throws IOException {
    FrameFile chunks = generation.chunks();
    generation.noteStored(chunks);
    for (LateTime late : lateOnes) {
      generations.hold(generation.number(), late.position());
      coverage.add(generation.number(), late.tenant(), late.time(), late.position());
    }
    if (epochs.isEmpty()) {
      return;
    }
    long from = epochs.getFirst().at;
    MemorySegment mapped = chunks.map(from, chunks.size() - from);
    for (Pending pending : epochs) {
      EpochRecord record = pending.record;
      if (record != null) {
        MemorySegment body = mapped.asSlice(pending.at - from, record.bodyLength());
        int rows = record.times().length;
        pending.epoch.store(new StoredData(body, record.members(), rows, record.checksum(), null));
        coverage.add(
            generation.number(), pending.head.tenant(), record.times()[0], record.lastPosition());
      }
    }
  }
}
