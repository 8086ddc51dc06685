package io.atalaya.store.head;

import io.atalaya.model.SampleBatch.Exemplar;
import io.atalaya.store.disk.Disk;
import io.atalaya.store.head.BatchReader.SampleFilter;
import io.atalaya.store.log.FrameFileReader;
import io.atalaya.store.log.FrameInput;
import io.atalaya.store.log.MalformedFrameException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads the files of one generation and puts what they say into heads. */
final class GenerationReader {
  private static final int MAX_MEMBERS = 1 << 28;
  private static final int MAX_LABELS = 1 << 16;

  private final long number;
  private final Function<String, Head> heads;
  private final SampleFilter filter;
  private final Coverage coverage;
  private final List<DeclaredGroup> groups = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();
  private String[] symbols = new String[1024];
  private int symbolCount;
  private int[] pairs = new int[32];
  private @Nullable Head symbolsOf;

  /** For symbols of the file, those of {@link #symbolsOf}, + 1. */
  private int[] own = new int[0];

  private MemorySegment chunks = MemorySegment.NULL;

  /** Where the part of the chunks ends that is known to be on the disk itself. */
  private long synced;

  private long lastPosition;

  GenerationReader(
      long number, Function<String, Head> heads, SampleFilter filter, Coverage coverage) {
    this.number = number;
    this.heads = heads;
    this.filter = filter;
    this.coverage = coverage;
  }

  /** The groups by their numbers. */
  List<DeclaredGroup> groups() {
    return groups;
  }

  /** The last position of the log that the files mention. */
  long lastPosition() {
    return lastPosition;
  }

  /** What is wrong with the files. */
  List<String> problems() {
    return problems;
  }

  /** Reads what the series file says; a file that does not exist says nothing. */
  void readSeries(Disk disk, Path directory) throws IOException {
    Path path = Generation.file(directory, Generation.SERIES, number);
    if (disk.exists(path)) {
      FrameFileReader reader = FrameFileReader.open(disk, path, number);
      reader.read((payload, at) -> declarations(payload));
      note(path, reader);
      symbols = new String[0];
      own = new int[0];
    }
  }

  /** Reads what the chunks file says, after the series file. */
  void readChunks(Disk disk, Path directory) throws IOException {
    Path path = Generation.file(directory, Generation.CHUNKS, number);
    if (disk.exists(path)) {
      FrameFileReader reader = FrameFileReader.open(disk, path, number);
      chunks = reader.bytes();
      findSynced(reader);
      FrameFileReader again = FrameFileReader.open(disk, path, number);
      again.read(this::chunk);
      note(path, again);
    }
  }

  private void note(Path path, FrameFileReader reader) {
    String problem = reader.problem();
    if (problem != null) {
      problems.add(path.getFileName() + ": " + problem + "; " + reader.unread() + " bytes unread");
    }
  }

  private long declarations(FrameInput in) throws MalformedFrameException {
    while (in.hasRemaining()) {
      RecordType type = RecordType.of(in.readByte());
      switch (type) {
        case GROUP -> {
          Head head = heads.apply(in.readText());
          groups.add(new DeclaredGroup(head, head.use(in.readText())));
        }
        case MEMBER -> readMember(in);
        case ROW, FIRST_ROW, EXEMPLAR, METADATA, GENERATION, EPOCH, LATE, SYNCED ->
            throw new MalformedFrameException("record " + type + " among declarations");
      }
    }
    return 0;
  }

  private DeclaredGroup group(FrameInput in) throws MalformedFrameException {
    return groups.get(in.readCount(groups.size()));
  }

  private void readMember(FrameInput in) throws MalformedFrameException {
    DeclaredGroup group = group(in);
    int member = in.readCount(MAX_MEMBERS);
    int labels = in.readCount(MAX_LABELS);
    if (pairs.length < 2 * labels) {
      pairs = new int[2 * labels];
    }
    for (int i = 0; i < 2 * labels; i++) {
      int known = in.readCount(symbolCount + 1);
      pairs[i] = ownSymbol(group.head, known == 0 ? addSymbol(in.readText()) : known - 1);
    }
    group.declare(member, group.head.restore(group.group, member, pairs, labels));
  }

