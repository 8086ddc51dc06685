package io.atalaya.store.head;

import io.atalaya.model.SampleBatch.Metadata;
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
  private static final int MAX_SYMBOLS = 1 << 28;

  /** Bytes that the declaration of a member takes, about. */
  private static final int MEMBER_BYTES = 20;

  /** More series than this are not provided for before they come. */
  private static final int MAX_EXPECTED = 4 << 20;

  private final long number;
  private final Function<String, Head> heads;
  private final SampleFilter filter;
  private final Coverage coverage;
  private final DeclaredGroups groups = new DeclaredGroups();
  private final List<String> problems = new ArrayList<>();

  /** Texts by number, null where a damaged frame had them. */
  private @Nullable String[] symbols = new @Nullable String[1024];

  private int symbolCount;
  private int[] pairs = new int[32];
  private @Nullable Head symbolsOf;

  /** For symbols of the file, those of {@link #symbolsOf}, + 1. */
  private int[] own = new int[0];

  /** How many series the file may declare, until the head of the first one knows. */
  private int expectedSeries;

  private MemorySegment chunks = MemorySegment.NULL;

  /** Where the part of the chunks ends that was said to be on the disk itself. */
  private long stored;

  /** Whether a frame of declarations before this one is lost. */
  private boolean gap;

  /** Samples rows of groups that are not known. */
  private long lostRows;

  /** Bytes at the end of the file read last that are no frame. */
  private long unread;

  private long lastPosition;

  GenerationReader(
      long number, Function<String, Head> heads, SampleFilter filter, Coverage coverage) {
    this.number = number;
    this.heads = heads;
    this.filter = filter;
    this.coverage = coverage;
  }

  /** The groups by their numbers. */
  DeclaredGroups groups() {
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

  /** Whether a file is not as it was written. */
  boolean isDamaged() {
    return !problems.isEmpty();
  }

  /** Reads what the series file says. */
  void readSeries(Disk disk, Path directory) throws IOException {
    Path path = Generation.file(directory, Generation.SERIES, number);
    if (disk.exists(path)) {
      FrameFileReader reader = FrameFileReader.open(disk, path, number);
      expectedSeries = (int) Math.min(reader.bytes().byteSize() / MEMBER_BYTES, MAX_EXPECTED);
      Conveyor<MemberBundle> conveyor =
          new Conveyor<>("store-series", MemberBundle::new, MemberBundle::store);
      try {
        reader.read(
            (payload, at) -> {
              gap = !reader.problems().isEmpty();
              return declarations(payload, conveyor);
            });
      } finally {
        conveyor.finish();
      }
      note(path, reader);
    } else {
      problems.add(path.getFileName() + ": it is missing, and with it whose samples there are");
    }
    symbols = new @Nullable String[0];
    own = new int[0];
  }

  /** Reads what the chunks file says, after the series file. */
  void readChunks(Disk disk, Path directory) throws IOException {
    Path path = Generation.file(directory, Generation.CHUNKS, number);
    if (disk.exists(path)) {
      FrameFileReader reader = FrameFileReader.open(disk, path, number);
      chunks = reader.bytes();
      reader.read(this::chunk);
      note(path, reader);
    }
    // What is behind the part that was stored is in the log too: a store may have been interrupted.
    long end = chunks.byteSize() - unread;
    if (end < stored) {
      problems.add(path.getFileName() + ": " + (stored - end) + " bytes of samples are missing");
    }
    if (lostRows > 0) {
      problems.add(path.getFileName() + ": " + lostRows + " rows of unknown series left out");
    }
  }

  private void note(Path path, FrameFileReader reader) {
    for (String problem : reader.problems()) {
      problems.add(path.getFileName() + ": " + problem);
    }
    unread = reader.unread();
  }

  private long declarations(FrameInput in, Conveyor<MemberBundle> conveyor)
      throws MalformedFrameException {
    while (in.hasRemaining()) {
      RecordType type = RecordType.of(in.readByte());
      switch (type) {
        case FROM -> {
          groups.expect(in.readUnsigned());
          expectSymbols(in.readUnsigned());
          gap = false;
        }
        case GROUP -> {
          requireNoGap();
          Head head = heads.apply(in.readText());
          head.restorer().expect(expectedSeries);
          expectedSeries = 0;
          groups.add(new DeclaredGroup(head, head.use(in.readText())));
        }
        case MEMBER -> {
          requireNoGap();
          readMember(in, conveyor);
        }
        case STORED -> stored = in.readUnsigned();
        case ROW, FIRST_ROW, EXEMPLAR, METADATA, GENERATION, EPOCH, LATE, SYNCED ->
            throw new MalformedFrameException("record " + type + " among declarations");
      }
    }
    return 0;
  }

  private void requireNoGap() throws MalformedFrameException {
    if (gap) {
      throw new MalformedFrameException("numbers mean nothing behind a damaged frame");
    }
  }

  private void expectSymbols(long count) throws MalformedFrameException {
    if (count < symbolCount || count > MAX_SYMBOLS) {
      throw new MalformedFrameException(count + " symbols behind " + symbolCount);
    }
    if (count > symbols.length) {
      symbols = Arrays.copyOf(symbols, (int) count);
    }
    symbolCount = (int) count;
  }

  /** A group, or null if its declaration is lost. */
  private @Nullable DeclaredGroup group(FrameInput in) throws MalformedFrameException {
    return groups.get(in.readUnsigned());
  }

  private void readMember(FrameInput in, Conveyor<MemberBundle> conveyor)
      throws MalformedFrameException {
    DeclaredGroup group = group(in);
    int member = in.readCount(MAX_MEMBERS);
    int labels = in.readCount(MAX_LABELS);
    if (pairs.length < 2 * labels) {
      pairs = new int[2 * labels];
    }
    boolean known = true;
    for (int i = 0; i < 2 * labels; i++) {
      int said = in.readCount(symbolCount + 1);
      int symbol = said == 0 ? addSymbol(in.readText()) : said - 1;
      known &= symbols[symbol] != null;
      if (known && group != null) {
        pairs[i] = ownSymbol(group.head, symbol);
      }
    }
    if (known && group != null) {
      conveyor.filling().add(group, member, pairs, labels);
      if (conveyor.filling().isFull()) {
        conveyor.send();
      }
    }
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
    String text = symbols[symbol];
    if (own[symbol] == 0 && text != null) {
      own[symbol] = head.restorer().symbol(text) + 1;
    }
    return own[symbol] - 1;
  }

  private long chunk(FrameInput in, long at) throws MalformedFrameException {
    while (in.hasRemaining()) {
      RecordType type = RecordType.of(in.readByte());
      switch (type) {
        case EPOCH -> {
          return readEpoch(EpochRecord.read(in), at);
        }
        case LATE -> readLate(in);
        case EXEMPLAR -> readExemplar(in);
        case METADATA -> {
          DeclaredGroup group = group(in);
          Metadata family = Notes.readMetadata(in);
          if (group != null) {
            group.head.keep(family);
          }
        }
        case SYNCED -> {
          return 0;
        }
        case GROUP, MEMBER, ROW, FIRST_ROW, GENERATION, FROM, STORED ->
            throw new MalformedFrameException("record " + type + " among chunks");
      }
    }
    return 0;
  }

  private long readEpoch(EpochRecord epoch, long at) throws MalformedFrameException {
    if ((epoch.members() + 1L) * Integer.BYTES > epoch.bodyLength()) {
      throw new MalformedFrameException(epoch.members() + " members in too few bytes");
    }
    DeclaredGroup group = groups.get(epoch.group());
    lastPosition = Math.max(lastPosition, Math.max(epoch.lastPosition(), epoch.closedAt()));
    if (epoch.bodyLength() > chunks.byteSize() - at) {
      return epoch.bodyLength();
    }
    if (group == null) {
      lostRows += epoch.times().length;
      return epoch.bodyLength();
    }
    StoredData data =
        new StoredData(
            chunks.asSlice(at, epoch.bodyLength()),
            epoch.members(),
            epoch.times().length,
            epoch.checksum(),
            group.places(epoch.members()));
    if (at >= stored && !data.isGood()) {
      return epoch.bodyLength();
    }
    restore(epoch, group, data);
    return epoch.bodyLength();
  }

  private void restore(EpochRecord epoch, DeclaredGroup group, StoredData data) {
    group.group.storeUpTo(epoch.closedAt());
    long first = epoch.times()[0];
    String tenant = group.head.tenant();
    if (filter.accepts(tenant, first, epoch.lastPosition())) {
      group.head.restorer().epoch(group.group, Epoch.stored(epoch, data, number));
      coverage.add(number, tenant, first, epoch.lastPosition());
    }
  }

  private void readExemplar(FrameInput in) throws MalformedFrameException {
    DeclaredGroup group = group(in);
    int member = in.readCount(MAX_MEMBERS);
    if (group == null || !group.isDeclared(member)) {
      Notes.readExemplar(in, 0);
    } else {
      group.head.keep(Notes.readExemplar(in, group.ref(member)));
    }
  }

  private void readLate(FrameInput in) throws MalformedFrameException {
    DeclaredGroup group = group(in);
    int member = in.readCount(MAX_MEMBERS);
    long position = in.readUnsigned();
    lastPosition = Math.max(lastPosition, position);
    LateSamples.Sample sample = Notes.readLate(in);
    if (group == null || !group.isDeclared(member)) {
      lostRows++;
    } else if (filter.accepts(group.head.tenant(), sample.time(), position)) {
      group.head.restorer().late(group.group, group.own(member), sample);
      coverage.add(number, group.head.tenant(), sample.time(), position);
    }
  }
}
