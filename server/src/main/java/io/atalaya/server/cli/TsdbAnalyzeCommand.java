package io.atalaya.server.cli;

import io.atalaya.store.Tsdb;
import io.atalaya.store.block.BlockInfo;
import io.atalaya.store.index.Cardinality;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;

/** {@code tsdb analyze}: what makes a block large. */
final class TsdbAnalyzeCommand implements Command {
  private static final int DEFAULT_LIMIT = 20;

  private final Surroundings surroundings;

  TsdbAnalyzeCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Options.command("analyze", "Show which metrics and labels make a block large.");
    StoreAccess.addData(spec);
    spec.addOption(Options.value("N", "Entries of each list (20).", "--limit"));
    spec.addPositional(
        Options.files(
            "WORD",
            "0..2",
            "The directory, the beginning of a block's name (the newest), or both."));
    return spec;
  }

  @Override
  public int run(Arguments arguments) {
    List<Path> words = arguments.files();
    boolean namesDirectory = !words.isEmpty() && Files.isDirectory(words.getFirst());
    Path directory = namesDirectory ? words.getFirst() : StoreAccess.directory(arguments);
    String id =
        words.stream().skip(namesDirectory ? 1 : 0).findFirst().map(Path::toString).orElse("");
    int limit = arguments.parsed("--limit", TsdbAnalyzeCommand::limit).orElse(DEFAULT_LIMIT);
    try (Tsdb store = StoreAccess.open(surroundings, directory)) {
      Optional<BlockInfo> block =
          store.blocks().stream()
              .filter(b -> b.id().startsWith(id))
              .max(Comparator.comparingLong(BlockInfo::lastMillis));
      if (block.isEmpty()) {
        throw new CliException(ExitCode.UNAVAILABLE, "there is no such block; see tsdb list");
      }
      print(store, block.get(), limit);
      return ExitCode.OK.code();
    } catch (IOException e) {
      throw StoreAccess.failed("the block cannot be read", e);
    }
  }

  private static int limit(String text) {
    if (!text.matches("[1-9][0-9]{0,5}")) {
      throw new IllegalArgumentException("expected a number, found \"" + text + "\"");
    }
    return Integer.parseInt(text);
  }

  private void print(Tsdb store, BlockInfo block, int limit) throws IOException {
    PrintWriter out = surroundings.out();
    Cardinality cardinality = store.cardinality(block, limit);
    long bytes = store.blockBytes(block);
    out.println("Block " + block.id());
    out.println("From  " + Instant.ofEpochMilli(block.firstMillis()));
    out.println("To    " + Instant.ofEpochMilli(block.lastMillis()));
    out.printf(
        Locale.ROOT, "Series %,d, label pairs %,d%n", block.series(), cardinality.labelPairs());
    out.printf(
        Locale.ROOT,
        "Samples %,d in %,d bytes, %.3f bytes a sample%n",
        block.samples(),
        bytes,
        (double) bytes / Math.max(1, block.samples()));
    print("Series by metric", cardinality.seriesPerMetric());
    print("Values by label", cardinality.valuesPerLabel());
    print("Series by label and value", cardinality.seriesPerPair());
  }

  private void print(String title, List<Cardinality.Count> counts) {
    surroundings.out().println();
    surroundings.out().println(title + ":");
    counts.forEach(c -> surroundings.out().println(c.count() + " " + c.name()));
  }
}