  private int addSymbol(String text) {
    if (symbolCount == symbols.length) {
      symbols = Arrays.copyOf(symbols, symbolCount * 2);
    }
    symbols[symbolCount] = text;
    return symbolCount++;
  }

  private int ownSymbol(Head head, int symbol) {
    if (symbolsOf != head) {
      symbolsOf = head;
      own = new int[symbols.length];
    }
    if (symbol >= own.length) {
      own = Arrays.copyOf(own, symbols.length);
    }
    if (own[symbol] == 0) {
      own[symbol] = head.internSymbol(symbols[symbol]) + 1;
    }
    return own[symbol] - 1;
  }

  /** Looks how far the file was synced; what is behind must be checked when it is read. */
  private void findSynced(FrameFileReader reader) {
    reader.read(
        (in, at) -> {
          RecordType type = RecordType.of(in.readByte());
          if (type == RecordType.SYNCED) {
            synced = at;
          }
          return type == RecordType.EPOCH ? EpochRecord.read(in).bodyLength() : 0;
        });
  }

  private long chunk(FrameInput in, long at) throws MalformedFrameException {
    while (in.hasRemaining()) {
      RecordType type = RecordType.of(in.readByte());
      switch (type) {
        case EPOCH -> {
          return readEpoch(EpochRecord.read(in), at);
        }
        case LATE -> readLate(in);
        case EXEMPLAR -> {
          DeclaredGroup group = group(in);
          long ref = group.ref(in.readCount(MAX_MEMBERS));
          Exemplar exemplar = Notes.readExemplar(in, ref);
          group.head.keep(exemplar);
        }
        case METADATA -> group(in).head.keep(Notes.readMetadata(in));
        case SYNCED -> {
          return 0;
        }
        case GROUP, MEMBER, ROW, FIRST_ROW, GENERATION ->
            throw new MalformedFrameException("record " + type + " among chunks");
      }
    }
    return 0;
  }

  private long readEpoch(EpochRecord epoch, long at) throws MalformedFrameException {
    if (epoch.group() >= groups.size()) {
      throw new MalformedFrameException("group " + epoch.group() + " was not declared");
    }
    if ((epoch.members() + 1L) * Integer.BYTES > epoch.bodyLength()) {
      throw new MalformedFrameException(epoch.members() + " members in too few bytes");
    }
    if (epoch.bodyLength() > chunks.byteSize() - at) {
      return EpochRecord.BAD_BODY;
    }
    DeclaredGroup group = groups.get(epoch.group());
    MemorySegment body = chunks.asSlice(at, epoch.bodyLength());
    StoredData data =
        new StoredData(
            body, epoch.members(), epoch.times().length, epoch.checksum(), group.places());
    if (at >= synced && !data.isGood()) {
      return EpochRecord.BAD_BODY;
    }
    group.group.storeUpTo(epoch.closedAt());
    lastPosition = Math.max(lastPosition, Math.max(epoch.lastPosition(), epoch.closedAt()));
    long first = epoch.times()[0];
    String tenant = group.head.tenant();
    if (filter.accepts(tenant, first, epoch.lastPosition())) {
      group.head.restore(group.group, Epoch.stored(epoch, data));
      coverage.add(number, tenant, first, epoch.lastPosition());
    }
    return epoch.bodyLength();
  }

  private void readLate(FrameInput in) throws MalformedFrameException {
    DeclaredGroup group = group(in);
    int member = group.own(in.readCount(MAX_MEMBERS));
    long position = in.readUnsigned();
    lastPosition = Math.max(lastPosition, position);
    LateSamples.Sample sample = Notes.readLate(in);
    if (filter.accepts(group.head.tenant(), sample.time(), position)) {
      group.head.restore(group.group, member, sample);
      coverage.add(number, group.head.tenant(), sample.time(), position);
    }
  }
}
