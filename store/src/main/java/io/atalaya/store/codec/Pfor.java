package io.atalaya.store.codec;

import java.util.Arrays;

/**
 * Patched frame of reference: numbers relative to their minimum (or zig-zag coded), each in as many
 * bits as most of them need, the few that need more patched. Scratch for one thread.
 */
final class Pfor {
  /** What a patch costs beyond its high bits: its position, and bits of LEB128 not used. */
  private static final int PATCH_BITS = 11;

  /** How a stream is packed best, and what that costs. */
  static final class Plan {
    private int width;
    private boolean zigzag;
    private long base;
    private long bits;

    boolean zigzag() {
      return zigzag;
    }

    /** Size when packed, nearly. */
    long bits() {
      return bits;
    }
  }

  /** By number of bits, how many numbers need just that many. */
  private final int[] lengths = new int[65];

  private final long[] numbers = new long[Chunk.MAX_ROWS];
  private final int[] patched = new int[Chunk.MAX_ROWS];

  private int cheapestWidth;

  /** Finds out how to pack {@code stream[from, to)}. */
  void plan(long[] stream, int from, int to, Plan plan) {
    plan.width = 0;
    plan.zigzag = false;
    plan.base = 0;
    plan.bits = 0;
    if (from >= to) {
      return;
    }
    long min = stream[from];
    for (int i = from + 1; i < to; i++) {
      min = Math.min(min, stream[i]);
    }
    plan.base = min;
    plan.bits = costOver(stream, from, to, min) + length(ZigZag.encode(min));
    plan.width = cheapestWidth;
    if (min < 0) {
      considerZigzag(stream, from, to, plan);
    }
  }

  private long costOver(long[] stream, int from, int to, long min) {
    Arrays.fill(lengths, 0);
    for (int i = from; i < to; i++) {
      lengths[length(stream[i] - min)]++;
    }
    return cheapest(to - from);
  }

  private void considerZigzag(long[] stream, int from, int to, Plan plan) {
    Arrays.fill(lengths, 0);
    for (int i = from; i < to; i++) {
      lengths[length(ZigZag.encode(stream[i]))]++;
    }
    long bits = cheapest(to - from);
    if (bits < plan.bits) {
      plan.zigzag = true;
      plan.base = 0;
      plan.bits = bits;
      plan.width = cheapestWidth;
    }
  }

  private static int length(long number) {
    return 64 - Long.numberOfLeadingZeros(number);
  }

  /** Sets {@link #cheapestWidth} and returns its cost in bits. */
  private long cheapest(int count) {
    long least = Long.MAX_VALUE;
    int patches = 0;
    long highBits = 0;
    for (int width = 64; width >= 0; width--) {
      if (width < 64) {
        patches += lengths[width + 1];
        highBits += patches;
      }
      long bits = (long) count * width + (long) PATCH_BITS * patches + highBits;
      if (bits < least) {
        least = bits;
        cheapestWidth = width;
      }
    }
    return least;
  }

  /** Writes {@code stream[from, to)} as planned. */
  void write(long[] stream, int from, int to, Plan plan, ByteOutput out) {
    int width = plan.width;
    int patches = 0;
    for (int i = from; i < to; i++) {
      long number = plan.zigzag ? ZigZag.encode(stream[i]) : stream[i] - plan.base;
      numbers[i] = number;
      if (width < 64 && number >>> width != 0) {
        patched[patches++] = i;
      }
    }
    if (!plan.zigzag) {
      out.signed(plan.base);
    }
    out.put(width);
    out.unsigned(patches);
    int before = from;
    for (int i = 0; i < patches; i++) {
      out.unsigned(patched[i] - before);
      out.unsigned(numbers[patched[i]] >>> width);
      before = patched[i];
    }
    out.packed(numbers, from, to, width);
  }

  /** Reads what {@link #write} wrote into {@code stream[from, to)}. */
  void read(ByteInput in, long[] stream, int from, int to, boolean zigzag)
      throws MalformedDataException {
    long base = readWithoutBase(in, stream, from, to, zigzag);
    for (int i = from; base != 0 && i < to; i++) {
      stream[i] += base;
    }
  }

  /** As {@link #read}, but returns what is to be added to each number yet. */
  long readWithoutBase(ByteInput in, long[] stream, int from, int to, boolean zigzag)
      throws MalformedDataException {
    long base = zigzag ? 0 : in.signed();
    int width = in.unsignedByte();
    if (width > 64) {
      throw new MalformedDataException("numbers of " + width + " bits");
    }
    int patches = in.count(to - from);
    readPatches(in, patches, from, to, width);
    int at = in.skip(((long) (to - from) * width + 7) >>> 3);
    BitUnpacking.unpack(in.array(), at, stream, from, to, width);
    for (int i = 0; i < patches; i++) {
      stream[patched[i]] |= numbers[i] << width;
    }
    if (zigzag) {
      for (int i = from; i < to; i++) {
        stream[i] = ZigZag.decode(stream[i]);
      }
    }
    return base;
  }

  private void readPatches(ByteInput in, int patches, int from, int to, int width)
      throws MalformedDataException {
    if (patches > 0 && width == 64) {
      throw new MalformedDataException("a number of 64 bits needs more");
    }
    int row = from;
    for (int i = 0; i < patches; i++) {
      row += in.count(to - 1 - row);
      patched[i] = row;
      numbers[i] = in.unsigned();
    }
  }
}
