package io.atalaya.store.head;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.atalaya.model.Histogram;
import io.atalaya.store.log.FrameInput;
import io.atalaya.store.log.MalformedFrameException;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The tokens of rows, byte by byte as the package describes them, those of older logs too. */
class RowReaderTest {
  private final LoggedGroup group = new LoggedGroup();
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final List<Double> read = new ArrayList<>();

  private RowReaderTest unsigned(long value) {
    for (long rest = value; ; rest >>>= 7) {
      boolean last = rest >>> 7 == 0;
      bytes.write((int) (rest & 0x7f) | (last ? 0 : 0x80));
      if (last) {
        return this;
      }
    }
  }

  private RowReaderTest signed(long value) {
    return unsigned((value << 1) ^ (value >> 63));
  }

  private RowReaderTest code(int code) {
    return unsigned(code << 2 | 3);
  }

  private RowReaderTest whole(long difference) {
    return unsigned(((difference << 1) ^ (difference >> 63)) << 1);
  }

  /** The values of a row of members 0, 1, … that ends here. */
  private List<Double> row() throws MalformedFrameException {
    code(21);
    FrameInput in = new FrameInput(bytes.toByteArray(), 0, bytes.size());
    bytes.reset();
    read.clear();
    RowReader.readSamples(
        in,
        group,
        0,
        new RowReader.Samples() {
          @Override
          public void require(int member) {
            group.declare(member);
          }

          @Override
          public void add(int m, long time, long bits, long start, @Nullable Histogram h) {
            read.add(Double.longBitsToDouble(bits));
          }
        });
    return List.copyOf(read);
  }

  @Test
  void aScaleHoldsForTheMembersNumbersUntilAnotherIsSaid() throws MalformedFrameException {
    assertThat(code(24).unsigned(2).whole(1234).whole(7).row()).containsExactly(12.34, 7.0);
    assertThat(whole(1).whole(1).row()).containsExactly(12.35, 8.0);
    assertThat(code(24).unsigned(18).whole(3).row())
        .containsExactly(Double.longBitsToDouble(Double.doubleToRawLongBits(12.35) + 3));
    assertThat(code(24).unsigned(0).whole(-12).row().getFirst()).isBetween(0.34, 0.36);
  }

  @Test
  void aScaleMayFollowAStartTime() throws MalformedFrameException {
    assertThat(code(22).signed(500).code(24).unsigned(1).whole(15).row()).containsExactly(1.5);
    assertThat(group.start(0)).isEqualTo(500);
  }

  @Test
  void aRowThatBuildsOnNothingCountsInOnes() throws MalformedFrameException {
    code(24).unsigned(2).whole(1234).row();
    group.reset();
    assertThat(whole(5).row()).containsExactly(5.0);
  }

  @Test
  void olderLogsSayPlacesAndBitsForOneValueAlone() throws MalformedFrameException {
    assertThat(code(2).signed(1234).code(23).signed(9).row())
        .containsExactly(12.34, Double.longBitsToDouble(9));
    assertThat(whole(1).code(2).signed(5).row()).containsExactly(13.34, 0.05);
  }

  @Test
  void scalesThatAreNoneAreRefused() {
    assertThatThrownBy(() -> code(24).unsigned(19).whole(1).row())
        .isInstanceOf(MalformedFrameException.class);
    assertThatThrownBy(() -> code(24).unsigned(1).code(24).unsigned(1).whole(1).row())
        .isInstanceOf(MalformedFrameException.class);
    assertThatThrownBy(() -> code(24).unsigned(1).unsigned(5).row())
        .isInstanceOf(MalformedFrameException.class);
  }
}
