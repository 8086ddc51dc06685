package io.atalaya.store.promblock;

import io.atalaya.store.codec.MalformedDataException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;

/**
 * A file of chunks that are complete and in no block yet.
 *
 * <pre>
 * u32 0x0130BC91 | u8 1 | 3 bytes
 * chunk   u64 reference of the series, never 0 | i64 first time | i64 last time
 *         u8 encoding: 7 bits | came out of order: bit 7 | uvarint length | data
 *         u32 CRC-32C of all this
 * </pre>
 */
final class HeadChunkFile {
  private static final int MAGIC = 0x0130BC91;
  private static final int HEADER_BYTES = 8;
  private static final int OUT_OF_ORDER = 0x80;

  private HeadChunkFile() {}

  /** Takes the chunks. */
  interface Sink {
    void chunk(Chunk chunk) throws MalformedDataException;
  }

  /** One chunk. */
  record Chunk(
      long ref, long firstMillis, long lastMillis, boolean outOfOrder, int encoding, byte[] data) {}

  /**
   * Reads a file.
   *
   * @throws MalformedDataException if it is damaged; chunks before the damage were taken
   */
  static void read(Path file, Sink into) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      PromBytes in = PromBytes.map(file, arena);
      if (in.size() == 0) {
        return;
      }
      if (in.int32() != MAGIC || in.unsignedByte() != 1) {
        throw new MalformedDataException("it does not begin like a file of chunks of the head");
      }
      in = in.at(HEADER_BYTES);
      while (in.size() - in.position() >= Long.BYTES && hasNext(in)) {
        into.chunk(next(in));
      }
    }
  }

  /** The file is larger than what is in it. */
  private static boolean hasNext(PromBytes in) throws MalformedDataException {
    return in.at(in.position()).int64() != 0;
  }

  private static Chunk next(PromBytes in) throws MalformedDataException {
    long start = in.position();
    long ref = in.int64();
    long first = in.int64();
    long last = in.int64();
    int encoding = in.unsignedByte();
    byte[] data = in.bytes(in.count());
    in.requireChecksum(start, "a chunk");
    boolean outOfOrder = (encoding & OUT_OF_ORDER) != 0;
    return new Chunk(ref, first, last, outOfOrder, encoding & ~OUT_OF_ORDER, data);
  }
}
