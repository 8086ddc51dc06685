package io.atalaya.server.cli;

import io.atalaya.collect.scrape.ExpositionException;
import io.atalaya.collect.scrape.OpenMetricsText;
import io.atalaya.model.Labels;
import io.atalaya.model.SampleSink;
import io.atalaya.server.config.StorageConfig;
import io.atalaya.store.Backfill;
import io.atalaya.store.Tsdb;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Model.CommandSpec;

/** {@code tsdb create-blocks-from openmetrics}: samples of a text straight into blocks. */
final class TsdbBackfillCommand implements Command {
  private static final Duration BLOCK = Duration.ofHours(2);
  private static final long MAX_BYTES = Integer.MAX_VALUE - 8L;

  private final Surroundings surroundings;

  TsdbBackfillCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Options.command("openmetrics", "Store the samples of a text in OpenMetrics format.");
    StoreAccess.addData(spec);
    StoreAccess.addWriting(spec);
    spec.addOption(Options.flag("Say nothing of what was written.", "-q", "--quiet"));
    spec.addOption(
        Options.values("NAME=VALUE", "Label of all series; may be repeated.", "--label"));
    spec.addPositional(
        Options.files(
            "FILE [DIR]", "1..2", "The text, whose samples have timestamps; the data directory."));
    return spec;
  }

  @Override
  public int run(Arguments arguments) {
    List<Path> words = arguments.files();
    Path file = words.getFirst();
    Path data = words.size() > 1 ? words.get(1) : StoreAccess.directory(arguments);
    Backfill backfill = read(file, Arguments.pairs("--label", arguments.texts("--label")));
    try (Tsdb store = StoreAccess.openOrCreate(surroundings, data)) {
      backfill.writeTo(store, SampleSink.DEFAULT_TENANT, this::tell);
    } catch (IOException e) {
      throw StoreAccess.failed("not everything could be stored", e);
    }
    if (!arguments.flag("-q")) {
      tellAll(backfill, data);
    }
    return ExitCode.OK.code();
  }

  private void tellAll(Backfill backfill, Path data) {
    surroundings.out().printf(Locale.ROOT, "stored %,d samples in %s%n", backfill.samples(), data);
    surroundings
        .out()
        .println(
            "What is older than the server's retention ("
                + StorageConfig.DEFAULT_RETENTION.toDays()
                + " days unless --storage.tsdb.retention.time says more) goes when it runs.");
  }

  private void tell(long from) {
    surroundings.err().println("wrote the block from " + Instant.ofEpochMilli(from));
  }

  private static Backfill read(Path file, Map<String, String> more) {
    Backfill backfill = new Backfill(BLOCK);
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new CliException(
            ExitCode.UNAVAILABLE, file + " is larger than 2 GiB; split it by series or by time");
      }
      OpenMetricsText.read(
          Files.readAllBytes(file),
          (labels, millis, value) -> backfill.add(with(labels, more), millis, value));
      return backfill;
    } catch (ExpositionException e) {
      throw new CliException(ExitCode.UNAVAILABLE, file + ": " + e.getMessage(), e);
    } catch (IOException e) {
      throw StoreAccess.failed(file + " cannot be read", e);
    }
  }

  /** Labels with more of them, which go before those of the same name. */
  private static Labels with(Labels labels, Map<String, String> more) {
    if (more.isEmpty()) {
      return labels;
    }
    Map<String, String> all = new TreeMap<>(labels.toMap());
    all.putAll(more);
    return Labels.of(all);
  }
}
