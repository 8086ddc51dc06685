package io.atalaya.store.head;

import io.atalaya.store.disk.Disk;
import io.atalaya.store.log.Frame;
import io.atalaya.store.log.FrameFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.IdentityHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The two files in which a head keeps what the log does not say: which series the numbers in the
 * log stand for, and the samples of epochs that are over. Made for some hours, then another one
 * follows, in which everything that is still in use is said again; so series that are gone leave
 * the disk with the files.
 *
 * <p>Series are declared by whoever appends, one at a time; chunks are added by the maintenance,
 * one at a time.
 */
final class Generation implements AutoCloseable {
  static final String SERIES = "series";
  static final String CHUNKS = "chunks";

  private static final Logger LOG = LoggerFactory.getLogger(Generation.class);

  private final Disk disk;
  private final Path directory;
  private final long number;
  private final FrameFile series;
  private @Nullable FrameFile chunks;
  private final Frame frame = new Frame();
  private final IdentityHashMap<Head, SaidSymbols> symbols = new IdentityHashMap<>();
  private int symbolCount;
  private int groups;
  private volatile boolean broken;

  /** For the symbols of a head, their numbers in the file + 1. */
  private static final class SaidSymbols {
    private int numbering = -1;
    private int[] numbers = new int[0];

    /** The number of a symbol, or 0 if it gets {@code next} now. */
    int put(int symbol, int currentNumbering, int next) {
      if (numbering != currentNumbering) {
        numbering = currentNumbering;
        numbers = new int[0];
      }
      if (symbol >= numbers.length) {
        numbers = Arrays.copyOf(numbers, Math.max(symbol + 1, numbers.length * 3 / 2 + 64));
      }
      int known = numbers[symbol];
      if (known == 0) {
        numbers[symbol] = next;
      }
      return known;
    }
  }

  private Generation(Disk disk, Path directory, long number, FrameFile series) {
    this.disk = disk;
    this.directory = directory;
    this.number = number;
    this.series = series;
  }

  static Generation create(Disk disk, Path directory, long number) throws IOException {
    FrameFile series = FrameFile.create(disk, file(directory, SERIES, number), number);
    return new Generation(disk, directory, number, series);
  }

  static Path file(Path directory, String kind, long number) {
    return directory.resolve(String.format("%s-%016x", kind, number));
  }

  long number() {
    return number;
  }

  /** Whether something failed, so that another one must follow. */
  boolean isBroken() {
    FrameFile ofChunks = chunks;
    return broken || series.isBroken() || (ofChunks != null && ofChunks.isBroken());
  }

  /** Gives the generation up, because something was taken for said that may not be in the file. */
  void breakOff() {
    broken = true;
  }

  /** What the log knows of a group, with its number here. */
  LoggedGroup declare(Head head, Group group) {
    LoggedGroup logged = group.logged();
    if (!logged.isIn(number)) {
      beginFrame();
      logged.begin(number, groups++);
      frame.putByte(RecordType.GROUP.number());
      frame.putText(head.tenant());
      frame.putText(group.key());
    }
    return logged;
  }

  /** Says who a member is, if that was not said. */
  void declareMember(Head head, Group group, LoggedGroup logged, int member) {
    if (!logged.isDeclared(member)) {
      beginFrame();
      logged.declare(member);
      frame.putByte(RecordType.MEMBER.number());
      frame.putUnsigned(logged.number());
      frame.putUnsigned(member);
      head.describe(group.slot(member), this);
    }
  }

  /** Says how much was declared before, so that a frame makes sense if one before it is damaged. */
  private void beginFrame() {
    if (frame.isEmpty()) {
      frame.putByte(RecordType.FROM.number());
      frame.putUnsigned(groups);
      frame.putUnsigned(symbolCount);
    }
  }

  /** Begins a label set, called back by the head. */
  void putLabelCount(int count) {
    frame.putUnsigned(count);
  }

  /** Writes a label name or value, called back by the head. */
  void putSymbol(Head head, int symbol, int numbering, String text) {
    SaidSymbols said = symbols.computeIfAbsent(head, h -> new SaidSymbols());
    int known = said.put(symbol, numbering, symbolCount + 1);
    frame.putUnsigned(known);
    if (known == 0) {
      frame.putText(text);
      symbolCount++;
    }
  }

  /** Hands the declarations to the file; they survive the end of this process then. */
  void writeDeclarations() throws IOException {
    if (!frame.isEmpty()) {
      try {
        series.append(frame);
      } finally {
        frame.clear();
      }
    }
  }

  /** Returns after all declarations are on the disk itself. */
  void sync() throws IOException {
    series.force();
  }

  /**
   * Notes that all chunks so far are on the disk itself. Without that, the next start only checks
   * more of them, and does not notice when some are missing.
   */
  void noteStored(FrameFile ofChunks) {
    frame.putByte(RecordType.STORED.number());
    frame.putUnsigned(ofChunks.size());
    try {
      writeDeclarations();
    } catch (IOException e) {
      LOG.warn(
          "the series file of generation {} takes no more, another one follows: {}",
          number,
          e.toString());
    }
  }

  /** The file for samples. */
  FrameFile chunks() throws IOException {
    FrameFile known = chunks;
    if (known == null) {
      known = FrameFile.create(disk, file(directory, CHUNKS, number), number);
      chunks = known;
    }
    return known;
  }

  @Override
  public void close() throws IOException {
    FrameFile ofChunks = chunks;
    try (series) {
      if (ofChunks != null) {
        ofChunks.close();
      }
    }
  }
}
