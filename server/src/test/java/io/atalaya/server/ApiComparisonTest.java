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
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
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
          "timings",
          "evaluationTime",
          "lastScrapeDuration",
          "lastEvaluation",
          "lastScrape",
          "activeAt");
  private static final Set<String> NEWER =
      Set.of(
          "offsetExpr",
          "rangeExpr",
          "stepExpr",
          "anchored",
          "smoothed",
          "fillValues",
          "samplesRead",
          "seriesSelected",
          "__always_scrape_classic_histograms__",
          "__convert_classic_histograms_to_nhcb__",
          "__scrape_native_histograms__");

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

  /** Whatever a dashboard or an alert reads must be there, or it must be written why it is not. */
  @Test
  void everyMetricOfPrometheusIsHereOrItIsSaidWhyNot() throws Exception {
    Set<String> theirs = families(both.askPeer("GET", "/metrics", "").body());
    Set<String> ours = families(both.askUs("GET", "/metrics", "").body());
    Path docs = Path.of(System.getProperty("atalaya.root"), "docs", "compatibility.md");
    Set<String> explained = notHere(Files.readString(docs));
    assertThat(theirs)
        .filteredOn(name -> name.startsWith("prometheus_") && !ours.contains(name))
        .allMatch(name -> explained.stream().anyMatch(pattern -> fits(name, pattern)));
  }

  /** What the alerts of prometheus-mixin read, besides remote write's, which need a receiver. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "prometheus_config_last_reload_successful",
        "prometheus_engine_queries",
        "prometheus_engine_queries_concurrent_max",
        "prometheus_notifications_alertmanagers_discovered",
        "prometheus_notifications_errors_total{alertmanager",
        "prometheus_notifications_queue_capacity",
        "prometheus_notifications_queue_length{alertmanager",
        "prometheus_notifications_sent_total{alertmanager",
        "prometheus_rule_evaluation_failures_total{rule_group",
        "prometheus_rule_group_iterations_missed_total{rule_group",
        "prometheus_rule_group_rules{rule_group",
        "prometheus_sd_kubernetes_failures_total",
        "prometheus_target_metadata_cache_entries{scrape_job",
        "prometheus_target_scrape_pool_exceeded_label_limits_total",
        "prometheus_target_scrape_pool_exceeded_target_limit_total",
        "prometheus_target_scrapes_exceeded_body_size_limit_total",
        "prometheus_target_scrapes_exceeded_sample_limit_total",
        "prometheus_target_scrapes_sample_duplicate_timestamp_total",
        "prometheus_target_scrapes_sample_out_of_order_total",
        "prometheus_target_sync_failed_total{scrape_job",
        "prometheus_tsdb_clean_start",
        "prometheus_tsdb_compactions_failed_total",
        "prometheus_tsdb_head_samples_appended_total{type",
        "prometheus_tsdb_reloads_failures_total",
        "process_start_time_seconds"
      })
  void alertsAboutPrometheusFindWhatTheyRead(String beginning) throws Exception {
    assertThat(both.askUs("GET", "/metrics", "").body()).contains("\n" + beginning);
  }

  /** Each path of our own description is there, for each method that it names. */
  @Test
  void whatIsDescribedIsThere() throws Exception {
    HttpResponse<String> description = both.askUs("GET", "/api/v1/openapi.yaml", "");
    assertThat(description.headers().firstValue("Content-Type"))
        .contains("application/yaml; charset=utf-8");
    String path = "";
    for (String line : description.body().lines().toList()) {
      if (line.matches("  /.*:")) {
        path = line.strip().replace(":", "").replace("{name}", "job");
      } else if (line.matches("    (get|post|put):") && !path.endsWith("/live")) {
        String method = line.strip().replace(":", "").toUpperCase(Locale.ROOT);
        HttpResponse<String> answer = both.askUs(method, "/api/v1" + path, "");
        assertThat(answer.statusCode()).as(method + " " + path).isNotEqualTo(405);
        assertThat(answer.body()).as(path).doesNotContain("nothing is at");
      }
    }
    assertThat(path).isEqualTo("/openapi.yaml");
  }

  private static Set<String> families(String metrics) {
    return metrics
        .lines()
        .filter(line -> line.startsWith("# TYPE "))
        .map(line -> line.split(" ")[2])
        .collect(Collectors.toSet());
  }

  /** The names in the table that says what is not here. */
  private static Set<String> notHere(String docs) {
    int from = docs.indexOf("| not here | because |");
    String table = docs.substring(from, docs.indexOf("\n\n", from));
    return Pattern.compile("`(prometheus_[a-z_*]+)`")
        .matcher(table)
        .results()
        .map(match -> match.group(1))
        .collect(Collectors.toSet());
  }

  private static boolean fits(String name, String pattern) {
    return pattern.endsWith("*")
        ? name.startsWith(pattern.substring(0, pattern.length() - 1))
        : name.equals(pattern);
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
