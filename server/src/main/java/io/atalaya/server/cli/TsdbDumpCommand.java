package io.atalaya.server.cli;

import io.atalaya.model.GoFloat;
import io.atalaya.model.Histogram;
import io.atalaya.model.Labels;
import io.atalaya.model.SampleSink;
import io.atalaya.model.SeriesSamples;
import io.atalaya.model.SeriesSelection;
import io.atalaya.model.SeriesSet;
import io.atalaya.model.StorageException;
import io.atalaya.query.histogram.Histograms;
import io.atalaya.store.Tsdb;
import java.io.IOException;
import java.io.PrintWriter;
import picocli.CommandLine.Model.CommandSpec;

/** {@code tsdb dump}: every sample as a line, as promtool writes them. */
final class TsdbDumpCommand implements Command {
  private final Surroundings surroundings;

  TsdbDumpCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Options.command("dump", "Print samples: labels, value, milliseconds since the epoch.");
    StoreAccess.addData(spec);
    StoreAccess.addSelection(spec);
    return spec;
  }

  @Override
  public int run(Arguments arguments) {
    SeriesSelection selection =
        SeriesSelection.of(
            SampleSink.DEFAULT_TENANT,
            StoreAccess.matchers(arguments),
            StoreAccess.minTime(arguments),
            StoreAccess.maxTime(arguments));
    try (Tsdb store = StoreAccess.open(surroundings, StoreAccess.directory(arguments));
        SeriesSet found = store.select(selection)) {
      found.warnings().forEach(warning -> surroundings.err().println("warning: " + warning));
      SeriesSamples samples = new SeriesSamples();
      for (int i = 0; i < found.size(); i++) {
        found.read(i, samples);
        print(found.labels(i), samples);
      }
      return ExitCode.OK.code();
    } catch (IOException | StorageException e) {
      throw StoreAccess.failed("the store cannot be read", e);
    }
  }

  private void print(Labels labels, SeriesSamples samples) {
    PrintWriter out = surroundings.out();
    String text = labels.toString();
    for (int row = samples.from; row < samples.to; row++) {
      Histogram histogram = samples.histograms == null ? null : samples.histograms[row];
      String value =
          histogram == null ? GoFloat.shortest(samples.values[row]) : Histograms.toText(histogram);
      out.println(text + " " + value + " " + samples.times.millis(row));
    }
  }
}
