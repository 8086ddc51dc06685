package io.atalaya.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TimeColumnTest {
  @ParameterizedTest
  @CsvSource({"-5,0", "10,0", "11,1", "20,1", "30,2", "31,3", "99,3"})
  void findsTheFirstRowAtOrAfterATime(long timeMillis, int row) {
    TimeColumn column = new TimeColumn(new long[] {10, 20, 30, 40, 50}, 3);
    assertThat(column.firstAtOrAfter(timeMillis)).isEqualTo(row);
  }

  @Test
  void onlyTheFirstElementsCount() {
    TimeColumn column = new TimeColumn(new long[] {10, 20, 0, 0}, 2);
    assertThat(column.size()).isEqualTo(2);
    assertThat(column.millis(1)).isEqualTo(20);
    assertThat(column.array()).hasSize(4);
    assertThat(new TimeColumn(new long[0], 0).firstAtOrAfter(1)).isZero();
  }
}
