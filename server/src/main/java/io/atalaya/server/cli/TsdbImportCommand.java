package io.atalaya.server.cli;

import io.atalaya.model.SampleSink;
import io.atalaya.model.SeriesSet;
import io.atalaya.model.StorageException;
import io.atalaya.server.config.StorageConfig;
import io.atalaya.server.http.Zstd;
import io.atalaya.store.Tsdb;
import io.atalaya.store.promblock.PromBlock;
import io.atalaya.store.promblock.PromHead;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import picocli.CommandLine.Model.CommandSpec;

/** {@code tsdb import-prometheus}: takes over what a Prometheus has, blocks and head. */
final class TsdbImportCommand implements Command {
  private final Surroundings surroundings;

  TsdbImportCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Options.command("import-prometheus", "Take over the data of a Prometheus that is stopped.");
    spec.aliases("import");
    StoreAccess.addData(spec);
    spec.addPositional(
        Options.files("DIR", "1", "Its data directory, a snapshot, or a single block."));
    return spec;
  }

  /** What there is to be taken over. */
  private record Source(List<PromBlock> blocks, PromHead head) {
    static Source of(Path directory) throws IOException {
      boolean single = Files.exists(directory.resolve("meta.json"));
      List<PromBlock> blocks =
          single ? List.of(PromBlock.open(directory)) : PromBlock.list(directory);
      return new Source(blocks, PromHead.open(directory, blocks, Zstd::inflate));
    }

    int parts() {
      return blocks.size() + head.windows().size();
    }

    long fromMillis() {
      return LongStream.concat(
              blocks.stream().mapToLong(PromBlock::fromMillis),
              head.windows().stream().mapToLong(PromHead.Window::fromMillis))
          .min()
          .orElse(Long.MAX_VALUE);
    }
  }

  @Override
  public int run(Arguments arguments) {
    Source source = source(arguments.files().getFirst());
    Progress progress =
        new Progress(surroundings.err(), surroundings.scheduler(), "parts", source.parts());
    Path data = StoreAccess.directory(arguments);
    try (Tsdb store = StoreAccess.openOrCreate(surroundings, data)) {
      for (PromBlock block : source.blocks()) {
        take(block, store);
        progress.step(block.samples());
      }
      for (PromHead.Window window : source.head().windows()) {
        progress.step(take(source.head(), window, store));
      }
    } catch (IOException e) {
      throw StoreAccess.failed("the store could not be closed", e);
    }
    List<String> problems = source.head().problems();
    problems.forEach(problem -> surroundings.err().println("damaged: " + problem));
    surroundings.out().println("imported " + progress.rate());
    hint(source);
    return (problems.isEmpty() ? ExitCode.OK : ExitCode.DEGRADED).code();
  }

  private static Source source(Path directory) {
    try {
      Source source = Source.of(directory);
      if (source.parts() == 0) {
        throw new CliException(
            ExitCode.UNAVAILABLE, "there are no samples of a Prometheus in " + directory);
      }
      return source;
    } catch (IOException e) {
      throw StoreAccess.failed(directory + " cannot be read", e);
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

  /** Takes over a part of the head; returns how many samples that are. */
  private static long take(PromHead head, PromHead.Window window, Tsdb store) {
    try {
      PromHead.Part part = head.read(window);
      if (part.samples() > 0) {
        try (SeriesSet series = part.series()) {
          store.addBlock(SampleSink.DEFAULT_TENANT, window.fromMillis(), window.toMillis(), series);
        }
      }
      return part.samples();
    } catch (IOException | StorageException e) {
      throw StoreAccess.failed("the head cannot be taken over (the blocks were)", e);
    }
  }

  /** What a user should know before Prometheus is gone. */
  private void hint(Source source) {
    long kept = surroundings.scheduler().millis() - StorageConfig.DEFAULT_RETENTION.toMillis();
    if (source.fromMillis() < kept) {
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
