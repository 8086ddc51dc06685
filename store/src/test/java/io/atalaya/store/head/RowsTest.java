package io.atalaya.store.head;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class RowsTest {
  private record Row(int member, long time, long bits, long start) {}

  private final Rows rows = new Rows();

  private List<Row> held() {
    return IntStream.range(0, rows.size())
        .mapToObj(i -> new Row(rows.member(i), rows.time(i), rows.bits(i), rows.start(i)))
        .toList();
  }

  /** Batches of one time and of several, with members once and more often, in one object. */
  @Property(tries = 150)
  void rowsAreOrderedByTimeThenMemberAndEqualOnesKeepTheirOrder(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 3) int times,
      @ForAll @IntRange(min = 1, max = 2000) int members) {
    Random random = new Random(seed);
    for (int batch = 0; batch < 4; batch++) {
      List<Row> expected = new ArrayList<>();
      rows.clear();
      for (int i = random.nextInt(600); i > 0; i--) {
        Row row =
            new Row(
                random.nextInt(members),
                random.nextInt(times),
                random.nextLong(),
                random.nextInt(50) == 0 ? 7 : 0);
        expected.add(row);
        rows.add(row.member(), row.time(), row.bits(), row.start(), null);
      }
      rows.sort();
      expected.sort(Comparator.comparingLong(Row::time).thenComparingInt(Row::member));
      assertThat(held()).isEqualTo(expected);
    }
  }

  @Property(tries = 100)
  void anExpositionWithNewSeriesInItsMiddleIsOrdered(@ForAll long seed) {
    List<Integer> members = new ArrayList<>(IntStream.range(0, 500).boxed().toList());
    Random random = new Random(seed);
    for (int i = 500; i < 520; i++) {
      members.add(random.nextInt(members.size()), i);
    }
    rows.clear();
    members.forEach(member -> rows.add(member, 1, member, 0, null));
    rows.sort();
    assertThat(held()).extracting(Row::member).isSorted().hasSize(520);
    assertThat(held()).allMatch(row -> row.member() == row.bits());
  }
}
