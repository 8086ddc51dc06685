package io.atalaya.server.api.prometheus;

import io.atalaya.query.Explained;
import io.atalaya.server.json.JsonOut;
import java.io.IOException;
import java.util.Locale;

/**
 * What each part of a query took.
 *
 * <pre>
 *   {"plan": {"kind": "aggregation", "text": "sum(rate(x[5m]))", "series": 1, "samples": 361,
 *             "seconds": 0.0012, "evaluations": 1, "reused": 0, "children": [ … ]},
 *    "stats": { as in /api/v1/query }}
 * </pre>
 */
final class ExplainJson {
  private static final double NANOS_PER_SECOND = 1e9;

  private ExplainJson() {}

  static void write(JsonOut out, Explained explained) throws IOException {
    out.object().name("plan");
    write(out, explained.tree());
    StatisticsJson.write(out.name("stats"), explained.result().statistics(), 0, false);
    out.end();
  }

  private static void write(JsonOut out, Explained.Node node) throws IOException {
    out.object()
        .field("kind", node.kind().name().toLowerCase(Locale.ROOT))
        .field("text", node.text())
        .field("series", node.figures().series())
        .field("samples", node.figures().samples())
        .field("seconds", node.figures().nanos() / NANOS_PER_SECOND)
        .field("evaluations", node.figures().evaluations())
        .field("reused", node.figures().reused())
        .name("children")
        .array();
    for (Explained.Node child : node.children()) {
      write(out, child);
    }
    out.end().end();
  }
}
