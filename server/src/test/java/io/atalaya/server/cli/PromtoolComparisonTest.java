package io.atalaya.server.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import io.atalaya.testkit.InstalledProgram;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The same command lines and the same standard input, given to promtool and to us. */
class PromtoolComparisonTest {
  private static final String METRICS =
      """
      # HELP good_seconds_total Fine.
      # TYPE good_seconds_total counter
      good_seconds_total{a="1"} 1
      # TYPE no_help gauge
      no_help 1
      # HELP wait_milliseconds Time.
      # TYPE wait_milliseconds gauge
      wait_milliseconds 1
      # HELP age_days Age.
      # TYPE age_days untyped
      age_days 3
      # HELP requests Requests.
      # TYPE requests counter
      requests{someLabel="x"} 1
      requests{someLabel="y"} 2
      # HELP room_total Rooms.
      # TYPE room_total gauge
      room_total{le="3",quantile="1"} 1
      # HELP x_bucket B.
      # TYPE x_bucket gauge
      x_bucket 1
      # HELP y_sum S.
      # TYPE y_sum gauge
      y_sum 1
      # HELP z_gauge_a G.
      # TYPE z_gauge_a gauge
      z_gauge_a 1
      # HELP a:b Colon.
      # TYPE a:b gauge
      a:b 1
      # HELP camelCase C.
      # TYPE camelCase gauge
      camelCase 1
      # HELP size_mb M.
      # TYPE size_mb gauge
      size_mb 1
      # HELP lat_seconds L.
      # TYPE lat_seconds histogram
      lat_seconds_bucket{le="1"} 1
      lat_seconds_bucket{le="+Inf"} 2
      lat_seconds_sum 3
      lat_seconds_count 2
      # HELP dist_seconds D.
      # TYPE dist_seconds summary
      dist_seconds{quantile="0.5"} 1
      dist_seconds_sum 3
      dist_seconds_count 2
      lonely 4
      """;

  private Path promtool = Path.of("promtool");

  @BeforeEach
  void findPromtool() {
    Optional<Path> found = InstalledProgram.find("promtool");
    assumeTrue(found.isPresent(), "promtool is not on the path");
    promtool = found.get();
  }

  private Said theirs(String input, String... words) throws Exception {
    List<String> command = new ArrayList<>(List.of(promtool.toString()));
    command.addAll(Arrays.asList(words));
    Path in = Files.writeString(Files.createTempFile("promtool", ".in"), input);
    Path err = Files.createTempFile("promtool", ".err");
    Process process =
        new ProcessBuilder(command).redirectInput(in.toFile()).redirectError(err.toFile()).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Said(process.waitFor(), out, Files.readString(err));
  }

  @Test
  void whatIsAgainstTheConventionsIsSaidInTheSameWords() throws Exception {
    assertThat(Said.byOurs(METRICS, "check", "metrics"))
        .isEqualTo(theirs(METRICS, "check", "metrics"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"--extended", "--extended --lint=none"})
  void metricsAreCountedAlike(String flags) throws Exception {
    // Promtool 3.5 counts only what it finds nothing wrong with.
    String metrics =
        """
        # HELP good_seconds_total Fine.
        # TYPE good_seconds_total counter
        good_seconds_total{a="1"} 1
        good_seconds_total{a="2"} 1
        # HELP longer_name_of_a_metric_seconds Fine.
        # TYPE longer_name_of_a_metric_seconds gauge
        longer_name_of_a_metric_seconds 1
        """;
    String[] words = ("check metrics " + flags).split(" ");
    Said theirs = theirs(metrics, words);
    assumeTrue(!theirs.err().contains("unknown long flag"), "this promtool is older");
    Said ours = Said.byOurs(metrics, words);
    assertThat(columns(ours.out())).isEqualTo(columns(theirs.out()));
    assertThat(ours.code()).isEqualTo(theirs.code());
    assertThat(ours.err()).isEqualTo(theirs.err());
  }

  private static List<String> columns(String table) {
    return table.lines().map(line -> line.strip().replaceAll("\\s+", " ")).toList();
  }

  @Test
  void metricsThatCannotBeReadEndWithTheSameCode() throws Exception {
    String bad = "a{b=\"c\" 1\n";
    assertThat(Said.byOurs(bad, "check", "metrics").code())
        .isEqualTo(theirs(bad, "check", "metrics").code())
        .isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "groups: [{name: g, rules: [{record: a, expr: up}]}]",
        "groups: [{name: g, rules: [{record: a, expr: up}, {record: a, expr: '1'}]}]",
        "groups: [{name: g, rules: [{record: a, expr: 'up('}]}]"
      })
  void rulesThatArePipedInAreCheckedAlike(String rules) throws Exception {
    Said theirs = theirs(rules, "check", "rules", "--lint-fatal");
    Said ours = Said.byOurs(rules, "check", "rules", "--lint-fatal");
    assertThat(ours.code()).isEqualTo(theirs.code());
    assertThat(ours.out()).startsWith(theirs.out().strip());
  }

