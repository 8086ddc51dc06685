package io.atalaya.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.atalaya.model.Labels;
import io.atalaya.model.SampleBatch;
import io.atalaya.model.SampleGroup;
import io.atalaya.model.SeriesSamples;
import io.atalaya.model.SeriesSelection;
import io.atalaya.model.SeriesSet;
import io.atalaya.store.disk.HostileDisk;
import io.atalaya.testkit.VirtualScheduler;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ConcurrencyTest {
  private static final long T0 = Instant.parse("2026-03-01T10:00:00Z").toEpochMilli();
  private static final int SERIES = 60;
  private static final int SCRAPES = 2000;

  private static final int READERS = 2;

  private final AtomicBoolean done = new AtomicBoolean();

  /** Until each reader has looked once; on a busy machine, the rest may be over before that. */
  private final CountDownLatch looking = new CountDownLatch(READERS);

  @Test
  void aReaderSeesScrapesWholeAndTheSameWheneverItLooks() throws Exception {
    StoreOptions options = StoreOptions.defaults();
    VirtualScheduler clock = new VirtualScheduler(Instant.ofEpochMilli(T0 + SCRAPES));
    Path path = Path.of("/data");
    try (Tsdb db = Tsdb.open(path, options, clock, new HostileDisk(0), null);
        // Virtual threads that never wait would leave no processor to the writer.
        ExecutorService threads =
            Executors.newThreadPerTaskExecutor(Thread.ofPlatform().name("test-", 0).factory())) {
      List<Future<Long>> readers = new ArrayList<>();
      for (int i = 0; i < READERS; i++) {
        readers.add(threads.submit(() -> readUntilDone(db)));
      }
      Future<?> other = threads.submit(() -> scrape(db, "b", 1));
      try {
        assertThat(looking.await(1, TimeUnit.MINUTES)).isTrue();
        scrape(db, "a", 0);
        other.get();
      } finally {
        done.set(true);
      }
      assertAllLooked(readers);
    }
  }

  @Test
  void nothingIsLostWhileSeriesComeAndGoAndTheHeadIsCutAndCleaned() throws Exception {
    StoreOptions options =
        StoreOptions.defaults()
            .withBlockRange(Duration.ofSeconds(1))
            .withSegmentBytes(5000)
            .withRetention(Duration.ofDays(1));
    VirtualScheduler clock = new VirtualScheduler(Instant.ofEpochMilli(T0).plusSeconds(7200));
    MemoryBlocks blocks = new MemoryBlocks(options, () -> false);
    HostileDisk disk = new HostileDisk(0);
    Set<String> sent = ConcurrentHashMap.newKeySet();
    try (Tsdb db = Tsdb.open(Path.of("/data"), options, clock, disk, blocks);
        ExecutorService threads =
            Executors.newThreadPerTaskExecutor(Thread.ofPlatform().name("test-", 0).factory())) {
      Future<?> one = threads.submit(() -> churn(db, 1, sent));
      Future<?> two = threads.submit(() -> churn(db, 2, sent));
      while (!one.isDone() || !two.isDone()) {
        db.maintain();
      }
      one.get();
      two.get();
      assertThat(stored(db)).isEqualTo(sent);
    }
    try (Tsdb again = Tsdb.open(Path.of("/data"), options, clock, disk, blocks)) {
      assertThat(stored(again)).isEqualTo(sent);
    }
  }

  @Test
  void aReaderMissesNothingWhileSamplesMoveFromTheHeadToBlocksAndBlocksAreMerged()
      throws Exception {
    StoreOptions options =
        StoreOptions.defaults()
            .withSegmentBytes(50_000)
            .withBlockRange(Duration.ofMinutes(1))
            .withLateWindow(Duration.ofSeconds(10));
    VirtualScheduler clock = new VirtualScheduler(Instant.ofEpochMilli(T0));
    AtomicInteger appended = new AtomicInteger();
    try (Tsdb db = Tsdb.open(Path.of("/data"), options, clock, new HostileDisk(0));
        ExecutorService threads =
            Executors.newThreadPerTaskExecutor(Thread.ofPlatform().name("test-", 0).factory())) {
      List<Future<Long>> readers = new ArrayList<>();
      for (int i = 0; i < READERS; i++) {
        readers.add(threads.submit(() -> readWithoutGap(db, appended)));
      }
      Future<?> upkeep = threads.submit(() -> maintainUntilDone(db));
      try {
        assertThat(looking.await(1, TimeUnit.MINUTES)).isTrue();
        appendSeconds(db, clock, appended);
      } finally {
        done.set(true);
      }
      upkeep.get();
      assertAllLooked(readers);
      assertThat(db.blocks()).hasSizeLessThan(appended.get() / 60);
    }
  }

  private void maintainUntilDone(Tsdb db) {
    while (!done.get()) {
      db.maintain();
    }
  }

  /** A sample every second for half an hour, the number of the second its value. */
  private static void appendSeconds(Tsdb db, VirtualScheduler clock, AtomicInteger appended) {
    try (SampleGroup group = db.open("t", "seconds")) {
      List<Labels> series = new ArrayList<>();
      for (int s = 0; s < 5; s++) {
        series.add(Labels.of("__name__", "n", "s", "" + s));
      }
      for (int n = 0; n < 1800; n++) {
        append(group, series, T0 + n * 1000L, n);
        appended.set(n + 1);
        clock.advance(Duration.ofSeconds(1));
      }
    }
  }

  private long readWithoutGap(Tsdb db, AtomicInteger appended) {
    SeriesSamples samples = new SeriesSamples();
    long looks = 0;
    for (; !done.get(); looks++) {
      int atLeast = appended.get();
      try (SeriesSet found = db.select(SeriesSelection.of("t", List.of(), 0, Long.MAX_VALUE))) {
        assertThat(found.size()).isEqualTo(atLeast == 0 ? found.size() : 5);
        for (int i = 0; i < found.size(); i++) {
          found.read(i, samples);
          assertThat(samples.size()).isGreaterThanOrEqualTo(atLeast);
          for (int row = 0; row < samples.size(); row++) {
            if (samples.values[samples.from + row] != row) {
              throw new AssertionError("second " + row + " of " + samples.size());
            }
          }
        }
      }
      if (looks == 0) {
        looking.countDown();
      }
    }
    return looks;
  }

  /** Appends to some of many series, so that each is idle most of the time. */
  private static void churn(Tsdb db, int writer, Set<String> sent) {
    Random random = new Random(writer);
    for (int n = 0; n < 300; n++) {
      try (SampleGroup group = db.open("t", "writer " + writer + " group " + random.nextInt(3))) {
        List<Labels> series = new ArrayList<>();
        for (int s = random.nextInt(9); s < 60; s += 1 + random.nextInt(9)) {
          series.add(Labels.of("writer", "" + writer, "s", "" + s, "n", "" + n / 50));
        }
        append(group, series, T0 + n * 100L, n);
        for (Labels labels : series) {
          sent.add(labels + " " + (T0 + n * 100L) + " " + (double) n);
        }
      }
    }
  }

  /** Registers again as long as series were forgotten between registration and append. */
  private static void append(SampleGroup group, List<Labels> series, long time, double value) {
    SampleGroup.Appended appended;
    do {
      SampleBatch batch = new SampleBatch(time);
      series.forEach(labels -> batch.add(group.register(labels), value));
      appended = group.append(batch);
      assertThat(appended.appended() + appended.unknownSeries()).isEqualTo(series.size());
    } while (!appended.complete());
  }

  private static Set<String> stored(Tsdb db) {
    Set<String> lines = new HashSet<>();
    SeriesSamples samples = new SeriesSamples();
    try (SeriesSet found = db.select(SeriesSelection.of("t", List.of(), 0, Long.MAX_VALUE))) {
      for (int i = 0; i < found.size(); i++) {
        found.read(i, samples);
        for (int row = samples.from; row < samples.to; row++) {
          lines.add(found.labels(i) + " " + samples.times.millis(row) + " " + samples.values[row]);
        }
      }
    }
    return lines;
  }

  private static void assertAllLooked(List<Future<Long>> readers)
      throws InterruptedException, ExecutionException {
    for (Future<Long> reader : readers) {
      assertThat(reader.get()).isPositive();
    }
  }

  /** Scrapes whose every series has a value from the number of the scrape. */
  private static void scrape(Tsdb db, String target, int offset) {
    SampleGroup group = db.open("t", target);
    long[] refs = new long[SERIES];
    for (int s = 0; s < SERIES; s++) {
      refs[s] = group.register(Labels.of("__name__", "m", "target", target, "s", "" + s));
    }
    for (int n = 0; n < SCRAPES; n++) {
      SampleBatch batch = new SampleBatch(T0 + n);
      for (int s = 0; s < SERIES; s++) {
        batch.add(refs[s], value(s, n) + offset);
      }
      assertThat(group.append(batch).appended()).isEqualTo(SERIES);
    }
  }

  /** Some series change always, some seldom, some never. */
  private static double value(int series, int n) {
    return switch (series % 3) {
      case 0 -> n;
      case 1 -> Math.floor(n / 100.0);
      default -> 5;
    };
  }

  private long readUntilDone(Tsdb db) {
    long looks = 0;
    for (; !done.get(); looks++) {
      look(db, "a");
      look(db, "b");
      if (looks == 0) {
        looking.countDown();
      }
    }
    return looks;
  }

  private static void look(Tsdb db, String target) {
    SeriesSelection selection =
        SeriesSelection.of(
            "t", List.of(io.atalaya.model.Matcher.equal("target", target)), 0, Long.MAX_VALUE);
    SeriesSamples samples = new SeriesSamples();
    try (SeriesSet found = db.select(selection)) {
      if (found.size() == 0) {
        return;
      }
      int scrapes = check(found, 0, samples, target);
      for (int i = 0; i < found.size(); i++) {
        assertThat(check(found, i, samples, target)).isEqualTo(scrapes);
      }
      assertThat(found.size()).isEqualTo(SERIES);
    }
  }

  /** Checks the values of a series; returns how many scrapes it was in. */
  private static int check(SeriesSet found, int i, SeriesSamples samples, String target) {
    found.read(i, samples);
    int series = Integer.parseInt(found.labels(i).get("s"));
    int offset = target.equals("a") ? 0 : 1;
    for (int n = 0; n < samples.size(); n++) {
      boolean right =
          samples.times.millis(samples.from + n) == T0 + n
              && samples.values[samples.from + n] == value(series, n) + offset;
      if (!right) {
        throw new AssertionError("series " + series + " scrape " + n);
      }
    }
    return samples.size();
  }
}
