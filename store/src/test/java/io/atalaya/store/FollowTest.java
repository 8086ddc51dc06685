package io.atalaya.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.atalaya.model.Histogram;
import io.atalaya.model.Histogram.ResetHint;
import io.atalaya.model.Histogram.Span;
import io.atalaya.model.Labels;
import io.atalaya.model.SampleBatch;
import io.atalaya.model.SampleBatch.Exemplar;
import io.atalaya.model.SampleBatch.Metadata;
import io.atalaya.model.SampleGroup;
import io.atalaya.model.SampleLog;
import io.atalaya.model.SampleSink;
import io.atalaya.model.SampleValue;
import io.atalaya.store.disk.HostileDisk;
import io.atalaya.testkit.VirtualScheduler;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Whoever follows the log gets all that was stored, in its order, whatever the store does. */
class FollowTest {
  private static final Path DIRECTORY = Path.of("/data");
  private static final String TENANT = SampleSink.DEFAULT_TENANT;
  private static final Instant T0 = Instant.parse("2026-03-01T10:00:00Z");
  private static final Duration STEP = Duration.ofMinutes(1);
  private static final Histogram HISTOGRAM =
      new Histogram(
          1,
          0.001,
          1,
          4,
          7.5,
          List.of(new Span(0, 2)),
          new double[] {1, 2},
          List.of(),
          new double[0],
          new double[0],
          ResetHint.UNKNOWN,
          true);

  private final HostileDisk disk = new HostileDisk(0);
  private final VirtualScheduler clock = new VirtualScheduler(T0);
  private StoreOptions options =
      StoreOptions.defaults()
          .withSegmentBytes(600)
          .withBlockRange(Duration.ofMinutes(10))
          .withLateWindow(Duration.ofMinutes(2))
          .withRetention(Duration.ofHours(5));
  private Tsdb store = open();
  private final List<String> stored = new ArrayList<>();
  private int step;