  private static Path configuration(Path directory) throws IOException {
    Files.writeString(
        directory.resolve("rules.yml"),
        """
        groups:
          - name: g
            rules:
              - {record: "a:b", expr: up, labels: {x: "1"}}
              - {record: "a:b", expr: "up + 1", labels: {x: "1"}}
              - {alert: C, expr: "up == 0"}
        """);
    return Files.writeString(
        directory.resolve("prometheus.yml"),
        """
        rule_files: [rules.yml]
        scrape_configs:
          - job_name: slow
            scrape_interval: 10m
            static_configs:
              - {targets: ['a:1', 'gone:2'], labels: {env: test}}
            relabel_configs:
              - {source_labels: [__address__], regex: 'gone.*', action: drop}
              - {source_labels: [__address__, env], target_label: both}
        """);
  }

  @ParameterizedTest
  @CsvSource({
    "'', 0",
    "--lint=none, 0",
    "--lint-fatal, 3",
    "--lint=all, 0",
    "--lint=all --lint-fatal, 3",
    "--lint=too-long-scrape-interval --lint-fatal, 3",
    "--syntax-only, 0"
  })
  void configurationsAreCheckedAlike(String flags, int code, @TempDir Path directory)
      throws Exception {
    String file = configuration(directory).toString();
    String[] words = ("check config " + flags + " " + file).strip().split(" +");
    Said theirs = theirs("", words);
    Said ours = Said.byOurs("", words);
    assertThat(ours.code()).isEqualTo(theirs.code()).isEqualTo(code);
    assertThat(ours.out()).isEqualTo(theirs.out());
    assertThat(ours.err()).isEqualTo(theirs.err());
  }

  @Test
  void aFileThatIsNotThereMattersOnlyIfItIsLookedFor(@TempDir Path directory) throws Exception {
    Path file =
        Files.writeString(directory.resolve("p.yml"), "rule_files: [" + directory + "/no.yml]");
    for (String flag : List.of("--syntax-only", "--lint=none")) {
      String[] words = {"check", "config", flag, file.toString()};
      assertThat(Said.byOurs("", words).code()).as(flag).isEqualTo(theirs("", words).code());
    }
  }

  @Test
  void theTargetsOfAJobAreShownAlike(@TempDir Path directory) throws Exception {
    String file = configuration(directory).toString();
    String[] words = {"check", "service-discovery", "--timeout=1s", file, "slow"};
    assertThat(sorted(Said.byOurs("", words).out())).isEqualTo(sorted(theirs("", words).out()));
    String[] other = {"check", "service-discovery", "--timeout=1s", file, "none"};
    assertThat(Said.byOurs("", other).code()).isEqualTo(theirs("", other).code());
    assertThat(Said.byOurs("", other).err()).contains("Job none not found", "slow");
  }

  /** The order of targets means nothing; before 3.13 none told of histograms. */
  private static List<String> sorted(String json) {
    return Arrays.stream(json.strip().split("(?<=\\n  }),|\\n]$"))
        .map(String::strip)
        .map(text -> text.replaceAll("^\\[\\s*", ""))
        .map(text -> text.replaceAll("\\s*\"__[a-z_]+_(histograms|nhcb)__\": \"false\",", ""))
        .sorted()
        .toList();
  }

  @Test
  void metricsArePushedToTheSamePlace() throws Exception {
    List<String> got = new CopyOnWriteArrayList<>();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          byte[] body = exchange.getRequestBody().readAllBytes();
          got.add(
              exchange.getRequestMethod()
                  + " "
                  + exchange.getRequestURI()
                  + " "
                  + exchange.getRequestHeaders().getFirst("Content-Type")
                  + " "
                  + exchange.getRequestHeaders().getFirst("Content-Encoding")
                  + " "
                  + body.length);
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    server.start();
    try {
      String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/api/v1/write";
      String metrics = "# TYPE a gauge\na{b=\"c\"} 1.5\n";
      Said theirs = theirs(metrics, "push", "metrics", url);
      Said ours = Said.byOurs(metrics, "push", "metrics", url);
      assertThat(ours.code()).isEqualTo(theirs.code()).isZero();
      assertThat(ours.out()).isEqualTo(theirs.out());
      assertThat(got).hasSize(2);
      assertThat(got.get(1)).startsWith("POST /api/v1/write application/x-protobuf snappy ");
      assertThat(got.get(0)).startsWith("POST /api/v1/write application/x-protobuf snappy ");
    } finally {
      server.stop(0);
    }
  }
}
