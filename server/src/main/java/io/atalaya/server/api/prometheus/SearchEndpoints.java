package io.atalaya.server.api.prometheus;

import io.atalaya.model.Matcher;
import io.atalaya.model.SampleBatch.Metadata;
import io.atalaya.model.SampleSink;
import io.atalaya.model.SeriesSelection;
import io.atalaya.model.SeriesSource;
import io.atalaya.server.http.HttpRequest;
import io.atalaya.server.http.Routes;
import io.atalaya.server.json.JsonOut;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * {@code /api/v1/search/metric_names}, {@code …/label_names}, {@code …/label_values}: what fits
 * that somebody types. The answer is lines of JSON: batches of results, then one that says whether
 * there are more.
 */
final class SearchEndpoints {
  private final SeriesSource series;
  private final Supplier<List<Metadata>> metadata;
  private final Queries queries;
  private final SearchOptions options;
  private final InstantSource clock;

  SearchEndpoints(
      SeriesSource series,
      Supplier<List<Metadata>> metadata,
      Queries queries,
      SearchOptions options,
      InstantSource clock) {
    this.series = series;
    this.metadata = metadata;
    this.queries = queries;
    this.options = options;
    this.clock = clock;
  }

  void addTo(Routes routes) {
    routes.getOrPost("/api/v1/search/metric_names", Answer.of(this::metricNames));
    routes.getOrPost("/api/v1/search/label_names", Answer.of(this::labelNames));
    routes.getOrPost("/api/v1/search/label_values", Answer.of(this::labelValues));
  }

  private Answer.Data metricNames(HttpRequest request) {
    SearchQuery query = query(request, "metric_names");
    boolean describe = SearchQuery.truth(request, "include_metadata", false);
    List<SearchHit> hits = query.hits(valuesOf("__name__", query));
    Map<String, Metadata> families = describe ? families() : Map.of();
    return lines(query, hits, (out, hit) -> write(out, "name", hit, query, families));
  }

  private Answer.Data labelNames(HttpRequest request) {
    SearchQuery query = query(request, "label_names");
    List<String> names = found(query, selection -> series.labelNames(selection, 0));
    return lines(query, query.hits(names), (out, hit) -> write(out, "name", hit, query, Map.of()));
  }

  private Answer.Data labelValues(HttpRequest request) {
    SearchQuery query = query(request, "label_values");
    String label = request.parameter("label");
    if (label.isEmpty()) {
      throw ApiError.badData("missing required parameter \"label\"");
    }
    List<SearchHit> hits = query.hits(valuesOf(label, query));
    return lines(query, hits, (out, hit) -> write(out, "value", hit, query, Map.of()));
  }

  private SearchQuery query(HttpRequest request, String endpoint) {
    if (!options.enabled()) {
      throw ApiError.unavailable("search API disabled");
    }
    return SearchQuery.of(request, endpoint, queries, options, clock);
  }

  private List<String> valuesOf(String label, SearchQuery query) {
    return found(query, selection -> series.labelValues(label, selection, 0));
  }

  /** What any of the selectors finds. */
  private static List<String> found(
      SearchQuery query, Function<SeriesSelection, List<String>> lookUp) {
    List<List<Matcher>> selectors =
        query.selectors().isEmpty() ? List.of(List.of()) : query.selectors();
    TreeSet<String> found = new TreeSet<>();
    for (List<Matcher> matchers : selectors) {
      found.addAll(
          lookUp.apply(
              SeriesSelection.of(
                  SampleSink.DEFAULT_TENANT, matchers, query.fromMillis(), query.toMillis())));
    }
    return List.copyOf(found);
  }

  private Map<String, Metadata> families() {
    Map<String, Metadata> families = new HashMap<>();
    metadata.get().forEach(family -> families.putIfAbsent(family.family(), family));
    return families;
  }

  /** Writes one result. */
  private interface HitWriter {
    void write(JsonOut out, SearchHit hit) throws IOException;
  }

  private static void write(
      JsonOut out, String field, SearchHit hit, SearchQuery query, Map<String, Metadata> families)
      throws IOException {
    out.object().field(field, hit.text());
    if (query.showScores()) {
      out.field("score", hit.score());
    }
    Metadata family = families.get(hit.text());
    if (family != null) {
      out.field("type", family.type().isEmpty() ? "unknown" : family.type());
      writeUnlessEmpty(out, "help", family.help());
      writeUnlessEmpty(out, "unit", family.unit());
    }
    out.end();
  }

  private static void writeUnlessEmpty(JsonOut out, String name, String value) throws IOException {
    if (!value.isEmpty()) {
      out.field(name, value);
    }
  }

  /** Batches, of which there is one even if nothing was found, and the line after them. */
  private static Answer.Data lines(SearchQuery query, List<SearchHit> hits, HitWriter writer) {
    boolean more = hits.size() > query.limit();
    List<SearchHit> shown = more ? hits.subList(0, query.limit()) : hits;
    List<Answer.Data> lines = new ArrayList<>();
    for (int from = 0; from == 0 || from < shown.size(); from += query.batch()) {
      lines.add(batch(shown.subList(from, Math.min(shown.size(), from + query.batch())), writer));
    }
    lines.add(out -> out.object().field("status", "success").field("has_more", more).end());
    return new Answer.Lines(lines);
  }

  private static Answer.Data batch(List<SearchHit> hits, HitWriter writer) {
    return out -> {
      out.object().name("results").array();
      for (SearchHit hit : hits) {
        writer.write(out, hit);
      }
      out.end().end();
    };
  }
}
