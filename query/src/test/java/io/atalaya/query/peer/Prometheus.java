package io.atalaya.query.peer;

import io.atalaya.model.Histogram;
import io.atalaya.model.Labels;
import io.atalaya.model.SampleValue;
import io.atalaya.query.fuzz.RandomQuery;
import io.atalaya.query.fuzz.RandomSeries;
import io.atalaya.query.peer.Answer.Bucket;
import io.atalaya.query.peer.Answer.Value;
import io.atalaya.testkit.InstalledProgram;
import io.atalaya.testkit.RemoteWriteRequest;
import io.avaje.jsonb.JsonType;
import io.avaje.jsonb.Jsonb;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A real Prometheus, empty at first. */
final class Prometheus implements AutoCloseable {
  private static final JsonType<Object> JSON = Jsonb.builder().build().type(Object.class);
  private static final long SLICE_MILLIS = 10_000;

  private final InstalledProgram program;
  private final String base;
  private final HttpClient client = HttpClient.newHttpClient();

  private Prometheus(InstalledProgram program, String base) {
    this.program = program;
    this.base = base;
  }

  static Optional<Path> find() {
    return InstalledProgram.find("prometheus");
  }

  static Prometheus start(Path path, Path folder, String features)
      throws IOException, InterruptedException {
    int port = InstalledProgram.freePort();
    Path config = Files.writeString(folder.resolve("prometheus.yml"), "global: {}\n");
    InstalledProgram program =
        InstalledProgram.start(
            path,
            "--config.file=" + config,
            "--storage.tsdb.path=" + folder.resolve("data"),
            "--web.listen-address=127.0.0.1:" + port,
            "--web.enable-remote-write-receiver",
            "--enable-feature=" + features);
    Prometheus prometheus = new Prometheus(program, "http://127.0.0.1:" + port);
    prometheus.awaitReady();
    return prometheus;
  }

  /** Its version, such as {@code 3.5.3}; the parts that are numbers, the first two at least. */
  Version version() throws IOException, InterruptedException {
    Map<?, ?> body =
        (Map<?, ?>) JSON.fromJson(program.fetch(URI.create(base + "/api/v1/status/buildinfo")));
    Map<?, ?> data = (Map<?, ?>) requireKey(body, "data");
    return Version.of(String.valueOf(requireKey(data, "version")));
  }

  private void awaitReady() throws IOException, InterruptedException {
    for (int attempt = 0; attempt < 100; attempt++) {
      if (program.fetch(URI.create(base + "/-/ready")).contains("is Ready")) {
        return;
      }
    }
    throw new IOException("Prometheus does not become ready");
  }

  /**
   * Writes series, ten seconds of all of them after the other. Longer would be too much: old
   * samples are refused, and so is a histogram in the same request as a later float. First they all
   * begin, in their order, since that is the order in which selectors will find them.
   */
  void write(List<RandomSeries> series) throws IOException, InterruptedException {
    TreeMap<Long, RemoteWriteRequest> slices = new TreeMap<>();
    RemoteWriteRequest beginning = new RemoteWriteRequest();
    long begin = firstMillis(series) - 1;
    for (RandomSeries s : series) {
      beginning.add(s.labels(), begin, SampleValue.STALE);
      for (RandomSeries.Sample sample : s.samples()) {
        add(
            sample,
            s.labels(),
            slices.computeIfAbsent(sample.millis() / SLICE_MILLIS, t -> new RemoteWriteRequest()));
      }
    }
    post(beginning.body());
    for (RemoteWriteRequest slice : slices.values()) {
      post(slice.body());
    }
  }

  private static long firstMillis(List<RandomSeries> series) {
    return series.stream().mapToLong(s -> s.samples().getFirst().millis()).min().orElse(0);
  }

  private static void add(RandomSeries.Sample s, Labels labels, RemoteWriteRequest request) {
    Histogram h = s.histogram();
    if (h == null) {
      request.add(labels, s.millis(), s.value());
    } else {
      request.add(labels, s.millis(), h);
    }
  }

  private void post(byte[] body) throws IOException, InterruptedException {
    HttpResponse<String> response =
        client.send(
            HttpRequest.newBuilder(URI.create(base + "/api/v1/write"))
                .header("Content-Type", "application/x-protobuf")
                .header("Content-Encoding", "snappy")
                .header("X-Prometheus-Remote-Write-Version", "0.1.0")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() / 100 != 2) {
      throw new IOException(response.statusCode() + ": " + response.body());
    }
  }

