package io.atalaya.server.cli;

import io.atalaya.model.SampleSink;
import io.atalaya.model.SeriesSet;
import io.atalaya.model.StorageException;
import io.atalaya.server.config.StorageConfig;
import io.atalaya.store.Tsdb;
import io.atalaya.store.promblock.PromBlock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** {@code tsdb import-prometheus}: takes over the blocks of a Prometheus. */
final class TsdbImportCommand implements Command {
  private final Surroundings surroundings;

  TsdbImportCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Options.command("import-prometheus", "Take over the blocks of a Prometheus.");
    StoreAccess.addData(spec);
    spec.addPositional(
        Options.files("DIR", "1", "Its data directory, a snapshot, or a single block."));
    return spec;
  }

  @Override
  public int run(Arguments arguments) {
    Path source = arguments.files().getFirst();
    List<PromBlock> blocks = blocks(source);
    Progress progress =
        new Progress(surroundings.err(), surroundings.scheduler(), "blocks", blocks.size());
    Path data = StoreAccess.directory(arguments);
    try (Tsdb store = StoreAccess.openOrCreate(surroundings, data)) {
      for (PromBlock block : blocks) {
        take(block, store);
        progress.step(block.samples());
      }
    } catch (IOException e) {
      throw StoreAccess.failed("the store could not be closed", e);
    }
    surroundings.out().println("imported " + progress.rate());
    hint(source, blocks);
    return ExitCode.OK.code();
  }

  private static List<PromBlock> blocks(Path source) {
    try {
      List<PromBlock> blocks =
          Files.exists(source.resolve("meta.json"))
              ? List.of(PromBlock.open(source))
              : PromBlock.list(source);
      if (blocks.isEmpty()) {
        throw new CliException(
            ExitCode.UNAVAILABLE, "there is no block of a Prometheus in " + source);
      }
      return blocks;
    } catch (IOException e) {
      throw StoreAccess.failed(source + " cannot be read", e);
    }
  }

  private static void take(PromBlock block, Tsdb store) {
    try (SeriesSet series = block.read()) {
      store.addBlock(SampleSink.DEFAULT_TENANT, block.fromMillis(), block.toMillis(), series);
    } catch (IOException | StorageException e) {
      throw StoreAccess.failed(
          "block " + block.ulid() + " cannot be taken over (those before it were)", e);
    }
  }

  /** What a user should know before Prometheus is gone. */
  private void hint(Path source, List<PromBlock> blocks) {
    if (Files.isDirectory(source.resolve("wal"))) {
      surroundings
          .out()
          .println(
              "The newest hours of a Prometheus are in its log, which is not read. Let it make a"
                  + " snapshot (POST /api/v1/admin/tsdb/snapshot) and import that to have them.");
    }
    long kept = surroundings.scheduler().millis() - StorageConfig.DEFAULT_RETENTION.toMillis();
    if (blocks.getFirst().fromMillis() < kept) {
      surroundings
          .out()
          .println(
              "Some of it is older than "
                  + StorageConfig.DEFAULT_RETENTION.toDays()
                  + " days: start the server with a longer --storage.tsdb.retention.time, or that"
                  + " goes.");
    }
  }
}
