package io.atalaya.store.promblock;

import io.atalaya.model.wire.Snappy;
import io.atalaya.model.wire.WireException;
import io.atalaya.store.codec.MalformedDataException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a file of Prometheus' log: pages of 32 KiB, in them pieces of records.
 *
 * <pre>
 * piece   u8 kind: bits 0-2 | snappy: bit 3 | zstd: bit 4
 *         u16 length | u32 CRC-32C | data
 *         kind 0: nothing more in this page   1: a whole record   2, 3, 4: its begin, middle, end
 * </pre>
 *
 * <p>Where a page is damaged, reading goes on with the first record that begins in a later one.
 */
final class LogFileReader {
  private static final int PAGE_BYTES = 32 << 10;
  private static final int HEADER_BYTES = 7;
  private static final int MAX_RECORD_BYTES = 256 << 20;
  private static final int KIND = 0x07;
  private static final int SNAPPY = 0x08;
  private static final int ZSTD = 0x10;
  private static final int REST_IS_EMPTY = 0;
  private static final int WHOLE = 1;
  private static final int BEGIN = 2;
  private static final int MIDDLE = 3;
  private static final int END = 4;

  private final Inflater zstd;
  private final List<String> problems = new ArrayList<>();

  /** Takes the records. */
  interface Records {
    void record(PromBytes record) throws MalformedDataException;
  }

  LogFileReader(Inflater zstd) {
    this.zstd = zstd;
  }

  /** What could not be read, of all files. */
  List<String> problems() {
    return problems;
  }

  /**
   * Reads a file to its end.
   *
   * @param last whether it is the one that was being written when its process ended
   */
  void read(Path file, boolean last, Records into) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      new OneFile(file, last, PromBytes.map(file, arena), into).read();
    }
  }

  /** One file, while it is read. */
  private final class OneFile {
    private final Path file;
    private final boolean last;
    private final PromBytes bytes;
    private final Records into;
    private final ByteArrayOutputStream record = new ByteArrayOutputStream();
    private boolean inRecord;
    private long at;

    OneFile(Path file, boolean last, PromBytes bytes, Records into) {
      this.file = file;
      this.last = last;
      this.bytes = bytes;
      this.into = into;
    }

    void read() {
      while (at < bytes.size()) {
        try {
          readPiece();
        } catch (IOException e) {
          skipPage(e);
        }
      }
    }

    private long pageEnd() {
      return (at / PAGE_BYTES + 1) * PAGE_BYTES;
    }

    /** A process that was killed leaves an incomplete piece, which is no damage. */
    private void skipPage(IOException why) {
      long from = at;
      at = pageEnd();
      inRecord = false;
      if (!last || at < bytes.size()) {
        problems.add(file + " at " + from + ": " + why.getMessage() + "; the page is left out");
      }
    }

    private void readPiece() throws IOException {
      PromBytes in = bytes.at(at);
      int header = in.unsignedByte();
      int kind = header & KIND;
      if (kind == REST_IS_EMPTY) {
        at = pageEnd();
        return;
      }
      int length = in.unsignedByte() << 8 | in.unsignedByte();
      int sum = in.int32();
      if (in.position() + length > pageEnd()) {
        throw new MalformedDataException("a piece is longer than its page");
      }
      in.requireChecksumAhead(length, sum, "a piece of a record");
      byte[] piece = in.bytes(length);
      at += HEADER_BYTES + length;
      add(kind, header, piece);
    }

    private void add(int kind, int header, byte[] piece) throws IOException {
      boolean begins = kind == WHOLE || kind == BEGIN;
      if (kind > END) {
        throw new MalformedDataException("a piece of unknown kind " + kind);
      }
      if (begins) {
        record.reset();
        inRecord = true;
      }
      if (!inRecord) {
        // Of a record whose begin was damaged.
        return;
      }
      if (record.size() + piece.length > MAX_RECORD_BYTES) {
        inRecord = false;
        throw new MalformedDataException("a record of more than " + MAX_RECORD_BYTES + " bytes");
      }
      record.write(piece);
      if (kind != MIDDLE && kind != BEGIN) {
        inRecord = false;
        byte[] whole = inflate(header, record.toByteArray());
        deliver(whole);
      }
    }

    /** A record that makes no sense is not the end of its page. */
    private void deliver(byte[] whole) {
      try {
        into.record(new PromBytes(MemorySegment.ofArray(whole)));
      } catch (MalformedDataException e) {
        problems.add(
            file
                + " before "
                + at
                + ": "
                + e.getMessage()
                + "; the rest of the record is left out");
      }
    }

    private byte[] inflate(int header, byte[] data) throws IOException {
      if ((header & SNAPPY) != 0) {
        try {
          return Snappy.decode(data, MAX_RECORD_BYTES);
        } catch (WireException e) {
          throw new MalformedDataException(String.valueOf(e.getMessage()), e);
        }
      }
      return (header & ZSTD) != 0 ? zstd.inflate(data, MAX_RECORD_BYTES) : data;
    }
  }
}
