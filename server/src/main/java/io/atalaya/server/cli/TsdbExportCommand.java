package io.atalaya.server.cli;

import io.atalaya.model.SampleSink;
import io.atalaya.model.SeriesSelection;
import io.atalaya.model.SeriesSet;
import io.atalaya.model.StorageException;
import io.atalaya.store.Tsdb;
import io.atalaya.store.block.BlockInfo;
import io.atalaya.store.disk.Disk;
import io.atalaya.store.head.HeadStatistics;
import io.atalaya.store.promblock.PromBlock;
import io.atalaya.store.promblock.PromBlockWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import picocli.CommandLine.Model.CommandSpec;

/** {@code tsdb export-prometheus}: writes what a store has as blocks that a Prometheus reads. */
final class TsdbExportCommand implements Command {
  /** Range of a block: nine times two hours, as Prometheus makes them itself. */
  private static final long BLOCK_MILLIS = Duration.ofHours(18).toMillis();

  private final Surroundings surroundings;

  TsdbExportCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Options.command("export-prometheus", "Write blocks that a Prometheus reads.");
    spec.aliases("export");
    StoreAccess.addData(spec);
    StoreAccess.addTimes(spec);
    spec.addOption(Options.value("SELECTOR", "Which series (all).", "--match"));
    spec.addPositional(Options.files("DIR", "1", "Where they go; made if it is not there."));
    return spec;
  }

  /** The first and the last millisecond there is. */
  private record Extent(long first, long last) {
    static Extent of(Tsdb store, Arguments arguments) {
      HeadStatistics head = store.headStatistics(SampleSink.DEFAULT_TENANT, 1);
      long first = head.firstMillis();
      long last = head.lastMillis();
      for (BlockInfo block : store.blocks()) {
        first = Math.min(first, block.firstMillis());
        last = Math.max(last, block.lastMillis());
      }
      return new Extent(
          Math.max(first, StoreAccess.minTime(arguments)),
          Math.min(last, StoreAccess.maxTime(arguments)));
    }

    long firstWindow() {
      return Math.floorDiv(first, BLOCK_MILLIS) * BLOCK_MILLIS;
    }

    int windows() {
      return last < first ? 0 : (int) ((last - firstWindow()) / BLOCK_MILLIS) + 1;
    }
  }

  @Override
  public int run(Arguments arguments) {
    Path target = arguments.files().getFirst();
    try (Tsdb store = StoreAccess.open(surroundings, StoreAccess.directory(arguments))) {
      // Prometheus' tools want a log beside the blocks, empty or not.
      Files.createDirectories(target.resolve("wal"));
      Extent extent = Extent.of(store, arguments);
      Progress progress =
          new Progress(surroundings.err(), surroundings.scheduler(), "blocks", extent.windows());
      PromBlockWriter writer = new PromBlockWriter(Disk.real(), target, new SecureRandom());
      for (int i = 0; i < extent.windows(); i++) {
        long start = extent.firstWindow() + i * BLOCK_MILLIS;
        // Prometheus takes no sample older than the end of its newest block.
        long from = Math.max(start, extent.first());
        long to = Math.min(start + BLOCK_MILLIS, extent.last() + 1);
        progress.step(export(store, writer, arguments, from, to));
      }
      surroundings.out().println("exported " + progress.rate() + ", to " + target);
      return ExitCode.OK.code();
    } catch (IOException | StorageException e) {
      throw StoreAccess.failed("the export is not complete", e);
    }
  }

  private long export(Tsdb store, PromBlockWriter writer, Arguments arguments, long from, long to)
      throws IOException {
    SeriesSelection selection =
        SeriesSelection.of(
            SampleSink.DEFAULT_TENANT, StoreAccess.matchers(arguments), from, to - 1);
    try (SeriesSet series = store.select(selection)) {
      series.warnings().forEach(text -> surroundings.err().println("warning: " + text));
      long now = surroundings.scheduler().millis();
      PromBlock block = writer.write(series, from, to, now);
      return block == null ? 0 : block.samples();
    }
  }
}
