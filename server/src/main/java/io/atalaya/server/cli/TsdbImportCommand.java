package io.atalaya.server.cli;

import io.atalaya.model.Labels;
import io.atalaya.model.SampleBatch;
import io.atalaya.model.SampleBatch.Exemplar;
import io.atalaya.model.SampleBatch.Metadata;
import io.atalaya.model.SampleGroup;
import io.atalaya.model.SampleSink;
import io.atalaya.model.SeriesLimitException;
import io.atalaya.model.SeriesSamples;
import io.atalaya.model.SeriesSet;
import io.atalaya.model.SinkUnavailableException;
import io.atalaya.model.StorageException;
import io.atalaya.server.config.StorageConfig;
import io.atalaya.server.http.Zstd;
import io.atalaya.store.Tsdb;
import io.atalaya.store.promblock.PromBlock;
import io.atalaya.store.promblock.PromHead;
import io.atalaya.store.promblock.PromNotes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import picocli.CommandLine.Model.CommandSpec;

/** {@code tsdb import-prometheus}: takes over what a Prometheus has, blocks and head. */
final class TsdbImportCommand implements Command {
  /** Exemplars that are handed over at once. */
  private static final int BATCH = 1000;

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
    static Source of(Path directory, Set<String> problems) throws IOException {
      boolean single = Files.exists(directory.resolve("meta.json"));
      List<PromBlock> blocks =
          single ? List.of(PromBlock.open(directory)) : PromBlock.list(directory, problems::add);
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
    Set<String> problems = new LinkedHashSet<>();
    Source source = source(arguments.files().getFirst(), problems);
    Progress progress =
        new Progress(surroundings.err(), surroundings.scheduler(), "parts", source.parts());
    Path data = StoreAccess.directory(arguments);
    try (Tsdb store = StoreAccess.openOrCreate(surroundings, data)) {
      for (PromBlock block : source.blocks()) {
        progress.step(take(block, store, problems));
      }
      for (PromHead.Window window : source.head().windows()) {
        progress.step(take(source.head(), window, store));
      }
      take(source.head().notes(), store);
    } catch (IOException e) {
      throw StoreAccess.failed("the store could not be closed", e);
    }
    problems.addAll(source.head().problems());
    problems.forEach(problem -> surroundings.err().println("damaged: " + problem));
    surroundings.out().println("imported " + progress.rate());
    tell(source.head().notes());
    hint(source);
    return (problems.isEmpty() ? ExitCode.OK : ExitCode.DEGRADED).code();
  }

  private static Source source(Path directory, Set<String> problems) {
    try {
      Source source = Source.of(directory, problems);
      if (source.parts() == 0) {
        throw new CliException(
            ExitCode.UNAVAILABLE, "there are no samples of a Prometheus in " + directory);
      }
      return source;
    } catch (IOException e) {
      throw StoreAccess.failed(directory + " cannot be read", e);
    }
  }

  /** Takes over a block, without what is damaged in it; returns how many samples that are. */
  private static long take(PromBlock block, Tsdb store, Set<String> problems) {
    String name = "block " + block.ulid();
    try (Counted series = new Counted(block.read(problem -> problems.add(name + ", " + problem)))) {
      take(block, series, store);
      return series.samples;
    } catch (IOException e) {
      problems.add(name + ": " + StoreAccess.reason(e));
      return 0;
    }
  }

  /** Counts the samples that are read of a set. */
  private static final class Counted implements SeriesSet {
    private final SeriesSet set;
    private long samples;

    Counted(SeriesSet set) {
      this.set = set;
    }

    @Override
    public int size() {
      return set.size();
    }

    @Override
    public Labels labels(int i) {
      return set.labels(i);
    }

    @Override
    public void read(int i, SeriesSamples into) {
      set.read(i, into);
      samples += into.size();
    }

    @Override
    public void close() {
      set.close();
    }
  }

  private static void take(PromBlock block, SeriesSet series, Tsdb store) {
    try {
      store.addBlock(SampleSink.DEFAULT_TENANT, block.fromMillis(), block.toMillis(), series);
    } catch (IOException | StorageException e) {
      throw StoreAccess.failed(
          "block " + block.ulid() + " cannot be stored (those before it were)", e);
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

  /** Takes over exemplars, and metadata of families of which nothing is known yet. */
  private static void take(PromNotes notes, Tsdb store) {
    Set<String> known =
        store.metadata(SampleSink.DEFAULT_TENANT).stream()
            .map(Metadata::family)
            .collect(Collectors.toSet());
    SampleBatch batch = new SampleBatch(0);
    try (SampleGroup group = store.open(SampleSink.DEFAULT_TENANT, "imported")) {
      notes.metadata().stream().filter(m -> !known.contains(m.family())).forEach(batch::add);
      for (PromNotes.Exemplar exemplar : notes.exemplars()) {
        long ref = group.register(exemplar.series());
        batch.add(
            new Exemplar(ref, exemplar.labels(), exemplar.value(), exemplar.timestampMillis()));
        if (batch.exemplars().size() == BATCH) {
          group.append(batch);
          batch.reset(0);
        }
      }
      group.append(batch);
    } catch (SeriesLimitException | SinkUnavailableException e) {
      throw StoreAccess.failed("exemplars and metadata cannot be taken over (the samples were)", e);
    }
  }

  private void tell(PromNotes notes) {
    int exemplars = notes.exemplars().size();
    int families = notes.metadata().size();
    if (exemplars + families > 0) {
      surroundings
          .out()
          .printf(
              Locale.ROOT,
              "and %,d exemplars, and metadata of %,d families%n",
              exemplars,
              families);
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
