package io.atalaya.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What {@link Fuzz} tries, with random bytes for a moment; a fuzzer does it better and longer. */
class FuzzTest {
  private static final int INPUTS = Integer.getInteger("atalaya.store.inputs", 500);
  private static final long SEED = Long.getLong("atalaya.store.fuzzSeed", 1);
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @Test
  void noBytesGiveAnythingButAnAnswerOrATypedError() {
    Random random = new Random(SEED);
    for (int i = 0; i < INPUTS; i++) {
      byte[] input = input(random);
      String hex = HexFormat.of().formatHex(input);
      try {
        assertTimeoutPreemptively(PATIENCE, () -> Fuzz.fuzzerTestOneInput(input));
      } catch (RuntimeException | Error e) {
        throw new AssertionError("input " + hex, e);
      }
    }
    assertThat(INPUTS).isPositive();
  }

  /** Many small numbers, as they are what lengths and counts are made of. */
  private static byte[] input(Random random) {
    byte[] input = new byte[4 + random.nextInt(random.nextInt(4) == 0 ? 300 : 30)];
    random.nextBytes(input);
    for (int i = 1; i < input.length; i++) {
      input[i] = (byte) (random.nextInt(3) == 0 ? random.nextInt(5) : input[i]);
    }
    return input;
  }
}
