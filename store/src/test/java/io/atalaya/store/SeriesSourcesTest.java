package io.atalaya.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.atalaya.model.Histogram;
import io.atalaya.model.SampleBatch;
import io.atalaya.model.SampleGroup;
import io.atalaya.model.SeriesSource;
import io.atalaya.store.block.Blocks;
import io.atalaya.store.disk.HostileDisk;
import io.atalaya.testkit.VirtualScheduler;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Nested;

/** The sources of the store: the head, blocks, and what merges them, at several times of life. */
class SeriesSourcesTest {
  private static final Path DIRECTORY = Path.of("/data");

  /** Ranges of twenty minutes, merged to two hours. */
  private static final StoreOptions OPTIONS =
      StoreOptions.defaults()
          .withBlockRange(Duration.ofMinutes(20))
          .withLateWindow(Duration.ofMinutes(30));

  /** A disk and a clock, and the store that lives there. */
  private static final class Machine {
    final HostileDisk disk = new HostileDisk(0);
    VirtualScheduler clock = new VirtualScheduler(Instant.ofEpochMilli(SeriesSourceSuite.T0));
    private final boolean withBlocks;

    Machine(boolean withBlocks) {
      this.withBlocks = withBlocks;
    }

    private Tsdb open() throws IOException {
      return withBlocks
          ? Tsdb.open(DIRECTORY, OPTIONS, clock, disk)
          : Tsdb.open(DIRECTORY, OPTIONS, clock, disk, null);
    }

    Tsdb filled(List<SeriesSourceSuite.Batch> batches) throws IOException {
      Tsdb db = open();
      for (SeriesSourceSuite.Batch batch : batches) {
        long time = batch.samples().getFirst().time();
        clock.advance(Duration.between(clock.instant(), Instant.ofEpochMilli(time)));
        append(db, batch);
      }
      return db;
    }

    Tsdb restarted(List<SeriesSourceSuite.Batch> batches) throws IOException {
      filled(batches);
      disk.crashProcess();
      clock = new VirtualScheduler(clock.instant());
      return open();
    }

    private static void append(Tsdb db, SeriesSourceSuite.Batch batch) {
      try (SampleGroup group = db.open(SeriesSourceSuite.TENANT, "source " + batch.from())) {
        SampleBatch rows = new SampleBatch(batch.samples().getFirst().time());
        for (Model.Sample sample : batch.samples()) {
          long ref = group.register(sample.labels());
          Histogram histogram = sample.histogram();
          if (histogram == null) {
            rows.add(ref, Double.longBitsToDouble(sample.bits()));
          } else {
            rows.add(ref, sample.time(), histogram);
          }
          rows.startedAt(sample.start());
        }
        assertThat(group.append(rows).complete()).isTrue();
      }
    }
  }

  @Nested
  class Head extends SeriesSourceSuite {
    @Override
    SeriesSource sourceOf(List<Batch> batches) throws IOException {
      return new Machine(false).filled(batches);
    }
  }

  @Nested
  class HeadAfterAStart extends SeriesSourceSuite {
    @Override
    SeriesSource sourceOf(List<Batch> batches) throws IOException {
      return new Machine(false).restarted(batches);
    }
  }

  @Nested
  class HeadAndBlocks extends SeriesSourceSuite {
    @Override
    SeriesSource sourceOf(List<Batch> batches) throws IOException {
      Tsdb db = new Machine(true).filled(batches);
      assertThat(db.blocks()).isNotEmpty();
      return db;
    }
  }

  @Nested
  class HeadAndBlocksAfterAStart extends SeriesSourceSuite {
    @Override
    SeriesSource sourceOf(List<Batch> batches) throws IOException {
      return new Machine(true).restarted(batches);
    }
  }

  @Nested
  class OnlyBlocks extends SeriesSourceSuite {
    @Override
    SeriesSource sourceOf(List<Batch> batches) throws IOException {
      Machine machine = new Machine(true);
      try (Tsdb db = machine.filled(batches)) {
        machine.clock.advance(Duration.ofHours(1));
        assertThat(db.blocks()).hasSizeGreaterThan(1);
      }
      return Blocks.open(machine.disk, DIRECTORY.resolve("blocks"));
    }
  }

  @Nested
  class MergedBlocks extends SeriesSourceSuite {
    @Override
    SeriesSource sourceOf(List<Batch> batches) throws IOException {
      Machine machine = new Machine(true);
      Tsdb db = machine.filled(batches);
      machine.clock.advance(Duration.ofHours(5));
      assertThat(db.blocks()).hasSizeLessThan(4);
      return db;
    }
  }

  @Nested
  class Snapshot extends SeriesSourceSuite {
    @Override
    SeriesSource sourceOf(List<Batch> batches) throws IOException {
      Machine machine = new Machine(true);
      Path copy = DIRECTORY.resolve("copy");
      machine.filled(batches).snapshot(copy, true);
      VirtualScheduler then = new VirtualScheduler(machine.clock.instant());
      return Tsdb.open(copy, OPTIONS, then, machine.disk);
    }
  }
}
