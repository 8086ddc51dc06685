package io.atalaya.store.block;

import io.atalaya.store.codec.ByteInput;
import io.atalaya.store.codec.ByteOutput;
import io.atalaya.store.codec.MalformedDataException;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.Map;

/** The end of a block, from which it is opened. */
record Footer(BlockInfo info, Map<Section, Range> sections, int checksumsCrc) {
  static final int MAGIC = 'A' | 'T' << 8 | 'B' << 16 | '1' << 24;
  static final int VERSION = 1;
  static final int HEADER_BYTES = 8;

  /** Length, checksum and magic after the footer. */
  static final int TAIL_BYTES = 12;

  private static final int ID_BYTES = 16;

  Range section(Section section) {
    Range range = sections.get(section);
    if (range == null) {
      throw new IllegalStateException("no section " + section);
    }
    return range;
  }

  void write(ByteOutput out) {
    out.text(info.tenant());
    out.fixed64(info.fromMillis());
    out.fixed64(info.toMillis());
    out.fixed64(info.firstMillis());
    out.fixed64(info.lastMillis());
    out.fixed64(info.position());
    out.fixed64(info.series());
    out.fixed64(info.chunks());
    out.fixed64(info.samples());
    out.put(HexFormat.of().parseHex(info.id()), 0, ID_BYTES);
    for (Section section : Section.values()) {
      out.fixed64(section(section).offset());
      out.fixed64(section(section).length());
    }
    out.fixed32(checksumsCrc);
  }

  /**
   * Reads a footer.
   *
   * @param end where it begins, which is where the sections end
   */
  static Footer read(ByteInput in, long end) throws MalformedDataException {
    String tenant = in.text();
    long from = in.fixed64();
    long to = in.fixed64();
    long first = in.fixed64();
    long last = in.fixed64();
    long position = in.fixed64();
    long series = in.fixed64();
    long chunks = in.fixed64();
    long samples = in.fixed64();
    byte[] id = new byte[ID_BYTES];
    in.copyTo(id);
    Map<Section, Range> sections = readSections(in, end);
    if (series < 0 || series > Integer.MAX_VALUE) {
      throw new MalformedDataException("a block of " + series + " series");
    }
    String hexId = HexFormat.of().formatHex(id);
    BlockInfo info =
        new BlockInfo(
            hexId, tenant, from, to, first, last, position, (int) series, chunks, samples);
    return new Footer(info, sections, in.fixed32());
  }

  private static Map<Section, Range> readSections(ByteInput in, long end)
      throws MalformedDataException {
    Map<Section, Range> sections = new EnumMap<>(Section.class);
    long before = HEADER_BYTES;
    for (Section section : Section.values()) {
      long offset = in.fixed64();
      long length = in.fixed64();
      if (offset != before || length < 0 || length > end - offset) {
        throw new MalformedDataException("section " + section + " at " + offset);
      }
      sections.put(section, new Range(offset, length));
      before = offset + length;
    }
    if (before != end) {
      throw new MalformedDataException("sections end at " + before + ", not at " + end);
    }
    return sections;
  }
}
