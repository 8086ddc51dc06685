package io.atalaya.collect.push;

import static org.assertj.core.api.Assertions.assertThat;

import io.atalaya.collect.push.RemoteWriteReceiver.Version;
import io.atalaya.model.Labels;
import io.atalaya.model.SampleBatch;
import io.atalaya.model.SampleGroup;
import io.atalaya.model.SampleSink;
import io.atalaya.testkit.RecordingSink;
import io.atalaya.testkit.VirtualScheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class LanesTest {
  private static final long T = 1_790_000_000_000L;
  private static final long ROUND = 15_000;

  /** Notes which column each batch went to, as "size@time". */
  private static final class ColumnSink implements SampleSink {
    private final RecordingSink sink = new RecordingSink();
    private final Map<String, List<String>> columns = new LinkedHashMap<>();
    private final Map<String, List<Long>> times = new LinkedHashMap<>();

    @Override
    public SampleGroup open(String tenant, String key) {
      SampleGroup group = sink.open(tenant, key);
      return new SampleGroup() {
        @Override
        public long register(Labels labels) {
          return group.register(labels);
        }

        @Override
        public Appended append(SampleBatch batch) {
          columns
              .computeIfAbsent(key, k -> new ArrayList<>())
              .add(batch.size() + "@" + (batch.timestampMillis() - T));
          times.computeIfAbsent(key, k -> new ArrayList<>()).add(batch.timestampMillis());
          return group.append(batch);
        }

        @Override
        public void close() {
          group.close();
        }
      };
    }
  }

  private final ColumnSink sink = new ColumnSink();
  private final VirtualScheduler clock = new VirtualScheduler(Instant.ofEpochMilli(T));
  private final RemoteWriteReceiver receiver =
      new RemoteWriteReceiver(sink, PushLimits.defaults(), () -> false, 2, clock, new Random(1));

  private record Point(Labels series, long at) {}

  private static Point point(String job, String name, long at) {
    String[] source = job.isEmpty() ? new String[0] : new String[] {"job", job};
    return new Point(Labels.of(source).with("__name__", name), at);
  }

  private void push(Point... points) throws Exception {
    byte[] body =
        WriteMessages.request(
            out -> {
              for (Point point : points) {
                WriteMessages.series(out, point.series(), point.at(), 1);
              }
            });
    assertThat(receiver.write(Version.V1, body, body.length).complete()).isTrue();
  }

  @Test
  void theSeriesOfATargetShareAColumnAndOthersHaveTheirOwn() throws Exception {
    for (int round = 0; round < 2; round++) {
      long at = T + round * ROUND;
      push(point("a", "x", at), point("b", "x", at + 3), point("a", "y", at));
    }
    assertThat(sink.columns)
        .containsEntry("push remote write job=a 0", List.of("2@0", "2@15000"))
        .containsEntry("push remote write job=b 0", List.of("1@3", "1@15003"));
  }

  @Test
  void aSeriesThatAppearsJoinsTheColumnOfItsTarget() throws Exception {
    push(point("a", "x", T));
    push(point("a", "new", T + ROUND), point("a", "x", T + ROUND));
    push(point("a", "x", T + 2 * ROUND), point("a", "newer", T + 2 * ROUND));
    assertThat(sink.columns)
        .containsOnly(Map.entry("push remote write job=a 0", List.of("1@0", "2@15000", "2@30000")));
  }

  @Test
  void aScrapeThatIsCutInTwoRequestsStaysInOneColumn() throws Exception {
    for (int round = 0; round < 3; round++) {
      push(point("a", "x", T + round * ROUND));
      push(point("a", "y", T + round * ROUND));
    }
    assertThat(sink.columns).hasSize(1);
  }

  /** Two connections deal with half of a target's series each, and one is ahead by any number. */
  @RepeatedTest(50)
  void connectionsThatDriftApartComeToHaveColumnsOfTheirOwn(RepetitionInfo seed) throws Exception {
    Random random = new Random(seed.getCurrentRepetition());
    long[] rounds = new long[2];
    for (int i = 0; i < 200; i++) {
      int connection = random.nextInt(10) < 5 + 4 * ((i / 50) % 2) ? 0 : 1;
      long at = T + rounds[connection]++ * ROUND;
      push(point("a", "x" + connection, at), point("a", "y" + connection, at));
    }
    assertThat(sink.columns.size()).isLessThanOrEqualTo(2);
    assertThat(sink.times.values())
        .allSatisfy(times -> assertThat(times.stream().sorted().toList()).isEqualTo(times));
  }

  @Test
  void seriesThatNameNoSourceAreToldApartByTheirTimes() throws Exception {
    for (int round = 0; round < 3; round++) {
      long at = T + round * ROUND;
      push(point("", "x", at), point("", "y", at + 1), point("", "z", at));
    }
    assertThat(sink.columns.values())
        .containsExactly(
            List.of("2@0", "2@15000", "2@30000"), List.of("1@1", "1@15001", "1@30001"));
  }

  @Test
  void manySamplesOfEachSeriesInOneRequestStayTogether() throws Exception {
    for (int round = 0; round < 2; round++) {
      long from = T + round * 10L * ROUND;
      List<Point> points = new ArrayList<>();
      for (String name : List.of("x", "y", "z")) {
        LongStream.range(0, 10).forEach(i -> points.add(point("a", name, from + i * ROUND)));
      }
      push(points.toArray(Point[]::new));
    }
    assertThat(sink.columns.values()).containsExactly(List.of("30@0", "30@150000"));
  }

  @Test
  void columnsThatNobodyUsesAreClosedAndOpenedAgainWhenNeeded() throws Exception {
    push(point("a", "x", T), point("b", "x", T));
    clock.advance(Duration.ofHours(1));
    push(point("b", "x", T + 1));
    clock.advance(Duration.ofHours(1).plusMinutes(1));
    push(point("b", "x", T + 2));
    assertThat(sink.sink.openGroups())
        .containsExactly("push remote write", "push remote write job=b 0");
    push(point("a", "x", T + 3));
    assertThat(sink.sink.samplesOf("job", "a")).hasSize(2);
    receiver.close();
    assertThat(sink.sink.openGroups()).isEmpty();
  }

  @Test
  void thereIsAnEndToTheColumnsOfASource() throws Exception {
    for (int i = 0; i < 100; i++) {
      push(point("a", "x" + i, T - i));
    }
    assertThat(sink.columns).hasSizeBetween(2, 33);
    assertThat(sink.sink.samples()).hasSize(100);
  }
}
