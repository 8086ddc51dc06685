package io.atalaya.model.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** That peers read what is encoded here is shown with a real Prometheus, in the e2e tests. */
class SnappyTest {
  private static final int MAX = 1 << 24;

  private static byte[] some(Random random, int size) {
    byte[] bytes = new byte[size];
    int at = 0;
    while (at < size) {
      int run = Math.min(size - at, 1 + random.nextInt(200));
      if (at > 0 && random.nextInt(3) > 0) {
        int from = random.nextInt(at);
        for (int i = 0; i < run; i++) {
          bytes[at + i] = bytes[from + i];
        }
      } else {
        for (int i = 0; i < run; i++) {
          bytes[at + i] = (byte) random.nextInt(256);
        }
      }
      at += run;
    }
    return bytes;
  }

  private static void assertComesBack(byte[] bytes) throws WireException {
    assertThat(Snappy.decode(Snappy.encode(bytes), MAX)).isEqualTo(bytes);
  }

  @Property
  void whatIsEncodedComesBack(@ForAll long seed) throws WireException {
    Random random = new Random(seed);
    assertComesBack(some(random, random.nextInt(5000)));
  }

  @Test
  void piecesOfEverySizeComeBack() throws WireException {
    Random random = new Random(7);
    for (int size : new int[] {0, 1, 2, 3, 4, 5, 60, 61, 65_535, 65_536, 65_537, 300_000}) {
      assertComesBack(some(random, size));
      assertComesBack(new byte[size]);
      byte[] noise = new byte[size];
      random.nextBytes(noise);
      assertComesBack(noise);
    }
  }

  @Test
  void repetitionIsCompressed() {
    byte[] text = "http_requests_total{path=\"/\"} ".repeat(1000).getBytes(StandardCharsets.UTF_8);
    assertThat(Snappy.encode(text).length).isLessThan(text.length / 15);
  }

  /** Each element of the format, as its description gives them. */
  @Test
  void decodesEveryElementOfTheFormat() throws WireException {
    assertThat(decoded("00")).isEmpty();
    assertThat(decoded("05 10 68656c6c6f")).isEqualTo("hello");
    assertThat(decoded("05 f0 04 68656c6c6f")).isEqualTo("hello");
    assertThat(decoded("05 f4 0400 68656c6c6f")).isEqualTo("hello");
    assertThat(decoded("05 f8 040000 68656c6c6f")).isEqualTo("hello");
    assertThat(decoded("05 fc 04000000 68656c6c6f")).isEqualTo("hello");
    assertThat(decoded("0a 04 6162 05 02 0a 0200")).isEqualTo("ababababab");
    assertThat(decoded("06 04 6162 0f 02000000")).isEqualTo("ababab");
  }

  private static String decoded(String hex) throws WireException {
    byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
    return new String(Snappy.decode(bytes, MAX), StandardCharsets.US_ASCII);
  }

  @Property
  void damageIsRefusedAndNothingIsWrittenOutside(@ForAll long seed) {
    Random random = new Random(seed);
    byte[] coded = Snappy.encode(some(random, 1 + random.nextInt(500)));
    for (int i = 0; i < 3; i++) {
      coded[random.nextInt(coded.length)] = (byte) random.nextInt(256);
    }
    byte[] out = new byte[1000];
    Arrays.fill(out, (byte) 0x55);
    try {
      int length = Snappy.decodedLength(coded, 0, coded.length, 900);
      Snappy.decode(coded, 0, coded.length, out, length);
    } catch (WireException e) {
      assertThat(e.position()).isBetween(0, coded.length);
    }
  }

  @Test
  void aBlockThatAnnouncesTooMuchIsRefusedBeforeMemoryIsTaken() {
    byte[] bomb = {(byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x0f, 0};
    assertThatThrownBy(() -> Snappy.decode(bomb, 1000))
        .isInstanceOf(WireException.class)
        .hasMessage(
            "Snappy data announces 4294967295 bytes, more than 1000 are not taken at byte 0");
  }
}
