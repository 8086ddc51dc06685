package io.atalaya.server.api.prometheus;

import io.atalaya.model.SampleBatch.Metadata;
import io.atalaya.server.http.HttpRequest;
import io.atalaya.server.http.Routes;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

/** {@code /api/v1/metadata}: type, help and unit of each metric family. */
final class MetadataEndpoint {
  private final Supplier<List<Metadata>> metadata;

  MetadataEndpoint(Supplier<List<Metadata>> metadata) {
    this.metadata = metadata;
  }

  void addTo(Routes routes) {
    routes.get("/api/v1/metadata", Answer.of(this::answer));
  }

  private Answer.Data answer(HttpRequest request) {
    int limit = Parameters.limit(request);
    String wanted = request.parameter("metric");
    Map<String, Set<Metadata>> families = new TreeMap<>();
    for (Metadata family : metadata.get()) {
      if (wanted.isEmpty() || wanted.equals(family.family())) {
        families.computeIfAbsent(family.family(), f -> new LinkedHashSet<>()).add(family);
      }
    }
    List<Map.Entry<String, Set<Metadata>>> shown = new ArrayList<>(families.entrySet());
    int end = limit == 0 ? shown.size() : Math.min(limit, shown.size());
    return out -> {
      out.object();
      for (Map.Entry<String, Set<Metadata>> family : shown.subList(0, end)) {
        out.name(family.getKey()).array();
        for (Metadata m : family.getValue()) {
          out.object()
              .field("type", m.type())
              .field("help", m.help())
              .field("unit", m.unit())
              .end();
        }
        out.end();
      }
      out.end();
    };
  }
}
