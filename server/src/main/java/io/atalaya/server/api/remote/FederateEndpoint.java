package io.atalaya.server.api.remote;

import io.atalaya.model.Histogram;
import io.atalaya.model.Labels;
import io.atalaya.model.Matcher;
import io.atalaya.model.QueryException;
import io.atalaya.model.SampleSink;
import io.atalaya.model.SampleValue;
import io.atalaya.model.SeriesSamples;
import io.atalaya.model.SeriesSelection;
import io.atalaya.model.SeriesSet;
import io.atalaya.model.SeriesSource;
import io.atalaya.server.http.HttpException;
import io.atalaya.server.http.HttpRequest;
import io.atalaya.server.http.HttpResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /federate}: the newest sample of each series that one of {@code match[]} selects, for
 * another Prometheus to scrape. Histograms that have no form in text are left out there.
 */
final class FederateEndpoint {
  private final SeriesSource source;
  private final Function<String, List<Matcher>> selectors;
  private final Supplier<Labels> externalLabels;
  private final Duration lookback;
  private final InstantSource clock;

  FederateEndpoint(
      SeriesSource source,
      Function<String, List<Matcher>> selectors,
      Supplier<Labels> externalLabels,
      Duration lookback,
      InstantSource clock) {
    this.source = source;
    this.selectors = selectors;
    this.externalLabels = externalLabels;
    this.lookback = lookback;
    this.clock = clock;
  }

  /** The newest sample of a series. */
  private record Newest(long atMillis, double value, @Nullable Histogram histogram) {}

  void handle(HttpRequest request, HttpResponse response) throws IOException {
    long now = clock.millis();
    SortedMap<Labels, Newest> found = new TreeMap<>(FederateEndpoint::byNameThenLabels);
    for (String match : request.parameters("match[]")) {
      List<Matcher> matchers = matchers(match);
      // As in Prometheus, {} selects nothing.
      if (!matchers.isEmpty()) {
        find(matchers, now, found);
      }
    }
    FederateForm form = FederateForm.of(request.header("Accept"));
    OutputStream body = response.stream(form.contentType());
    try (FederateWriter out =
        form.protobuf()
            ? new FederateMessages(body, form.escaping())
            : new FederateText(body, form.escaping())) {
      write(found, externals(), out);
    }
  }

  private List<Matcher> matchers(String match) {
    try {
      return selectors.apply(match);
    } catch (QueryException e) {
      throw new HttpException(400, String.valueOf(e.getMessage()));
    }
  }

  private static int byNameThenLabels(Labels a, Labels b) {
    int c = Labels.compareUtf8(a.metricName(), b.metricName());
    return c != 0 ? c : a.compareTo(b);
  }

  private void find(List<Matcher> matchers, long now, SortedMap<Labels, Newest> found) {
    SeriesSelection selection =
        SeriesSelection.of(SampleSink.DEFAULT_TENANT, matchers, now - lookback.toMillis(), now);
    SeriesSamples samples = new SeriesSamples();
    try (SeriesSet set = source.select(selection)) {
      for (int i = 0; i < set.size(); i++) {
        samples.clear();
        set.read(i, samples);
        Newest newest = newest(samples);
        if (newest != null && set.labels(i).has(Labels.METRIC_NAME)) {
          found.put(set.labels(i), newest);
        }
      }
    }
  }

  /** The newest sample, or null if there is none or the series has ended. */
  private static @Nullable Newest newest(SeriesSamples samples) {
    if (samples.size() == 0) {
      return null;
    }
    int row = samples.to - 1;
    Histogram histogram = samples.histograms == null ? null : samples.histograms[row];
    boolean stale = histogram == null && SampleValue.isStale(samples.values[row]);
    return stale ? null : new Newest(samples.times.millis(row), samples.values[row], histogram);
  }

  private static void write(
      SortedMap<Labels, Newest> found, SortedMap<String, String> externals, FederateWriter out)
      throws IOException {
    FederateFamily family = FederateFamily.begin("", FederateFamily.Type.UNTYPED);
    for (var entry : found.entrySet()) {
      Newest newest = entry.getValue();
      Histogram histogram = newest.histogram();
      if (histogram != null && !out.takes(histogram)) {
        continue;
      }
      String name = entry.getKey().metricName();
      FederateFamily.Type type = FederateFamily.Type.of(histogram);
      if (!family.is(name, type)) {
        writeUnlessEmpty(family, out);
        family = FederateFamily.begin(name, type);
      }
      List<String> labels = labels(entry.getKey(), externals);
      family
          .samples()
          .add(new FederateFamily.Sample(labels, newest.atMillis(), newest.value(), histogram));
    }
    writeUnlessEmpty(family, out);
  }

  private static void writeUnlessEmpty(FederateFamily family, FederateWriter out)
      throws IOException {
    if (!family.samples().isEmpty()) {
      out.write(family);
    }
  }

  /** The labels of a series, and behind them those external ones that it does not have. */
  private static List<String> labels(Labels series, SortedMap<String, String> externals) {
    List<String> pairs = new ArrayList<>();
    for (int i = 0; i < series.size(); i++) {
      if (!series.name(i).equals(Labels.METRIC_NAME)) {
        pairs.add(series.name(i));
        pairs.add(series.value(i));
      }
    }
    externals.forEach(
        (name, value) -> {
          if (!series.has(name)) {
            pairs.add(name);
            pairs.add(value);
          }
        });
    return pairs;
  }

  /** External labels, with an empty instance so that the scraping server adds none of its own. */
  private SortedMap<String, String> externals() {
    SortedMap<String, String> all = new TreeMap<>(externalLabels.get().toMap());
    all.putIfAbsent("instance", "");
    return all;
  }
}
