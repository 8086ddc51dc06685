package io.atalaya.store.head;

import static org.assertj.core.api.Assertions.assertThat;

import io.atalaya.model.SampleValue;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class SealedColumnsTest {
  private static final int MEMBERS = 30;

  @RepeatedTest(50)
  void packedColumnsReadAsBefore(RepetitionInfo repetition) {
    Random random = new Random(repetition.getCurrentRepetition());
    Columns columns = new Columns(random.nextInt(MEMBERS));
    long[][] expected = new long[MEMBERS][Columns.ROWS];
    int rows = 1 + random.nextInt(Columns.ROWS);
    for (int member = 0; member < MEMBERS; member++) {
      fill(columns, member, rows, expected[member], random);
    }
    SealedColumns sealed = SealedColumns.of(columns);
    double[] read = new double[Columns.ROWS + 3];
    for (int member = 0; member < MEMBERS; member++) {
      int limit = 1 + random.nextInt(rows);
      sealed.copy(member, limit, read, 3);
      for (int row = 0; row < limit; row++) {
        assertThat(columns.get(member, row)).isEqualTo(expected[member][row]);
        assertThat(sealed.get(member, row)).isEqualTo(expected[member][row]);
        assertThat(Double.doubleToRawLongBits(read[row + 3])).isEqualTo(expected[member][row]);
      }
      assertThat(sealed.end(member) > 0).isEqualTo(columns.end(member) > 0);
    }
  }

  private static void fill(Columns columns, int member, int rows, long[] expected, Random random) {
    int kind = random.nextInt(6);
    for (int row = 0; row < rows; row++) {
      boolean absent = kind == 5 || (kind > 1 && random.nextInt(4) == 0);
      expected[row] = absent ? Columns.ABSENT : bits(kind, row, random);
      if (!absent) {
        columns.put(member, row, expected[row]);
      }
    }
  }

  private static long bits(int kind, int row, Random random) {
    return switch (kind) {
      case 0 -> Double.doubleToRawLongBits(42);
      case 1 -> Double.doubleToRawLongBits(row * 1000.0 + random.nextInt(9));
      case 2 -> random.nextInt(9) == 0 ? SampleValue.STALE_BITS : 0;
      case 3 -> random.nextInt(9) == 0 ? Columns.HISTOGRAM : random.nextLong() | 1;
      default -> Double.doubleToRawLongBits(random.nextInt(100_000) / 1000.0);
    };
  }

  @Test
  void aConstantTakesAFewBytesWhateverItsLength() {
    Columns columns = new Columns(1);
    for (int row = 0; row < Columns.ROWS; row++) {
      columns.put(0, row, Double.doubleToRawLongBits(12.5));
    }
    assertThat(SealedColumns.of(columns).dataBytes()).isLessThan(8);
  }
}
