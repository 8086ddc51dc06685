package io.atalaya.alert.journal;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.zip.CRC32C;

/** One append-only file of records. Safe for many threads. */
public final class Journal implements AutoCloseable {
  /** The longest record; a longer length in a file means that it is damaged there. */
  public static final int MAX_RECORD_BYTES = 64 << 20;

  /** A file smaller than this is not worth making smaller. */
  private static final long MIN_REWRITE_BYTES = 1 << 20;

  private static final int RECORD_HEADER_BYTES = 8;

  private final Path file;
  private final byte[] header;
  private FileChannel channel;
  private final Object forcing = new Object();

  /** Bytes in the file. */
  private long size;

  /** Bytes appended since it was opened, and how many of them are known to be on the disk. */
  private long appended;

  private long forced;
  private long sizeAfterRewrite;
  private long damagedRecords;

  private Journal(Path file, byte[] header, FileChannel channel) {
    this.file = file;
    this.header = header;
    this.channel = channel;
  }

  /**
   * Opens a file, or creates it, and hands over its records in order. One that is refused with a
   * {@link BufferUnderflowException} or an {@link IllegalArgumentException} counts as damaged.
   *
   * @param name what the file holds; another name in its header is an error
   * @throws IOException if it cannot be read or written, or is another kind of file
   */
  public static Journal open(Path file, String name, Consumer<byte[]> replay) throws IOException {
    byte[] header = header(name);
    Path parent = file.toAbsolutePath().getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    if (!Files.exists(file) || Files.size(file) < header.length) {
      Files.write(file, header);
    }
    Journal journal = new Journal(file, header, openChannel(file));
    try {
      journal.replay(replay);
      return journal;
    } catch (IOException | RuntimeException e) {
      journal.channel.close();
      throw e;
    }
  }

  private static FileChannel openChannel(Path file) throws IOException {
    return FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  /**
   * Hands over the records of a file that somebody else may be writing, and changes nothing. What
   * is damaged, and a record that is not whole yet, is left out.
   *
   * @throws IOException if it cannot be read, or is another kind of file
   */
  public static void read(Path file, String name, Consumer<byte[]> reader) throws IOException {
    scan(file, header(name), reader);
  }

  private static byte[] header(String name) {
    return ("atalaya " + name + " 1\n").getBytes(StandardCharsets.US_ASCII);
  }

  /** How far a file is good, and how many records up to there are damaged. */
  private record Scanned(long end, long damaged) {}

  private void replay(Consumer<byte[]> replay) throws IOException {
    Scanned scanned = scan(file, header, replay);
    damagedRecords = scanned.damaged();
    continueAt(scanned.end());
  }

  private static Scanned scan(Path file, byte[] header, Consumer<byte[]> replay)
      throws IOException {
    long end = Files.size(file);
    long good = header.length;
    long damaged = 0;
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
      requireHeader(file, header, in.readNBytes(header.length));
      while (end - good >= RECORD_HEADER_BYTES) {
        int length = in.readInt();
        int crc = in.readInt();
        if (length < 1 || length > Math.min(MAX_RECORD_BYTES, end - good - RECORD_HEADER_BYTES)) {
          break;
        }
        byte[] payload = in.readNBytes(length);
        good += RECORD_HEADER_BYTES + length;
        if (crc(payload) != crc || !isTaken(payload, replay)) {
          damaged++;
        }
      }
    }
    return new Scanned(good, damaged);
  }

  private static boolean isTaken(byte[] payload, Consumer<byte[]> replay) {
    try {
      replay.accept(payload);
      return true;
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      return false;
    }
  }

  private static void requireHeader(Path file, byte[] header, byte[] found) throws IOException {
    if (!Arrays.equals(found, header)) {
      String expected = new String(header, StandardCharsets.US_ASCII).strip();
      throw new IOException(
          file + " is another kind of file: it does not start with \"" + expected + "\"");
    }
  }

  private void continueAt(long end) throws IOException {
    channel.truncate(end);
    channel.position(end);
    channel.force(true);
    size = end;
    sizeAfterRewrite = end;
  }

  private static int crc(byte[] payload) {
    CRC32C crc = new CRC32C();
    crc.update(payload, 0, payload.length);
    return (int) crc.getValue();
  }

  /**
   * Adds a record; a crash of the machine right after may lose it.
   *
   * @throws IOException if it was not written; then nothing of it is in the file
   */
  public synchronized void append(byte[] payload) throws IOException {
    ByteBuffer record = ByteBuffer.allocate(RECORD_HEADER_BYTES + payload.length);
    record.putInt(payload.length).putInt(crc(payload)).put(payload).flip();
    try {
      while (record.hasRemaining()) {
        channel.write(record);
      }
    } catch (IOException e) {
      channel.truncate(size);
      channel.position(size);
      throw e;
    }
    size += RECORD_HEADER_BYTES + payload.length;
    appended += RECORD_HEADER_BYTES + payload.length;
  }

  /**
   * Returns when everything that was appended is on the disk itself. Callers that come while one
   * forces share the next turn.
   */
  public void force() throws IOException {
    long wanted = appended();
    synchronized (forcing) {
      if (forced < wanted) {
        long covered = appended();
        current().force(false);
        forced = covered;
      }
    }
  }

  private synchronized long appended() {
    return appended;
  }

  private synchronized FileChannel current() {
    return channel;
  }

  /** Whether the file has grown to more than twice what was worth keeping last time. */
  public synchronized boolean worthRewriting() {
    return size > Math.max(MIN_REWRITE_BYTES, 2 * sizeAfterRewrite);
  }

  /** Replaces all records by these, at once: after a crash either the old ones or these exist. */
  public void rewrite(List<byte[]> records) throws IOException {
    synchronized (forcing) {
      replace(records);
      forced = appended();
    }
  }

  private synchronized void replace(List<byte[]> records) throws IOException {
    Path next = file.resolveSibling(file.getFileName() + ".new");
    Files.write(next, header);
    Journal fresh = new Journal(next, header, openChannel(next));
    try {
      fresh.continueAt(header.length);
      for (byte[] record : records) {
        fresh.append(record);
      }
      fresh.force();
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      fresh.close();
      throw e;
    }
    channel.close();
    channel = fresh.channel;
    size = fresh.size;
    sizeAfterRewrite = fresh.size;
    forceDirectory();
  }

  private void forceDirectory() throws IOException {
    Path parent = file.toAbsolutePath().getParent();
    if (parent != null) {
      try (FileChannel directory = FileChannel.open(parent, StandardOpenOption.READ)) {
        directory.force(true);
      }
    }
  }

  /** How many records were left out when it was opened, because they were damaged. */
  public long damagedRecords() {
    return damagedRecords;
  }

  @Override
  public synchronized void close() throws IOException {
    channel.close();
  }
}
