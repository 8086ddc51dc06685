package io.atalaya.collect.scrape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import io.atalaya.model.GoFloat;
import io.atalaya.model.Histogram;
import io.atalaya.model.Histogram.Span;
import io.atalaya.model.Labels;
import io.atalaya.model.json.JsonValue;
import io.atalaya.model.wire.ProtoWriter;
import io.atalaya.testkit.InstalledProgram;
import io.atalaya.testkit.RecordingSink;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The same expositions, scraped by a real Prometheus and by us: the same series, bucket by bucket.
 */
final class ClassicHistogramsPeerTest {
  private static final String LINES =
      """
      # HELP plain Times.
      # TYPE plain histogram
      plain_bucket{a="1",le="0.5"} 2
      plain_bucket{a="1",le="1"} 2
      plain_bucket{a="1",le="10"} 7
      plain_bucket{a="1",le="+Inf"} 8
      plain_sum{a="1"} 31.5
      plain_count{a="1"} 8
      plain_bucket{a="2",le="0.5"} 0
      plain_bucket{le="1",a="2"} 3
      plain_bucket{a="2",le="+Inf"} 3
      plain_count{a="2"} 3
      plain_sum{a="2"} 2.25
      # TYPE nothing histogram
      nothing_bucket{le="1"} 0
      nothing_bucket{le="+Inf"} 0
      nothing_sum 0
      nothing_count 0
      # TYPE mixed histogram
      mixed_count 9
      mixed_bucket{le="+Inf"} 9
      mixed_bucket{le="3"} 9
      mixed_bucket{le="1"} 4
      mixed_bucket{le="2"} 5
      mixed_bucket{le="2"} 6
      mixed_sum -1
      # TYPE open histogram
      open_bucket{le="1"} 3
      open_bucket{le="2"} 4
      # TYPE fraction histogram
      fraction_bucket{le="1"} 0.5
      fraction_bucket{le="+Inf"} 2.25
      fraction_count 2.25
      # TYPE falling histogram
      falling_bucket{le="1"} 5
      falling_bucket{le="2"} 4
      falling_count 5
      # TYPE unequal histogram
      unequal_bucket{le="+Inf"} 5
      unequal_count 6
      # TYPE lonely histogram
      lonely_count 6
      # TYPE odd histogram
      odd_bucket{le="low"} 1
      odd_bucket 1
      odd_max 3
      odd_count 6
      other_count 4
      odd_sum 2
      # TYPE level gauge
      level_bucket{le="1"} 1
      level_count 1
      # TYPE gaps histogram
      gaps_bucket{le="1"} 1
      gaps_bucket{le="2"} 1
      gaps_bucket{le="3"} 1
      gaps_bucket{le="4"} 1
      gaps_bucket{le="5"} 1
      gaps_bucket{le="6"} 9
      gaps_bucket{le="+Inf"} 9
      """;
  private static final String TEXT = "text/plain; version=0.0.4";
  private static final String OPEN_METRICS =
      "application/openmetrics-text; version=1.0.0; charset=utf-8";

  /** One exposition of the page. */
  private record Exposed(String path, String type, byte[] body) {}

  private static List<Exposed> page() throws IOException {
    return List.of(
        new Exposed("/text", TEXT, LINES.getBytes(StandardCharsets.UTF_8)),
        new Exposed("/open", OPEN_METRICS, (LINES + "# EOF\n").getBytes(StandardCharsets.UTF_8)),
        new Exposed("/proto", ScrapeProtocol.PROMETHEUS_PROTO.mediaType(), protobuf()));
  }