  Answer answer(RandomQuery query) throws IOException, InterruptedException {
    if (!query.isRange()) {
      return ask(
          "/api/v1/query",
          Map.of("query", query.expression(), "time", seconds(query.startMillis())));
    }
    return ask(
        "/api/v1/query_range",
        Map.of(
            "query", query.expression(),
            "start", seconds(query.startMillis()),
            "end", seconds(query.endMillis()),
            "step", seconds(query.stepMillis())));
  }

  private static String seconds(long millis) {
    return millis / 1000 + "." + String.format("%03d", millis % 1000);
  }

  private Answer ask(String path, Map<String, String> parameters)
      throws IOException, InterruptedException {
    StringBuilder form = new StringBuilder();
    parameters.forEach(
        (k, v) ->
            form.append(k)
                .append('=')
                .append(URLEncoder.encode(v, StandardCharsets.UTF_8))
                .append('&'));
    HttpResponse<String> response =
        client.send(
            HttpRequest.newBuilder(URI.create(base + path))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form.toString()))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    return answer((Map<?, ?>) JSON.fromJson(response.body()));
  }

  private static Answer answer(Map<?, ?> body) {
    Object error = body.get("error");
    if (error != null) {
      return Answer.failed(String.valueOf(error));
    }
    Map<?, ?> data = (Map<?, ?>) Objects.requireNonNull(body.get("data"));
    return new Answer(
        series(String.valueOf(data.get("resultType")), (List<?>) requireKey(data, "result")),
        texts(body.get("warnings")),
        texts(body.get("infos")),
        null);
  }

  private static Object requireKey(Map<?, ?> map, String key) {
    return Objects.requireNonNull(map.get(key), key);
  }

  private static List<String> texts(@Nullable Object list) {
    return list == null ? List.of() : ((List<?>) list).stream().map(String::valueOf).toList();
  }

  private static Map<Labels, Map<Long, Value>> series(String type, List<?> result) {
    Map<Labels, Map<Long, Value>> series = new HashMap<>();
    if (type.equals("scalar")) {
      put(series.computeIfAbsent(Labels.empty(), l -> new TreeMap<>()), result);
      return series;
    }
    if (type.equals("string")) {
      series.put(Answer.ofText(String.valueOf(result.get(1))), Map.of());
      return series;
    }
    for (Object item : result) {
      Map<?, ?> map = (Map<?, ?>) item;
      Map<Long, Value> samples =
          series.computeIfAbsent(
              labels((Map<?, ?>) requireKey(map, "metric")), l -> new TreeMap<>());
      for (String one : List.of("value", "histogram")) {
        Object sample = map.get(one);
        if (sample != null) {
          put(samples, (List<?>) sample);
        }
        Object many = map.get(one + "s");
        if (many != null) {
          ((List<?>) many).forEach(s -> put(samples, (List<?>) s));
        }
      }
    }
    return series;
  }

  private static Labels labels(Map<?, ?> metric) {
    Labels.Builder labels = Labels.builder();
    metric.forEach((k, v) -> labels.set(String.valueOf(k), String.valueOf(v)));
    return labels.build();
  }

  private static void put(Map<Long, Value> samples, List<?> pair) {
    long millis = Math.round(((Number) pair.getFirst()).doubleValue() * 1000);
    Object value = pair.getLast();
    samples.put(
        millis,
        value instanceof Map<?, ?> histogram ? histogram(histogram) : Value.of(number(value)));
  }

  private static Value histogram(Map<?, ?> histogram) {
    List<Bucket> buckets = new ArrayList<>();
    Object list = histogram.get("buckets");
    for (Object bucket : list == null ? List.of() : (List<?>) list) {
      List<?> parts = (List<?>) bucket;
      buckets.add(new Bucket(number(parts.get(1)), number(parts.get(2)), number(parts.get(3))));
    }
    return new Value(
        number(requireKey(histogram, "sum")), number(requireKey(histogram, "count")), buckets);
  }

  private static double number(Object text) {
    return switch (String.valueOf(text)) {
      case "+Inf" -> Double.POSITIVE_INFINITY;
      case "-Inf" -> Double.NEGATIVE_INFINITY;
      case String finite -> Double.parseDouble(finite);
    };
  }

  @Override
  public void close() {
    client.close();
    program.close();
  }
}
