package io.atalaya.e2e.promql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.atalaya.e2e.Program;
import io.atalaya.e2e.SourceTree;
import io.atalaya.model.json.JsonValue;
import io.atalaya.query.parse.SequenceValue;
import io.atalaya.query.parse.SeriesDescription;
import io.atalaya.testkit.RemoteWriteRequest;
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
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

/** Runs our own scripts, and those of Prometheus where they are at hand, against the program. */
class PromqlOverHttpTest {
  private static final String FEATURES =
      "test-reset,promql-experimental-functions,promql-delayed-name-removal,"
          + "promql-extended-range-selectors,promql-binop-fill-modifiers,promql-duration-expr,"
          + "use-start-timestamps";

  /**
   * Warnings that need to know of a histogram whether it continues the one before the window, which
   * our store does not note.
   */
  private static final Set<String> UNKNOWN_RESETS =
      Set.of(
          "histogram_count(sum_over_time(mixed[2m]))", "histogram_count(avg_over_time(mixed[2m]))");

  @TempDir private static Path folder;
  private static Program program;
  private static String base;
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private final List<String> faults = new ArrayList<>();
  private int evaluated;
  private int passedOver;

  @BeforeAll
  static void start() throws Exception {
    Path file = Files.writeString(folder.resolve("ours.yml"), "scrape_configs: []\n");
    program =
        Program.start(
            "start",
            "--web.enable-remote-write-receiver",
            "--enable-feature=" + FEATURES,
            "--listen",
            "127.0.0.1:0",
            "--data",
            folder.resolve("data").toString(),
            file.toString());
    base = "http://127.0.0.1:" + program.port();
  }

  @AfterAll
  static void stop() {
    CLIENT.close();
    program.close();
  }

  @Test
  void scriptsOfOurOwnPass(TestReporter reporter) throws Exception {
    runAll(SourceTree.ROOT.resolve("query/src/test/resources/promql"), reporter);
  }

  @Test
  void scriptsOfPrometheusPass(TestReporter reporter) throws Exception {
    Path shared = Path.of(System.getProperty("atalaya.shared", "missing"));
    Path scripts = shared.resolve("corpora/promqltest");
    assumeTrue(Files.isDirectory(scripts), "no shared corpora; set -Datalaya.shared");
    runAll(scripts, reporter);
  }

  @Test
  void withoutTheFeatureNothingCanBeReset() throws Exception {
    try (Program ordinary =
        Program.start(
            "start", "--listen", "127.0.0.1:0", "--data", folder.resolve("other").toString())) {
      HttpRequest reset =
          HttpRequest.newBuilder(
                  URI.create("http://127.0.0.1:" + ordinary.port() + "/-/test/reset"))
              .POST(HttpRequest.BodyPublishers.noBody())
              .build();
      assertThat(CLIENT.send(reset, HttpResponse.BodyHandlers.ofString()).statusCode())
          .isEqualTo(404);
    }
  }

  @Test
  void whereOthersReachItTheFeatureIsRefused() throws Exception {
    try (Program exposed =
        Program.start(
            "start",
            "--enable-feature=test-reset",
            "--web.allow-unauthenticated",
            "--listen",
            "0.0.0.0:0",
            "--data",
            folder.resolve("exposed").toString())) {
      assertThat(exposed.exitCode()).isNotZero();
      assertThat(exposed.output()).contains("the feature test-reset is for tests");
    }
  }

  private void runAll(Path scripts, TestReporter reporter) throws Exception {
    List<Path> files;
    try (Stream<Path> all = Files.list(scripts)) {
      files = all.filter(f -> f.toString().endsWith(".test")).sorted().toList();
    }
    for (Path file : files) {
      run(file);
    }
    reporter.publishEntry(
        evaluated + " evaluations, " + passedOver + " not possible over remote write");
    assertThat(faults).isEmpty();
  }

  private void run(Path file) throws IOException, InterruptedException {
    reset();
    boolean possible = true;
    for (Step step : ScriptReader.read(Files.readString(file))) {
      switch (step) {
        case Step.Clear c -> {
          reset();
          possible = true;
        }
        case Step.Load load -> write(load);
        case Step.Impossible i -> possible = false;
        case Step.Eval eval -> {
          if (possible && !UNKNOWN_RESETS.contains(eval.expression())) {
            evaluate(file.getFileName().toString(), eval);
          } else {
            passedOver++;
          }
        }
      }
    }
  }

  private static void reset() throws IOException, InterruptedException {
    post("/-/test/reset", HttpRequest.BodyPublishers.noBody(), "text/plain");
  }

  private void evaluate(String file, Step.Eval eval) throws IOException, InterruptedException {
    evaluated++;
    try {
      new HttpComparison(eval, query(eval)).check();
    } catch (AssertionError e) {
      faults.add(
          file
              + ":"
              + eval.line()
              + " "
              + eval.expression()
              + ": "
              + String.valueOf(e.getMessage()).strip());
    }
  }

  private static JsonValue query(Step.Eval eval) throws IOException, InterruptedException {
    String query = "query=" + URLEncoder.encode(eval.expression(), StandardCharsets.UTF_8);
    String path = eval.isRange() ? "/api/v1/query_range" : "/api/v1/query";
    String times =
        eval.isRange()
            ? "&start=%s&end=%s&step=%s"
                .formatted(
                    eval.startMillis() / 1000.0,
                    eval.endMillis() / 1000.0,
                    eval.stepMillis() / 1000.0)
            : "&time=" + eval.startMillis() / 1000.0;
    return JsonValue.parse(
        post(
                path,
                HttpRequest.BodyPublishers.ofString(query + times),
                "application/x-www-form-urlencoded")
            .body());
  }

  private static HttpResponse<String> post(
      String path, HttpRequest.BodyPublisher body, String contentType)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base + path))
            .header("Content-Type", contentType)
            .POST(body);
    if (path.endsWith("/write")) {
      request.header("Content-Encoding", "snappy");
    }
    return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  /** Stores the series of a load: step by step if one changes between floats and histograms. */
  private void write(Step.Load load) throws IOException, InterruptedException {
    int length = ScriptReader.length(load.series());
    int stride = load.series().stream().anyMatch(ScriptReader::isMixed) ? 1 : length;
    for (int from = 0; from < length; from += stride) {
      RemoteWriteRequest request = new RemoteWriteRequest();
      for (SeriesDescription series : load.series()) {
        for (int i = from; i < Math.min(from + stride, series.values().size()); i++) {
          add(request, series, i, i * load.stepMillis());
        }
      }
      HttpResponse<String> response =
          post(
              "/api/v1/write",
              HttpRequest.BodyPublishers.ofByteArray(request.body()),
              "application/x-protobuf");
      if (response.statusCode() / 100 != 2) {
        faults.add("load refused: " + response.body());
      }
    }
  }

  private static void add(
      RemoteWriteRequest request, SeriesDescription series, int i, long millis) {
    switch (series.values().get(i)) {
      case SequenceValue.Omitted o -> {}
      case SequenceValue.FloatValue f -> request.add(series.labels(), millis, f.value());
      case SequenceValue.HistogramValue h -> request.add(series.labels(), millis, h.value());
    }
  }
}
