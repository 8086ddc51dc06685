package io.atalaya.store.block;

import io.atalaya.store.codec.ByteInput;
import io.atalaya.store.codec.MalformedDataException;
import io.atalaya.store.index.SectionBytes;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * The mapped bytes of a block. Each page is checked when it is first touched; two threads may both
 * check the same one, which does no harm.
 */
final class Pages {
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final MemorySegment file;
  private final Range checksums;
  private final boolean[] checked;

  Pages(MemorySegment file, Range checksums) throws MalformedDataException {
    this.file = file;
    this.checksums = checksums;
    long pages = (checksums.offset() + BlockFile.PAGE_BYTES - 1) / BlockFile.PAGE_BYTES;
    if (checksums.length() != pages * Integer.BYTES) {
      throw new MalformedDataException(checksums.length() + " bytes of checksums");
    }
    checked = new boolean[Math.toIntExact(pages)];
  }

  private void check(long from, long length) throws MalformedDataException {
    if (length == 0) {
      return;
    }
    int last = (int) ((from + length - 1) / BlockFile.PAGE_BYTES);
    for (int page = (int) (from / BlockFile.PAGE_BYTES); page <= last; page++) {
      if (!checked[page]) {
        checkPage(page);
      }
    }
  }

  private void checkPage(int page) throws MalformedDataException {
    long start = (long) page * BlockFile.PAGE_BYTES;
    long length = Math.min(BlockFile.PAGE_BYTES, checksums.offset() - start);
    CRC32C crc = new CRC32C();
    crc.update(file.asSlice(start, length).asByteBuffer());
    int expected = file.get(INT, checksums.offset() + (long) page * Integer.BYTES);
    if ((int) crc.getValue() != expected) {
      throw new MalformedDataException("the checksum of bytes " + start + " ff. is wrong");
    }
    checked[page] = true;
  }

  private static void requireWithin(Range section, long from, long length)
      throws MalformedDataException {
    if (from < 0 || length < 0 || from > section.length() - length) {
      throw new MalformedDataException(
          length + " bytes at " + from + " of a section of " + section.length());
    }
  }

  /** Copies bytes of a section into the beginning of an array. */
  void copy(Range section, long from, int length, byte[] into) throws MalformedDataException {
    requireWithin(section, from, length);
    check(section.offset() + from, length);
    MemorySegment.copy(file, ValueLayout.JAVA_BYTE, section.offset() + from, into, 0, length);
  }

  ByteInput read(Range section, long from, int length) throws MalformedDataException {
    requireWithin(section, from, length);
    byte[] bytes = new byte[length + ByteInput.PADDING];
    copy(section, from, length, bytes);
    return new ByteInput(bytes, 0, length);
  }

  long getLong(Range section, long at) throws MalformedDataException {
    requireWithin(section, at, Long.BYTES);
    check(section.offset() + at, Long.BYTES);
    return file.get(LONG, section.offset() + at);
  }

  int getInt(Range section, long at) throws MalformedDataException {
    requireWithin(section, at, Integer.BYTES);
    check(section.offset() + at, Integer.BYTES);
    return file.get(INT, section.offset() + at);
  }

  /** A section as the index wants it. */
  SectionBytes section(Range section) {
    return new SectionBytes() {
      @Override
      public long size() {
        return section.length();
      }

      @Override
      public ByteInput read(long from, int length) throws MalformedDataException {
        return Pages.this.read(section, from, length);
      }
    };
  }
}
