package io.atalaya.store.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;

/** Bytes made wrong, and readers that must stand them. */
final class Damage {
  /** Reads some format. */
  interface Reading {
    void read(ByteInput in) throws MalformedDataException;
  }

  private Damage() {}

  /** A copy with some bytes changed, or cut short, or both. */
  static byte[] damage(byte[] bytes, Random random) {
    byte[] damaged = bytes.clone();
    for (int i = random.nextInt(4); i > 0; i--) {
      int at = random.nextInt(Math.min(damaged.length, random.nextBoolean() ? 16 : 1 << 20));
      damaged[at] = (byte) (random.nextBoolean() ? random.nextInt() : damaged[at] ^ 1 << i);
    }
    return random.nextInt(3) == 0
        ? Arrays.copyOf(damaged, random.nextInt(damaged.length + 1))
        : damaged;
  }

  /**
   * Reads damaged bytes twice, with different bytes around them: both times the reader must either
   * succeed or throw the one exception, stay in its range, and do the same.
   */
  static void decodeWithinBounds(byte[] bytes, Random random, Reading reading) {
    String once = outcome(bytes, random.nextInt(), reading);
    assertThat(outcome(bytes, random.nextInt(), reading)).isEqualTo(once);
  }

  private static String outcome(byte[] bytes, int around, Reading reading) {
    byte[] padded = new byte[3 + bytes.length + ByteInput.PADDING];
    Arrays.fill(padded, (byte) around);
    System.arraycopy(bytes, 0, padded, 3, bytes.length);
    ByteInput in = new ByteInput(padded, 3, 3 + bytes.length);
    try {
      reading.read(in);
      assertThat(in.remaining()).isBetween(0, bytes.length);
      return "read, " + in.remaining() + " bytes left";
    } catch (MalformedDataException e) {
      return String.valueOf(e.getMessage());
    }
  }
}
