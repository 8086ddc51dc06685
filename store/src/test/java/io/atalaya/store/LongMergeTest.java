package io.atalaya.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.atalaya.model.Labels;
import io.atalaya.model.SampleBatch;
import io.atalaya.model.SampleGroup;
import io.atalaya.model.SampleSink;
import io.atalaya.model.Scheduler;
import io.atalaya.model.SeriesSamples;
import io.atalaya.model.SeriesSelection;
import io.atalaya.model.SeriesSet;
import io.atalaya.store.disk.Disk;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Blocks are being merged, and it takes longer than anybody expected. */
class LongMergeTest {
  private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final int SERIES = 50;
  private static final StoreOptions OPTIONS =
      StoreOptions.defaults()
          .withRetention(Duration.ofDays(2))
          .withSegmentBytes(300)
          .withBlockRange(Duration.ofMinutes(10))
          .withLateWindow(MINUTE)
          .withFsyncInterval(MINUTE);

  @TempDir Path directory;

  private final CountDownLatch merging = new CountDownLatch(1);
  private final CountDownLatch goOn = new CountDownLatch(1);
  private final ThreadedClock clock = new ThreadedClock(merging);
  private final SampleBatch batch = new SampleBatch(0);

  /** Runs each task on a thread of its own, as the program does, but at times that a test says. */
  private static final class ThreadedClock implements Scheduler {
    private record Due(Instant at, String what, Runnable task) {}

    private final List<Due> waiting = new ArrayList<>();
    private final List<Thread> running = new ArrayList<>();
    private final CountDownLatch merging;
    private Instant now = START;

    ThreadedClock(CountDownLatch merging) {
      this.merging = merging;
    }

    @Override
    public synchronized Instant instant() {
      return now;
    }

    @Override
    public long millis() {
      return instant().toEpochMilli();
    }

    @Override
    public synchronized Task at(Instant when, String what, Runnable task) {
      Due due = new Due(when, what, task);
      waiting.add(due);
      return () -> waiting.remove(due);
    }

    /** Starts what is due a minute later; waits for it, but not for a merge that takes long. */
    void advance() throws InterruptedException {
      List<Due> due;
      synchronized (this) {
        now = now.plus(MINUTE);
        due = waiting.stream().filter(d -> !d.at.isAfter(now)).toList();
        waiting.removeAll(due);
      }
      for (Due one : due) {
        Thread thread = Thread.ofPlatform().name(one.what).start(one.task);
        running.add(thread);
        boolean mayMerge = one.what.equals("cut and clean the head");
        while (thread.isAlive() && !(mayMerge && merging.getCount() == 0)) {
          thread.join(1);
        }
      }
    }

    void join() throws InterruptedException {
      for (Thread thread : running) {
        thread.join();
      }
    }
  }

  /** A disk on which the file of a merge cannot be made until somebody lets it. */
  private Disk slowDisk() {
    Disk real = Disk.real();
    return (Disk)
        Proxy.newProxyInstance(
            Disk.class.getClassLoader(),
            new Class<?>[] {Disk.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("create")
                  && arguments[0].toString().endsWith("merge.tmp")) {
                merging.countDown();
                goOn.await();
              }
              try {
                return method.invoke(real, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private void append(SampleGroup group, int row) {
    batch.reset(clock.millis());
    for (int i = 0; i < SERIES; i++) {
      batch.add(group.register(Labels.of("__name__", "m", "i", "" + i)), row * 1.1 + i);
    }
    batch.requireDurable();
    assertThat(group.append(batch).complete()).isTrue();
  }

  @Test
  void samplesAreTakenSyncedAndMovedToFilesMeanwhile() throws Exception {
    int rows = 0;
    try (Tsdb db = Tsdb.open(directory, OPTIONS, clock, slowDisk());
        SampleGroup group = db.open(SampleSink.DEFAULT_TENANT, "source")) {
      while (merging.getCount() > 0) {
        append(group, rows++);
        clock.advance();
      }
      for (int i = 0; i < 100; i++) {
        append(group, rows++);
        clock.advance();
      }
      // A row is a segment or more, and an epoch has 32 rows.
      assertThat(db.logSegments()).isLessThan(60);
      assertThat(samples(db)).isEqualTo((long) rows * SERIES);
      goOn.countDown();
      clock.join();
      assertThat(samples(db)).isEqualTo((long) rows * SERIES);
    }
  }

  private static long samples(Tsdb db) throws IOException {
    SeriesSelection all =
        SeriesSelection.of(SampleSink.DEFAULT_TENANT, List.of(), 0, Long.MAX_VALUE);
    SeriesSamples samples = new SeriesSamples();
    long count = 0;
    try (SeriesSet series = db.select(all)) {
      for (int i = 0; i < series.size(); i++) {
        series.read(i, samples);
        count += samples.size();
      }
    }
    return count;
  }
}
