package io.atalaya.server.api.remote;

import io.atalaya.model.GoFloat;
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
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
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
 * {@code GET /federate}: the newest sample of each series that one of {@code match[]} selects, as
 * text that another Prometheus scrapes.
 *
 * <p>Histograms with custom buckets are written as classic ones; other native histograms have no
 * form in text and are left out, as Prometheus does.
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
      find(matchers(match), now, found);
    }
    boolean utf8 = request.header("Accept").contains("allow-utf-8");
    String type =
        utf8
            ? "text/plain; version=1.0.0; charset=utf-8; escaping=allow-utf-8"
            : "text/plain; version=0.0.4; charset=utf-8; escaping=underscores";
    try (Writer out = new OutputStreamWriter(response.stream(type), StandardCharsets.UTF_8)) {
      new FederateText(out, utf8, externals()).writeAll(found);
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

  /** External labels, with an empty instance so that the scraping server adds none of its own. */
  private List<String> externals() {
    Labels labels = externalLabels.get();
    SortedMap<String, String> all = new TreeMap<>(labels.toMap());
    all.putIfAbsent("instance", "");
    List<String> pairs = new ArrayList<>();
    all.forEach(
        (name, value) -> {
          pairs.add(name);
          pairs.add(value);
        });
    return pairs;
  }

  /** Writes families of samples. */
  private static final class FederateText {
    private final Writer out;
    private final boolean utf8;
    private final List<String> externals;
    private String family = "";

    FederateText(Writer out, boolean utf8, List<String> externals) {
      this.out = out;
      this.utf8 = utf8;
      this.externals = externals;
    }

    void writeAll(SortedMap<Labels, Newest> found) throws IOException {
      for (var entry : found.entrySet()) {
        Histogram histogram = entry.getValue().histogram();
        if (histogram == null) {
          head(entry.getKey().metricName(), "untyped");
          line(entry.getKey(), "", "", entry.getValue().value(), entry.getValue().atMillis());
        } else if (histogram.usesCustomBuckets()) {
          head(entry.getKey().metricName(), "histogram");
          classic(entry.getKey(), histogram, entry.getValue().atMillis());
        }
      }
    }

    private void head(String metric, String type) throws IOException {
      if (!family.equals(metric + ' ' + type)) {
        family = metric + ' ' + type;
        out.write("# TYPE " + (isLegacy(metric) ? metric : name(metric, true)) + ' ' + type + '\n');
      }
    }

    private void classic(Labels labels, Histogram h, long atMillis) throws IOException {
      double[] perBound = new double[h.customBounds().length + 1];
      int bucket = 0;
      int next = 0;
      for (Histogram.Span span : h.positiveSpans()) {
        bucket += span.offset();
        for (int i = 0; i < span.length() && bucket < perBound.length; i++) {
          perBound[bucket++] = h.positiveCounts()[next++];
        }
      }
      double below = 0;
      for (int i = 0; i < h.customBounds().length; i++) {
        below += perBound[i];
        line(labels, "_bucket", GoFloat.json(h.customBounds()[i]), below, atMillis);
      }
      line(labels, "_bucket", "+Inf", h.count(), atMillis);
      line(labels, "_sum", "", h.sum(), atMillis);
      line(labels, "_count", "", h.count(), atMillis);
    }

    private void line(Labels labels, String suffix, String le, double value, long atMillis)
        throws IOException {
      String metric = labels.metricName() + suffix;
      StringBuilder text = new StringBuilder();
      boolean quoted = utf8 && !isLegacy(metric);
      text.append(quoted ? "{" + name(metric, true) : name(metric, false) + "{");
      boolean first = !quoted;
      for (int i = 0; i < labels.size(); i++) {
        if (!labels.name(i).equals(Labels.METRIC_NAME)) {
          first = label(text, first, labels.name(i), labels.value(i));
        }
      }
      for (int i = 0; i < externals.size(); i += 2) {
        if (!labels.has(externals.get(i))) {
          first = label(text, first, externals.get(i), externals.get(i + 1));
        }
      }
      if (!le.isEmpty()) {
        label(text, first, "le", le);
      }
      out.append(text).append("} ").write(GoFloat.json(value) + ' ' + atMillis + '\n');
    }

    /** Appends a label; returns that the next is not the first. */
    private boolean label(StringBuilder text, boolean first, String name, String value) {
      text.append(first ? "" : ",");
      text.append(utf8 && !Labels.isLegacyName(name) ? name(name, true) : name(name, false));
      text.append("=\"").append(escaped(value)).append('"');
      return false;
    }

    private static boolean isLegacy(String metric) {
      return Labels.isLegacyName(metric.replace(':', '_'));
    }

    /** A name as it may stand: in quotes, or with underscores for what is not allowed. */
    private static String name(String name, boolean quoted) {
      if (quoted) {
        return '"' + escaped(name) + '"';
      }
      String plain = name.replaceAll("[^a-zA-Z0-9_:]", "_");
      return !plain.isEmpty() && Character.isDigit(plain.charAt(0)) ? '_' + plain : plain;
    }

    private static String escaped(String value) {
      return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }
  }
}
