package io.atalaya.server.cli;

import io.atalaya.model.Labels;
import io.atalaya.model.SampleBatch;
import io.atalaya.model.SampleGroup;
import io.atalaya.model.SampleSink;
import io.atalaya.model.SinkUnavailableException;
import io.atalaya.model.json.JsonException;
import io.atalaya.model.json.JsonValue;
import io.atalaya.store.Tsdb;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/**
 * {@code tsdb bench write}: how fast samples can be stored. Series are scraped in groups of a
 * thousand, all groups at once, in steps of 30 seconds from 1970 on; each value is 1,000 more than
 * the one before, as promtool does it.
 */
final class TsdbBenchCommand implements Command {
  private static final int GROUP_SERIES = 1000;
  private static final int ROUND_SCRAPES = 100;
  private static final long STEP_MILLIS = 30_000;
  private static final double FIRST_VALUE = 123_456_789;
  private static final double STEP_VALUE = 1000;

  private final Surroundings surroundings;

  TsdbBenchCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public CommandSpec spec() {
    CommandSpec spec = Options.command("write", "Measure how fast samples can be stored.");
    spec.addOption(Options.value("DIR", "A directory that is made (benchout).", "--out"));
    spec.addOption(Options.value("N", "How many series (10000).", "--metrics"));
    spec.addOption(Options.value("N", "How many samples of each (3000).", "--scrapes"));
    spec.addPositional(
        Options.files("FILE", "0..1", "A series a line as JSON; without it, series are made up."));
    return spec;
  }

  @Override
  public int run(Arguments arguments) {
    Path out = arguments.text("--out").map(Path::of).orElse(Path.of("benchout"));
    int metrics = arguments.parsed("--metrics", TsdbBenchCommand::positive).orElse(10_000);
    int scrapes = arguments.parsed("--scrapes", TsdbBenchCommand::positive).orElse(3_000);
    if (Files.exists(out)) {
      throw new CliException(
          ExitCode.UNAVAILABLE, out + " is there already; name another with --out, or remove it");
    }
    Instant begin = started("readData");
    List<Labels> series =
        arguments.files().isEmpty() ? madeUp(metrics) : read(arguments.files().getFirst(), metrics);
    completed("readData", begin);
    try (Tsdb store = StoreAccess.openOrCreate(surroundings, out.resolve("storage"))) {
      begin = started("ingestScrapes");
      long total = ingest(store, series, scrapes);
      double seconds = completed("ingestScrapes", begin);
      surroundings.out().println(" > total samples: " + total);
      surroundings.out().printf(Locale.ROOT, " > samples/sec: %.0f%n", total / seconds);
      begin = started("stopStorage");
    } catch (IOException e) {
      throw StoreAccess.failed("the store could not be closed", e);
    }
    completed("stopStorage", begin);
    return ExitCode.OK.code();
  }

  private static int positive(String text) {
    if (!text.matches("[1-9][0-9]{0,8}")) {
      throw new IllegalArgumentException("expected a number, found \"" + text + "\"");
    }
    return Integer.parseInt(text);
  }

  private Instant started(String stage) {
    surroundings.out().println(">> start stage=" + stage);
    return surroundings.scheduler().instant();
  }

  private double completed(String stage, Instant begin) {
    Duration took = Duration.between(begin, surroundings.scheduler().instant());
    double seconds = Math.max(1, took.toNanos()) / 1e9;
    surroundings
        .out()
        .printf(Locale.ROOT, ">> completed stage=%s duration=%.3fs%n", stage, seconds);
    return seconds;
  }

  private static List<Labels> madeUp(int count) {
    List<Labels> series = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      series.add(
          Labels.of(
              Labels.METRIC_NAME,
              "bench_" + i / 10 + "_total",
              "instance",
              "host" + i % 10 + ":9100"));
    }
    return series;
  }

  private static List<Labels> read(Path file, int most) {
    Set<Labels> series = new LinkedHashSet<>();
    try (Stream<String> lines = Files.lines(file)) {
      for (String line : (Iterable<String>) lines.filter(l -> !l.isBlank())::iterator) {
        if (series.size() == most) {
          break;
        }
        series.add(labels(line));
      }
      return List.copyOf(series);
    } catch (JsonException e) {
      throw StoreAccess.failed(file + " is not a series a line", e);
    } catch (IOException e) {
      throw StoreAccess.failed(file + " cannot be read", e);
    }
  }

  private static Labels labels(String line) {
    Labels.Builder labels = Labels.builder();
    if (JsonValue.parse(line) instanceof JsonValue.Obj fields) {
      fields
          .fields()
          .forEach(
              (name, value) ->
                  labels.set(name, value instanceof JsonValue.Text t ? t.value() : ""));
    }
    return labels.build();
  }

  /** Stores; gives how many samples were stored. */
  private static long ingest(Tsdb store, List<Labels> series, int scrapes) throws IOException {
    List<Source> sources = new ArrayList<>();
    for (int from = 0; from < series.size(); from += GROUP_SERIES) {
      int to = Math.min(series.size(), from + GROUP_SERIES);
      sources.add(new Source(store, series.subList(from, to)));
    }
    try {
      for (int done = 0; done < scrapes; done += ROUND_SCRAPES) {
        round(sources, done, Math.min(scrapes, done + ROUND_SCRAPES));
      }
      return sources.stream().mapToLong(source -> source.stored).sum();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      sources.forEach(source -> source.group.close());
    }
  }

  private static void round(List<Source> sources, int from, int to) throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    for (Source source : sources) {
      threads.add(Thread.ofVirtual().name("bench").start(() -> source.scrape(from, to)));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    sources.forEach(Source::requireStored);
  }

  /** Series that are scraped together. */
  private static final class Source {
    private final SampleGroup group;
    private final long[] refs;
    private final SampleBatch batch = new SampleBatch(0);
    private long stored;
    private @Nullable SinkUnavailableException refusal;

    Source(Tsdb store, List<Labels> series) {
      group = store.open(SampleSink.DEFAULT_TENANT, "bench " + series.getFirst());
      refs = series.stream().mapToLong(group::register).toArray();
    }

    void scrape(int from, int to) {
      try {
        for (int i = from; i < to; i++) {
          batch.reset((i + 1) * STEP_MILLIS);
          for (long ref : refs) {
            batch.add(ref, FIRST_VALUE + (i + 1) * STEP_VALUE);
          }
          stored += group.append(batch).appended();
        }
      } catch (SinkUnavailableException e) {
        refusal = e;
      }
    }

    void requireStored() {
      if (refusal != null) {
        throw StoreAccess.failed("the store refuses samples", refusal);
      }
    }
  }
}