  private static byte[] protobuf() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(family("plain", 8, false, new double[] {0.5, 2, 1, 2, 10, 7}));
    out.write(family("whole", 8, false, new double[] {0.5, 2, Double.POSITIVE_INFINITY, 8}));
    out.write(family("falling", 8, false, new double[] {0.5, 2, 1, 1}));
    out.write(family("bare", 3, false, new double[0]));
    out.write(family("both", 8, true, new double[] {0.5, 2, 1, 3}));
    return out.toByteArray();
  }

  /**
   * A family with one histogram.
   *
   * @param hasNative whether it has a native form too
   * @param buckets upper bound and cumulative count, one after the other
   */
  private static byte[] family(String name, int count, boolean hasNative, double[] buckets) {
    ProtoWriter out = new ProtoWriter();
    out.text(1, name);
    out.int64(3, 4);
    int metric = out.open(4);
    int histogram = out.open(7);
    out.int64(1, count);
    out.float64(2, 12.5);
    for (int i = 0; i < buckets.length; i += 2) {
      int bucket = out.open(3);
      out.int64(1, (long) buckets[i + 1]);
      out.float64(2, buckets[i]);
      out.close(bucket);
    }
    if (hasNative) {
      int span = out.open(12);
      out.sint64(1, 0);
      out.int64(2, 1);
      out.close(span);
      out.sint64(13, count);
    }
    out.close(histogram);
    out.close(metric);
    ProtoWriter delimited = new ProtoWriter();
    delimited.varint(out.size());
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(delimited.toByteArray());
    all.writeBytes(out.toByteArray());
    return all.toByteArray();
  }

  @Test
  void aRealPrometheusConvertsThemTheSameWay(@TempDir Path folder)
      throws IOException, InterruptedException {
    Optional<Path> program = InstalledProgram.find("prometheus");
    assumeTrue(program.isPresent(), "prometheus is not installed: nothing to compare with");
    List<Exposed> page = page();
    HttpServer target = serve(page);
    int port = InstalledProgram.freePort();
    Path config = folder.resolve("p.yml");
    Files.writeString(config, configuration(page, target.getAddress().getPort()));
    try (InstalledProgram prometheus =
        InstalledProgram.start(
            program.get(),
            "--config.file=" + config,
            "--storage.tsdb.path=" + folder.resolve("d"),
            "--enable-feature=native-histograms",
            "--web.listen-address=127.0.0.1:" + port)) {
      URI all = query(port, "count(up == 1)");
      prometheus.fetchUntil(all, answer -> answer.contains("\"" + 2 * page.size() + "\"]"));
      for (Exposed exposed : page) {
        for (boolean keeps : new boolean[] {false, true}) {
          String job = job(exposed, keeps);
          URI series = query(port, "{job=\"" + job + "\",__name__!~\"up|scrape_.*\"}");
          assertThat(ours(exposed, keeps))
              .as(job)
              .isNotEmpty()
              .isEqualTo(theirs(prometheus.fetch(series)));
        }
      }
    } finally {
      target.stop(0);
    }
  }

  private static HttpServer serve(List<Exposed> page) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    for (Exposed exposed : page) {
      server.createContext(
          exposed.path(),
          exchange -> {
            exchange.getResponseHeaders().set("Content-Type", exposed.type());
            exchange.sendResponseHeaders(200, exposed.body().length);
            exchange.getResponseBody().write(exposed.body());
            exchange.close();
          });
    }
    server.start();
    return server;
  }

  private static String job(Exposed exposed, boolean keeps) {
    return exposed.path().substring(1) + (keeps ? "-both" : "-native");
  }

  private static String configuration(List<Exposed> page, int port) {
    StringBuilder out = new StringBuilder("global: {scrape_interval: 1s, scrape_timeout: 1s}\n");
    out.append("scrape_configs:\n");
    for (Exposed exposed : page) {
      for (boolean keeps : new boolean[] {false, true}) {
        out.append(
            """
              - job_name: %s
                metrics_path: %s
                convert_classic_histograms_to_nhcb: true
                always_scrape_classic_histograms: %s
                static_configs: [{targets: ['127.0.0.1:%d']}]
            """
                .formatted(job(exposed, keeps), exposed.path(), keeps, port));
      }
    }
    return out.toString();
  }

  private static URI query(int port, String expression) {
    String encoded = URLEncoder.encode(expression, StandardCharsets.UTF_8);
    return URI.create("http://127.0.0.1:" + port + "/api/v1/query?query=" + encoded);
  }

  private static Map<String, String> ours(Exposed exposed, boolean keeps) {
    RecordingSink sink = new RecordingSink();
    HistogramOptions options = new HistogramOptions(true, keeps, true, 0, 0);
    TestTarget.take(TestTarget.ingest(sink, options), 1000, exposed.body(), exposed.type());
    Map<String, String> out = new TreeMap<>();
    sink.samples()
        .forEach((labels, s) -> out.put(name(labels), GoFloat.json(s.getFirst().value())));
    sink.histograms().forEach((labels, h) -> out.put(name(labels), text(h.getFirst())));
    return out;
  }

  private static String name(Labels labels) {
    return new TreeMap<>(labels.without("job", "instance").toMap()).toString();
  }

  private static String text(Histogram h) {
    List<String> buckets = new ArrayList<>();
    int index = 0;
    int next = 0;
    for (Span span : h.positiveSpans()) {
      index += span.offset();
      for (int i = 0; i < span.length(); i++, index++) {
        double count = h.positiveCounts()[next++];
        if (count > 0) {
          buckets.add(upperBound(h, index) + "=" + GoFloat.json(count));
        }
      }
    }
    return GoFloat.json(h.count()) + " " + GoFloat.json(h.sum()) + " " + buckets;
  }

  private static String upperBound(Histogram h, int index) {
    if (!h.usesCustomBuckets()) {
      return GoFloat.json(Math.pow(2, index * Math.pow(2, -h.schema())));
    }
    return index < h.customBounds().length ? GoFloat.json(h.customBounds()[index]) : "+Inf";
  }

  private static Map<String, String> theirs(String answer) {
    Map<String, String> out = new TreeMap<>();
    JsonValue result = field(field(JsonValue.parse(answer), "data"), "result");
    for (JsonValue series : ((JsonValue.Arr) result).values()) {
      Map<String, String> labels = new TreeMap<>();
      ((JsonValue.Obj) field(series, "metric"))
          .fields()
          .forEach((name, value) -> labels.put(name, ((JsonValue.Text) value).value()));
      labels.keySet().removeAll(List.of("job", "instance"));
      Map<String, JsonValue> fields = ((JsonValue.Obj) series).fields();
      JsonValue histogram = fields.get("histogram");
      out.put(
          labels.toString(),
          histogram == null
              ? text(((JsonValue.Arr) field(series, "value")).values().get(1))
              : histogram(((JsonValue.Arr) histogram).values().get(1)));
    }
    return out;
  }

  private static String histogram(JsonValue histogram) {
    List<String> buckets = new ArrayList<>();
    JsonValue listed = ((JsonValue.Obj) histogram).fields().get("buckets");
    if (listed instanceof JsonValue.Arr array) {
      for (JsonValue bucket : array.values()) {
        List<JsonValue> parts = ((JsonValue.Arr) bucket).values();
        buckets.add(text(parts.get(2)) + "=" + text(parts.get(3)));
      }
    }
    return text(field(histogram, "count")) + " " + text(field(histogram, "sum")) + " " + buckets;
  }

  private static JsonValue field(JsonValue object, String name) {
    return object.get(name);
  }

  private static String text(JsonValue value) {
    return ((JsonValue.Text) value).value();
  }
}
