package io.atalaya.server.api.prometheus;

import io.atalaya.collect.scrape.TargetMetadata;
import io.atalaya.model.Labels;
import io.atalaya.model.Matcher;
import io.atalaya.model.SampleBatch.Metadata;
import io.atalaya.server.http.HttpRequest;
import io.atalaya.server.http.Routes;
import io.atalaya.server.json.JsonOut;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Type, help and unit of metric families: {@code /api/v1/metadata} of each family, {@code
 * /api/v1/targets/metadata} as each target tells them.
 */
final class MetadataEndpoints {
  private final Supplier<List<Metadata>> metadata;
  private final Supplier<List<TargetMetadata>> targets;
  private final Queries queries;

  /** What one target says of one family. */
  private record Told(Labels target, Metadata family) {}

  MetadataEndpoints(
      Supplier<List<Metadata>> metadata, Supplier<List<TargetMetadata>> targets, Queries queries) {
    this.metadata = metadata;
    this.targets = targets;
    this.queries = queries;
  }

  void addTo(Routes routes) {
    routes.get("/api/v1/metadata", Answer.of(this::families));
    routes.get("/api/v1/targets/metadata", Answer.of(this::ofTargets));
  }

  private Answer.Data families(HttpRequest request) {
    int limit = Parameters.number(request, "limit");
    int perFamily = Parameters.number(request, "limit_per_metric");
    String wanted = request.parameter("metric");
    Map<String, Set<Metadata>> families = new TreeMap<>(Labels::compareUtf8);
    for (Metadata family : metadata.get()) {
      if (wanted.isEmpty() || wanted.equals(family.family())) {
        families.computeIfAbsent(family.family(), f -> new LinkedHashSet<>()).add(family);
      }
    }
    List<Map.Entry<String, Set<Metadata>>> shown =
        families.entrySet().stream().limit(limit < 0 ? Long.MAX_VALUE : limit).toList();
    return out -> {
      out.object();
      for (Map.Entry<String, Set<Metadata>> family : shown) {
        out.name(family.getKey()).array();
        for (Metadata m : first(family.getValue(), perFamily)) {
          writeFields(out.object(), m).end();
        }
        out.end();
      }
      out.end();
    };
  }

  private static List<Metadata> first(Set<Metadata> all, int most) {
    return all.stream().limit(most <= 0 ? Long.MAX_VALUE : most).toList();
  }

  private Answer.Data ofTargets(HttpRequest request) {
    int limit = Parameters.number(request, "limit");
    String match = request.parameter("match_target");
    List<Matcher> matchers =
        match.isEmpty()
            ? List.of()
            : Parameters.named("match_target", () -> queries.selector(match));
    String metric = request.parameter("metric");
    List<Told> told = new ArrayList<>();
    for (TargetMetadata target : targets.get()) {
      // Counted in families but cut only between targets, as Prometheus does.
      if (limit >= 0 && told.size() >= limit) {
        break;
      }
      if (matchers.stream().allMatch(m -> m.matches(target.target()))) {
        target.families().stream()
            .filter(family -> metric.isEmpty() || metric.equals(family.family()))
            .forEach(family -> told.add(new Told(target.target(), family)));
      }
    }
    return out -> {
      out.array();
      for (Told each : told) {
        out.object().name("target").labels(each.target());
        if (metric.isEmpty()) {
          out.field("metric", each.family().family());
        }
        writeFields(out, each.family()).end();
      }
      out.end();
    };
  }

  private static JsonOut writeFields(JsonOut out, Metadata m) throws IOException {
    return out.field("type", m.type().isEmpty() ? "unknown" : m.type())
        .field("help", m.help())
        .field("unit", m.unit());
  }
}
