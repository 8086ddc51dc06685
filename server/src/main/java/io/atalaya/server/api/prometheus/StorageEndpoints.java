package io.atalaya.server.api.prometheus;

import io.atalaya.model.Matcher;
import io.atalaya.server.http.Endpoint;
import io.atalaya.server.http.HttpRequest;
import io.atalaya.server.http.Routes;
import io.atalaya.server.json.JsonOut;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * {@code /api/v1/admin/tsdb/*}, {@code /api/v1/status/tsdb} and {@code /api/v1/status/walreplay}.
 */
public final class StorageEndpoints {
  private static final int DEFAULT_LIMIT = 10;
  private static final int MAX_LIMIT = 10_000;

  private final StorageAdmin storage;
  private final Function<String, List<Matcher>> selectors;

  /**
   * The endpoints.
   *
   * @param selectors reads a series selector
   */
  public StorageEndpoints(StorageAdmin storage, Function<String, List<Matcher>> selectors) {
    this.storage = storage;
    this.selectors = selectors;
  }

  public void addTo(Routes routes) {
    routes.get("/api/v1/status/tsdb", Answer.of(this::status));
    routes.get("/api/v1/status/tsdb/blocks", Answer.of(this::blocks));
    routes.get("/api/v1/status/walreplay", Answer.of(this::replay));
    admin(routes, "delete_series", Answer.without(this::deleteSeries));
    admin(routes, "clean_tombstones", Answer.without(this::cleanTombstones));
    admin(routes, "snapshot", Answer.of(this::snapshot));
  }

  private static void admin(Routes routes, String name, Endpoint endpoint) {
    String path = "/api/v1/admin/tsdb/" + name;
    routes.post(path, endpoint).put(path, endpoint);
  }

  private void requireAllowed() {
    if (!storage.allowed()) {
      throw ApiError.unavailable("admin APIs disabled");
    }
  }

  private void deleteSeries(HttpRequest request) throws IOException {
    requireAllowed();
    List<String> matches = request.parameters("match[]");
    if (matches.isEmpty()) {
      throw ApiError.badData("no match[] parameter provided");
    }
    long from = Parameters.time(request, "start", Parameters.MIN_TIME);
    long to = Parameters.time(request, "end", Parameters.MAX_TIME);
    List<List<Matcher>> selections = new ArrayList<>();
    for (String match : matches) {
      selections.add(Parameters.named("match[]", () -> selectors.apply(match)));
    }
    for (List<Matcher> selection : selections) {
      // {} selects nothing, as in Prometheus: everything must be asked for in so many words.
      if (!selection.isEmpty()) {
        storage.deleteSeries(selection, from, to);
      }
    }
  }

  private void cleanTombstones(HttpRequest request) throws IOException {
    requireAllowed();
    storage.cleanTombstones();
  }

  private Answer.Data snapshot(HttpRequest request) {
    requireAllowed();
    boolean withHead = !skipsHead(request.parameter("skip_head"));
    String name;
    try {
      name = storage.snapshot(withHead);
    } catch (IOException e) {
      throw ApiError.internal("create snapshot: " + e.getMessage());
    }
    return out -> out.object().field("name", name).end();
  }

  private static boolean skipsHead(String value) {
    if (value.isEmpty()) {
      return false;
    }
    return Parameters.truth(value)
        .orElseThrow(
            () ->
                ApiError.badParameter(
                    "skip_head",
                    "unable to parse boolean: strconv.ParseBool: parsing \""
                        + value
                        + "\": invalid syntax"));
  }

  private Answer.Data status(HttpRequest request) {
    StorageAdmin.Statistics found = storage.statistics(limit(request.parameter("limit")));
    return out -> {
      out.object().name("headStats").object();
      out.field("numSeries", found.series());
      out.field("numLabelPairs", found.labelPairs());
      out.field("chunkCount", found.chunks());
      out.field("minTime", found.firstMillis());
      out.field("maxTime", found.lastMillis()).end();
      write(out, "seriesCountByMetricName", found.seriesPerMetric());
      write(out, "labelValueCountByLabelName", found.valuesPerLabel());
      write(out, "memoryInBytesByLabelName", found.bytesPerLabel());
      write(out, "seriesCountByLabelValuePair", found.seriesPerPair());
      out.end();
    };
  }

  /** Ours have no levels of compaction: each is of level 1, and its own source. */
  private Answer.Data blocks(HttpRequest request) {
    List<StorageAdmin.Block> blocks = storage.blocks();
    return out -> {
      out.object().name("blocks").array();
      for (StorageAdmin.Block block : blocks) {
        write(out, block);
      }
      out.end().end();
    };
  }

  private static void write(JsonOut out, StorageAdmin.Block block) throws IOException {
    out.object().field("ulid", block.id());
    out.field("minTime", block.fromMillis()).field("maxTime", block.toMillis());
    out.name("stats").object();
    out.field("numSamples", block.samples());
    out.field("numSeries", block.series());
    out.field("numChunks", block.chunks()).end();
    out.name("compaction").object().field("level", 1).field("sources", List.of(block.id())).end();
    out.field("version", 1).end();
  }

  private static int limit(String value) {
    int limit = value.isEmpty() ? DEFAULT_LIMIT : positive(value);
    if (limit > MAX_LIMIT) {
      throw ApiError.badData("limit must not exceed " + MAX_LIMIT);
    }
    return limit;
  }

  private static int positive(String value) {
    if (!value.matches("\\+?[0-9]{1,9}") || Integer.parseInt(value) < 1) {
      throw ApiError.badData("limit must be a positive number");
    }
    return Integer.parseInt(value);
  }

  private static void write(JsonOut out, String name, List<StorageAdmin.Count> counts)
      throws IOException {
    out.name(name).array();
    for (StorageAdmin.Count count : counts) {
      out.object().field("name", count.name()).field("value", count.count()).end();
    }
    out.end();
  }

  /** The log is read before the server listens, so this is always the end of it. */
  private Answer.Data replay(HttpRequest request) {
    int last = Math.max(0, storage.replayedSegments() - 1);
    return out -> out.object().field("min", 0).field("max", last).field("current", last).end();
  }
}
