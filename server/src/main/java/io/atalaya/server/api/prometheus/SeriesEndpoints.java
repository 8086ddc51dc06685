package io.atalaya.server.api.prometheus;

import io.atalaya.model.Labels;
import io.atalaya.model.Matcher;
import io.atalaya.model.SampleSink;
import io.atalaya.model.SeriesSelection;
import io.atalaya.model.SeriesSet;
import io.atalaya.model.SeriesSource;
import io.atalaya.server.http.HttpRequest;
import io.atalaya.server.http.Routes;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** {@code /api/v1/series}, {@code /api/v1/labels}, {@code /api/v1/label/{name}/values}. */
final class SeriesEndpoints {
  private final SeriesSource source;
  private final Queries queries;

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
    int limit = Parameters.limit(request);
    List<SeriesSelection> selections = selections(request);
    if (selections.isEmpty()) {
      throw ApiError.badData("no match[] parameter provided");
    }
    TreeSet<Labels> found = new TreeSet<>(SeriesEndpoints::byNameThenLabels);
    Set<String> warnings = new LinkedHashSet<>();
    for (SeriesSelection selection : selections) {
      try (SeriesSet set = source.select(selection)) {
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
    String name = request.pathParameter("name");
    if (name.isEmpty()) {
      throw ApiError.badData("invalid label name: \"\"");
    }
    return texts(request, selection -> source.labelValues(name, selection, 0));
  }

  private Answer.Data texts(HttpRequest request, Function<SeriesSelection, List<String>> lookUp) {
    int limit = Parameters.limit(request);
    List<SeriesSelection> selections = selections(request);
    TreeSet<String> found = new TreeSet<>(Labels::compareUtf8);
    if (selections.isEmpty()) {
      found.addAll(lookUp.apply(selection(request, List.of())));
    }
    for (SeriesSelection selection : selections) {
      found.addAll(lookUp.apply(selection));
    }
    boolean cut = limit > 0 && found.size() > limit;
    List<String> shown = cut ? found.stream().limit(limit).toList() : List.copyOf(found);
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

  private static List<String> truncation(boolean cut) {
    return cut ? List.of("results truncated due to limit") : List.of();
  }

  private List<SeriesSelection> selections(HttpRequest request) {
    List<SeriesSelection> selections = new ArrayList<>();
    for (String match : request.parameters("match[]")) {
      selections.add(selection(request, queries.selector(match)));
    }
    return selections;
  }

  private static SeriesSelection selection(HttpRequest request, List<Matcher> matchers) {
    long from = Parameters.time(request, "start", Parameters.MIN_TIME);
    long to = Parameters.time(request, "end", Parameters.MAX_TIME);
    if (to < from) {
      throw ApiError.badParameter("end", "end timestamp must not be before start time");
    }
    return SeriesSelection.of(SampleSink.DEFAULT_TENANT, matchers, from, to);
  }
}
