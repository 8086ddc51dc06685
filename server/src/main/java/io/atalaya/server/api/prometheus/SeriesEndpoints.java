package io.atalaya.server.api.prometheus;

import io.atalaya.model.Labels;
import io.atalaya.model.Matcher;
import io.atalaya.model.SampleSink;
import io.atalaya.model.SeriesSelection;
import io.atalaya.model.SeriesSet;
import io.atalaya.model.SeriesSource;
import io.atalaya.server.http.HttpRequest;
import io.atalaya.server.http.Routes;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** {@code /api/v1/series}, {@code /api/v1/labels}, {@code /api/v1/label/{name}/values}. */
final class SeriesEndpoints {
  private static final List<List<Matcher>> NOBODY = List.of();

  private final SeriesSource source;
  private final Queries queries;

  /** From when to when a request asks; one that ends before it begins finds nothing. */
  private record Range(long fromMillis, long toMillis) {
    static Range of(HttpRequest request) {
      return new Range(
          Parameters.time(request, "start", Parameters.MIN_TIME),
          Parameters.time(request, "end", Parameters.MAX_TIME));
    }

    boolean isEmpty() {
      return toMillis < fromMillis;
    }

    SeriesSelection selection(List<Matcher> matchers) {
      return SeriesSelection.of(SampleSink.DEFAULT_TENANT, matchers, fromMillis, toMillis);
    }
  }

  SeriesEndpoints(SeriesSource source, Queries queries) {
    this.source = source;
    this.queries = queries;
  }

  void addTo(Routes routes) {
    routes.getOrPost("/api/v1/series", Answer.of(this::series));
    routes.getOrPost("/api/v1/labels", Answer.of(this::labels));
    routes.get("/api/v1/label/{name}/values", Answer.of(this::labelValues));
  }

  private Answer.Data series(HttpRequest request) {
    if (request.parameters("match[]").isEmpty()) {
      throw ApiError.badData("no match[] parameter provided");
    }
    int limit = Parameters.limit(request);
    Range range = Range.of(request);
    List<List<Matcher>> selectors =
        Parameters.named("match[]", () -> Parameters.selectors(request, queries));
    TreeSet<Labels> found = new TreeSet<>(SeriesEndpoints::byNameThenLabels);
    Set<String> warnings = new LinkedHashSet<>();
    for (List<Matcher> matchers : range.isEmpty() ? NOBODY : selectors) {
      try (SeriesSet set = source.select(range.selection(matchers))) {
        for (int i = 0; i < set.size(); i++) {
          found.add(set.labels(i));
        }
        warnings.addAll(set.warnings());
      }
    }
    boolean cut = limit > 0 && found.size() > limit;
    List<Labels> shown = cut ? found.stream().limit(limit).toList() : List.copyOf(found);
    Answer.Data data =
        out -> {
          out.array();
          for (Labels labels : shown) {
            out.labels(labels);
          }
          out.end();
        };
    warnings.addAll(truncation(cut));
    return new Answer.WithNotes(data, List.copyOf(warnings), List.of());
  }

  private static int byNameThenLabels(Labels a, Labels b) {
    int c = Labels.compareUtf8(a.metricName(), b.metricName());
    return c != 0 ? c : a.compareTo(b);
  }

  private Answer.Data labels(HttpRequest request) {
    return texts(request, selection -> source.labelNames(selection, 0));
  }

  private Answer.Data labelValues(HttpRequest request) {
    String name = EscapedName.decode(request.pathParameter("name"));
    if (name.isEmpty()) {
      throw ApiError.badData("invalid label name: \"\"");
    }
    return texts(request, selection -> source.labelValues(name, selection, 0));
  }

  private Answer.Data texts(HttpRequest request, Function<SeriesSelection, List<String>> lookUp) {
    int limit = Parameters.limit(request);
    Range range = Range.of(request);
    List<List<Matcher>> selectors = Parameters.selectors(request, queries);
    List<String> found = List.of();
    if (!range.isEmpty()) {
      found = found(selectors.isEmpty() ? List.of(List.of()) : selectors, range, lookUp);
    }
    boolean cut = limit > 0 && found.size() > limit;
    List<String> shown = cut ? found.subList(0, limit) : found;
    Answer.Data data =
        out -> {
          out.array();
          for (String text : shown) {
            out.text(text);
          }
          out.end();
        };
    return new Answer.WithNotes(data, truncation(cut), List.of());
  }

  /** What any of the selectors finds, sorted. */
  private static List<String> found(
      List<List<Matcher>> selectors, Range range, Function<SeriesSelection, List<String>> lookUp) {
    if (selectors.size() == 1) {
      return lookUp.apply(range.selection(selectors.getFirst()));
    }
    TreeSet<String> found = new TreeSet<>(Labels::compareUtf8);
    for (List<Matcher> matchers : selectors) {
      found.addAll(lookUp.apply(range.selection(matchers)));
    }
    return List.copyOf(found);
  }

  private static List<String> truncation(boolean cut) {
    return cut ? List.of("results truncated due to limit") : List.of();
  }
}