  private Tsdb open() {
    try {
      return Tsdb.open(DIRECTORY, options, clock, disk);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Writes down what it is told. */
  private static final class Notes implements SampleLog.Visitor<Labels> {
    private final List<String> lines = new ArrayList<>();

    @Override
    public Labels series(Labels labels) {
      return labels;
    }

    @Override
    public void sample(Labels series, long atMillis, double value, long startMillis) {
      lines.add(line(series, atMillis, startMillis, Double.doubleToRawLongBits(value)));
    }

    @Override
    public void histogram(Labels series, long atMillis, Histogram histogram, long startMillis) {
      lines.add(line(series, atMillis, startMillis, histogram.hashCode()));
    }

    @Override
    public void exemplar(Labels series, long atMillis, double value, Labels labels) {
      lines.add("exemplar " + series + " " + atMillis + " " + value + " " + labels);
    }

    @Override
    public void metadata(Metadata family) {}
  }

  private static String line(Labels series, long at, long start, long value) {
    return series + " " + at + " from " + start + ": " + value;
  }

  /** A batch of each of three sources, of one and another kind. */
  private void append() {
    for (int source = 0; source < 3; source++) {
      appendFor("source" + source);
    }
    try (SampleGroup other = store.open("another tenant", "x")) {
      SampleBatch batch = new SampleBatch(clock.millis());
      batch.add(other.register(Labels.of("__name__", "secret")), step);
      other.append(batch);
    }
    step++;
    clock.advance(STEP);
  }

  private void appendFor(String source) {
    try (SampleGroup group = store.open(TENANT, source)) {
      SampleBatch batch = new SampleBatch(clock.millis());
      for (int i = 0; i < 4; i++) {
        Labels labels = Labels.of("__name__", "m", "i", (i + step / 20) + "", "source", source);
        long ref = group.register(labels);
        if (i == 3) {
          batch.add(ref, clock.millis(), HISTOGRAM);
          stored.add(line(labels, clock.millis(), 0, HISTOGRAM.hashCode()));
        } else {
          double value = i == 1 && step % 7 == 0 ? SampleValue.STALE : step * 1.25 + i;
          long start = i == 2 ? T0.toEpochMilli() : 0;
          batch.add(ref, value);
          if (start != 0) {
            batch.startedAt(start);
          }
          stored.add(line(labels, clock.millis(), start, Double.doubleToRawLongBits(value)));
        }
        if (i == 0 && step % 5 == 0) {
          Labels trace = Labels.of("trace_id", "t" + step);
          batch.add(new Exemplar(ref, trace, step, clock.millis()));
          stored.add(
              "exemplar " + labels + " " + clock.millis() + " " + (double) step + " " + trace);
        }
      }
      group.append(batch);
    }
  }

  private static Map<String, List<String>> bySeries(List<String> lines) {
    Map<String, List<String>> series = new LinkedHashMap<>();
    lines.forEach(
        l -> series.computeIfAbsent(l.substring(0, l.indexOf('}')), k -> new ArrayList<>()).add(l));
    return series;
  }

  @Property(tries = 3)
  void allThatIsStoredArrivesOnceAndInOrderOverKillsAndLags(
      @ForAll @IntRange(min = 1, max = 40) int lag,
      @ForAll @IntRange(min = 3, max = 60) int killEvery,
      @ForAll boolean kill)
      throws IOException {
    new FollowTest().followOverKillsAndLags(lag, killEvery, kill);
  }

  private void followOverKillsAndLags(int lag, int killEvery, boolean kill) throws IOException {
    Notes notes = new Notes();
    SampleLog.Follower follower = store.log().follow("f", TENANT, notes);
    for (int i = 0; i < 120; i++) {
      append();
      if (i % lag == 0) {
        read(follower, i % 3 + 1);
      }
      if (i % killEvery == killEvery - 1) {
        follower.close();
        if (kill) {
          disk.crashProcess();
        } else {
          store.close();
        }
        store = open();
        follower = store.log().follow("f", TENANT, notes);
      }
    }
    read(follower, Integer.MAX_VALUE);
    follower.close();
    store.close();

    assertThat(bySeries(notes.lines)).isEqualTo(bySeries(stored));
    assertThat(follower.lostParts()).isZero();
  }

  private static void read(SampleLog.Follower follower, int batches) {
    for (int i = 0; i < batches && follower.next(); i++) {
      follower.acknowledge(follower.position());
    }
  }

  @Test
  void whatWasNotAcknowledgedComesAgain() throws IOException {
    Notes first = new Notes();
    SampleLog.Follower follower = store.log().follow("f", TENANT, first);
    append();
    follower.next();
    follower.acknowledge(follower.position());
    int acknowledged = first.lines.size();
    follower.next();
    disk.crashProcess();
    store = open();

    Notes second = new Notes();
    read(store.log().follow("f", TENANT, second), Integer.MAX_VALUE);
    assertThat(first.lines.size()).isGreaterThan(acknowledged);
    assertThat(second.lines).startsWith(first.lines.get(acknowledged));
    assertThat(second.lines).hasSize(stored.size() - acknowledged);
  }

  @Test
  void aNewFollowerBeginsWithWhatComesNow() {
    append();
    Notes notes = new Notes();
    SampleLog.Follower follower = store.log().follow("late", TENANT, notes);
    assertThat(follower.next()).isFalse();
    stored.clear();
    append();
    read(follower, Integer.MAX_VALUE);
    assertThat(bySeries(notes.lines)).isEqualTo(bySeries(stored));
    assertThat(follower.behindBytes()).isZero();
  }

  @Test
  void whatIsKeptForFollowersHasABoundAndTheLossIsCounted() {
    options = options.withFollowerBytes(3_000);
    disk.crashProcess();
    store = open();
    Notes notes = new Notes();
    SampleLog.Follower follower = store.log().follow("slow", TENANT, notes);
    for (int i = 0; i < 200; i++) {
      append();
    }
    assertThat(store.log().keptBytes()).isBetween(1L, 3_000L);
    assertThat(follower.behindBytes()).isGreaterThan(store.log().keptBytes());
    read(follower, Integer.MAX_VALUE);
    assertThat(follower.lostParts()).isPositive();
    assertThat(notes.lines).isNotEmpty();
    assertThat(stored).containsAll(notes.lines);
    assertThat(store.log().keptBytes()).isZero();
  }

  @Test
  void nothingIsKeptForAFollowerThatIsForgotten() {
    store.log().follow("gone", TENANT, new Notes());
    for (int i = 0; i < 100; i++) {
      append();
    }
    assertThat(store.log().keptBytes()).isPositive();
    store.log().retain(Set.of());
    assertThat(store.log().keptBytes()).isZero();
  }
}
