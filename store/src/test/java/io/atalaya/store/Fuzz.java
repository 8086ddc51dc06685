package io.atalaya.store;

import io.atalaya.model.Histogram;
import io.atalaya.model.StorageException;
import io.atalaya.store.codec.ByteInput;
import io.atalaya.store.codec.Chunk;
import io.atalaya.store.codec.HistogramDecoder;
import io.atalaya.store.codec.MalformedDataException;
import io.atalaya.store.codec.TimeDecoder;
import io.atalaya.store.codec.ValueDecoder;
import io.atalaya.store.disk.HostileDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * What a fuzzer calls with bytes of its choice: every format the store reads, behind checksums that
 * are made right, so that the fuzzer gets past them. Anything but an answer or a typed error is a
 * bug. The first byte chooses the format; {@code docs/benchmarks.md} has the command.
 */
final class Fuzz {
  private static final int PAGE = 64 << 10;
  private static final int FRAME_HEADER = 8;
  private static final int SEGMENT_HEADER = 20;

  private static final SmallStore STORE = smallStore();

  private Fuzz() {}

  private static SmallStore smallStore() {
    try {
      return SmallStore.create();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The name is Jazzer's. */
  public static void fuzzerTestOneInput(byte[] data) {
    if (data.length < 4) {
      return;
    }
    byte[] rest = Arrays.copyOfRange(data, 1, data.length);
    try {
      switch (data[0] & 7) {
        case 0 -> values(rest);
        case 1 -> times(rest);
        case 2 -> histograms(rest);
        case 3 -> edited(".block", rest);
        case 4 -> edited("tombstones", rest);
        case 5 -> edited("wal-", rest);
        case 6 -> frame(rest);
        default -> whole(rest);
      }
    } catch (IOException | StorageException e) {
      if (e.getMessage() == null) {
        throw new AssertionError("an error that says nothing", e);
      }
    }
  }

  private static int rows(byte[] data) {
    return 1 + ((data[0] & 0xff) | (data[1] & 1) << 8);
  }

  private static ByteInput chunk(byte[] data) {
    return ByteInput.copyOf(Arrays.copyOfRange(data, 2, data.length));
  }

  private static void values(byte[] data) throws MalformedDataException {
    new ValueDecoder().decode(chunk(data), rows(data), new double[Chunk.MAX_ROWS], 0);
  }

  private static void times(byte[] data) throws MalformedDataException {
    new TimeDecoder().decode(chunk(data), rows(data), new long[Chunk.MAX_ROWS], 0);
  }

  private static void histograms(byte[] data) throws MalformedDataException {
    int rows = rows(data);
    @Nullable Histogram[] histograms = new @Nullable Histogram[rows];
    new HistogramDecoder().decode(chunk(data), rows, histograms, new double[rows], 0);
  }

  /** Bytes of a file replaced: two bytes of data say where, one says what by. */
  private static void edited(String kind, byte[] data) throws IOException {
    HostileDisk disk = STORE.disk();
    List<Path> files = disk.files().stream().filter(f -> f.toString().contains(kind)).toList();
    Path file = files.get((data[0] & 0xff) % files.size());
    byte[] content = disk.content(file);
    for (int i = 1; i + 2 < data.length; i += 3) {
      int at = ((data[i] & 0xff) << 8 | (data[i + 1] & 0xff)) % content.length;
      content[at] = data[i + 2];
    }
    switch (kind) {
      case ".block" -> mendBlock(content);
      case "tombstones" -> putSum(content, content.length - 4, 0, content.length - 4);
      default -> mendSegment(content);
    }
    disk.setContent(file, content);
    readAll(disk);
  }

  /** A frame of the log that has these bytes. */
  private static void frame(byte[] data) throws IOException {
    HostileDisk disk = STORE.disk();
    Path file = segments(disk).getFirst();
    byte[] content = disk.content(file);
    byte[] longer = Arrays.copyOf(content, content.length + FRAME_HEADER + data.length);
    System.arraycopy(data, 0, longer, content.length + FRAME_HEADER, data.length);
    little(longer).putInt(content.length, data.length);
    mendSegment(longer);
    disk.setContent(file, longer);
    readAll(disk);
  }

  /** A file that has these bytes and no other. */
  private static void whole(byte[] data) throws IOException {
    HostileDisk disk = STORE.disk();
    List<Path> files = disk.files().stream().filter(f -> !f.endsWith("lock")).toList();
    Path file = files.get((data[0] & 0xff) % files.size());
    disk.setContent(file, Arrays.copyOfRange(data, 1, data.length));
    readAll(disk);
  }

  private static List<Path> segments(HostileDisk disk) {
    return disk.files().stream().filter(f -> f.toString().contains("wal-")).toList();
  }

  private static void readAll(HostileDisk disk) throws IOException {
    try (Tsdb db = SmallStore.open(disk)) {
      SmallStore.read(db);
      db.maintain();
    }
  }

  private static ByteBuffer little(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static void putSum(byte[] bytes, int at, int from, int length) {
    CRC32C sum = new CRC32C();
    sum.update(bytes, from, length);
    little(bytes).putInt(at, (int) sum.getValue());
  }

  /** Makes the sums of all frames right, as far as their lengths make sense. */
  private static void mendSegment(byte[] bytes) {
    int at = SEGMENT_HEADER;
    while (at + FRAME_HEADER < bytes.length) {
      int length = little(bytes).getInt(at);
      if (length <= 0 || length > bytes.length - at - FRAME_HEADER) {
        return;
      }
      putSum(bytes, at + 4, at + FRAME_HEADER, length);
      at += FRAME_HEADER + length;
    }
  }

  /** Makes the sums of pages, of these sums and of the footer right. */
  private static void mendBlock(byte[] bytes) {
    int tail = bytes.length - 12;
    int length = little(bytes).getInt(tail);
    if (length < 20 || length > tail) {
      return;
    }
    int footer = tail - length;
    // The footer ends with where the sums are, and their own sum.
    long sums = little(bytes).getLong(tail - 20);
    long sumBytes = little(bytes).getLong(tail - 12);
    boolean fits = sums > 0 && sumBytes > 0 && sums <= footer && sumBytes <= footer - sums;
    if (fits && sumBytes == 4 * ((sums + PAGE - 1) / PAGE)) {
      for (int page = 0; page < sumBytes / 4; page++) {
        int from = page * PAGE;
        putSum(bytes, (int) sums + 4 * page, from, (int) Math.min(PAGE, sums - from));
      }
      putSum(bytes, tail - 4, (int) sums, (int) sumBytes);
    }
    putSum(bytes, tail + 4, footer, length);
  }
}
