package io.atalaya.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.atalaya.model.json.JsonValue;
import io.atalaya.server.cli.Cli;
import io.atalaya.server.cli.Surroundings;
import io.atalaya.server.config.PromqlExpressions;
import io.atalaya.testkit.InstalledProgram;
import io.atalaya.testkit.VirtualScheduler;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Each request of {@code api-requests.txt}, asked of a real Prometheus and of us: same status, same
 * type, same bytes, but for times that are measured and addresses that differ.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ApiComparisonTest {
  private static final String RULES =
      """
      groups:
        - name: one
          rules:
            - {record: settled, expr: 'count(temperature_celsius)'}
            - {record: 'job:requests:rate5m', expr: 'sum by(job) (rate(http_requests_total[5m]))',
               labels: {team: web}}
        - name: two
          limit: 10
          labels: {tier: gold}
          rules:
            - alert: Warm
              expr: temperature_celsius{room="hall"} > 1
              labels: {severity: page}
              annotations: {summary: 'It is {{ $value }} in {{ $labels.room }}'}
            - {alert: Soon, expr: 'vector(0.5)', for: 1h, keep_firing_for: 5m}
            - {alert: Never, expr: 'vector(1) > 2', labels: {severity: none}}
        - name: three
          rules:
            - {record: last, expr: '1'}
      """;

  private static final Set<String> MEASURED =
      Set.of(
          "groupNextToken",
          "evaluationTime",
          "lastScrapeDuration",
          "lastEvaluation",
          "lastScrape",
          "activeAt");
  private static final Set<String> NEWER =
      Set.of("offsetExpr", "rangeExpr", "stepExpr", "anchored", "smoothed", "fillValues");

  private Path directory;
  private TwoServers both;

  @BeforeAll
  void startBoth(@TempDir Path temporary) throws Exception {
    directory = temporary;
    Optional<Path> program = InstalledProgram.find("prometheus");
    assumeTrue(program.isPresent(), "prometheus is not on the path");
    Instant newest = Instant.now().truncatedTo(ChronoUnit.MINUTES);
    both = new TwoServers(program.get(), directory, newest, RULES);
  }

  @AfterAll
  void stopBoth() {
    if (both != null) {
      both.close();
    }
  }

  static Stream<String> requests() throws IOException {
    try (InputStream in = ApiComparisonTest.class.getResourceAsStream("api-requests.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines();
    }
  }

  @ParameterizedTest
  @MethodSource("requests")
  void weAnswerAsPrometheusDoes(String line) throws Exception {
    String[] parts = line.split(" ", 3);
    String path = parts[1].replace("{now}", Long.toString(both.newest.getEpochSecond()));
    path = path.replace("{file}", directory.resolve("rules.yml").toString());
    String form = parts.length > 2 ? parts[2] : "";
    form = form.replace("{now}", Long.toString(both.newest.getEpochSecond()));

    HttpResponse<String> theirs = both.askPeer(parts[0], path, form);
    HttpResponse<String> ours = both.askUs(parts[0], path, form);

    assertThat(facts(ours)).isEqualTo(facts(theirs));
  }

  /** Both programs ask us, so that all the difference is in how they print. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "instant|URL|sort(temperature_celsius)|--time=NOW",
        "instant|URL|1.5|--time=NOW",
        "instant|URL|nothing|--time=NOW",
        "instant|URL|http_requests_total[3m]|--time=NOW",
        "range|URL|sum(http_requests_total)|--end=NOW|--start=BEFORE|--step=1m",
        "series|URL|--match=http_requests_total",
        "labels|URL|room"
      })
  void ourCommandPrintsWhatPromtoolPrints(String line) throws Exception {
    Optional<Path> promtool = InstalledProgram.find("promtool");
    assumeTrue(promtool.isPresent(), "promtool is not on the path");
    String now = Long.toString(both.newest.getEpochSecond());
    String all = line.replace("URL", both.ourUrl()).replace("NOW", now);
    all = all.replace("BEFORE", Long.toString(both.newest.getEpochSecond() - 180));
    List<String> words = List.of(("query|" + all).split("[|]"));
    List<String> command = new ArrayList<>(List.of(promtool.get().toString()));
    command.addAll(words);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String theirs = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    StringWriter ours = new StringWriter();
    PrintWriter out = new PrintWriter(ours);
    Surroundings surroundings =
        new Surroundings(Map.of(), out, out, new VirtualScheduler(both.newest), "test");
    new Cli(
            surroundings,
            options -> 0,
            (configuration, remembers) -> List::of,
            PromqlExpressions.with(Set.of()))
        .run(words.toArray(String[]::new));

    assertThat(ours.toString()).isEqualTo(theirs).isNotEmpty();
  }

  private static String facts(HttpResponse<String> answer) {
    String type = answer.headers().firstValue("Content-Type").orElse("");
    String body = type.equals("application/json") ? steady(JsonValue.parse(answer.body())) : "";
    return answer.statusCode() + " " + type + "\n" + body;
  }

  /** An answer without what is measured, and without what newer Prometheis add to that of 3.5. */
  private static String steady(JsonValue value) {
    return switch (value) {
      case JsonValue.Obj object -> {
        Map<String, String> fields = new TreeMap<>();
        object.fields().forEach((name, field) -> fields.put(name, field(name, field)));
        fields.values().removeIf(String::isEmpty);
        yield fields.toString();
      }
      case JsonValue.Arr array -> {
        Stream<String> items = array.values().stream().map(ApiComparisonTest::steady);
        yield items.toList().toString();
      }
      case JsonValue.Text text -> '"' + text.value() + '"';
      case JsonValue.Num number -> number.literal();
      case JsonValue.Bool bool -> Boolean.toString(bool.value());
      case JsonValue.Null _ -> "null";
    };
  }

  private static String field(String name, JsonValue value) {
    boolean unordered = name.equals("result") || name.equals("data");
    if (MEASURED.contains(name)) {
      return "*";
    }
    if (NEWER.contains(name) || (name.equals("labels") && steady(value).equals("{}"))) {
      return "";
    }
    if (unordered
        && value instanceof JsonValue.Arr array
        && array.values().stream().allMatch(JsonValue.Obj.class::isInstance)) {
      return array.values().stream().map(ApiComparisonTest::steady).sorted().toList().toString();
    }
    return steady(value);
  }
}
