package io.atalaya.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The program as its user meets it: processes, signals, exit codes, and the main job in real time.
 */
class ProgramTest {
  private static final String ANY_PORT = "127.0.0.1:0";

  private final HttpClient client = HttpClient.newHttpClient();

  @TempDir private Path folder;

  private HttpResponse<String> get(int port, String path) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + port + path);
    return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
  }

  private String query(int port, String expression) throws Exception {
    String encoded = URLEncoder.encode(expression, StandardCharsets.UTF_8);
    return get(port, "/api/v1/query?query=" + encoded).body();
  }

  private String data() {
    return folder.resolve("data").toString();
  }

  @Test
  void doesTheMainJobInRealTimeAndEndsInGoodOrder() throws Exception {
    try (MainJob job = new MainJob()) {
      Path configuration = job.configuration(folder, 1, 1, 1);
      try (Program program =
          Program.start(
              "start", "--listen", ANY_PORT, "--data", data(), configuration.toString())) {
        int port = program.port();
        assertThat(get(port, "/-/ready").statusCode()).isEqualTo(200);
        assertThat(get(port, "/").body()).contains("<div id=\"root\">");
        job.target.die();
        assertThat(job.mail.waitForIncomingEmail(120_000, 1)).as(program.output()).isTrue();
        assertThat(job.subjects().getFirst()).contains("ShopDown");
        job.target.comeBack();
        assertThat(job.mail.waitForIncomingEmail(120_000, 2)).as(program.output()).isTrue();
        assertThat(job.subjects().get(1)).containsIgnoringCase("resolved");
        assertThat(query(port, "up{job=\"shop\"}")).contains("\"up\"");

        Instant asked = Instant.now();
        program.terminate();
        assertThat(program.exitCode()).as(program.output()).isZero();
        assertThat(Duration.between(asked, Instant.now())).isLessThan(Duration.ofSeconds(15));
        assertThat(program.output()).contains("stopped").doesNotContain("Exception");
      }
    }
  }

  @Test
  void watchesItselfAndThisMachineWithoutAnyConfiguration() throws Exception {
    try (Program program = Program.start("start", "--listen", ANY_PORT, "--data", data())) {
      int port = program.port();
      assertThat(get(port, "/health").body()).contains("\"status\":\"healthy\"");
      assertThat(get(port, "/metrics").body()).contains("prometheus_tsdb_head_series");
      assertThat(get(port, "/api/v1/rules").body()).contains("TargetDown");
      assertThat(get(port, "/api/v1/status/buildinfo").body()).contains("\"version\":\"3.");
    }
  }

  @Test
  void aSecondProcessOnTheSameDataIsRefusedInOneLine() throws Exception {
    try (Program first = Program.start("start", "--listen", ANY_PORT, "--data", data())) {
      first.port();
      try (Program second = Program.start("start", "--listen", ANY_PORT, "--data", data())) {
        assertThat(second.exitCode()).isEqualTo(69);
        assertThat(second.output().lines())
            .singleElement()
            .asString()
            .contains("another Atalaya uses the data directory", data(), "--data");
      }
    }
  }

  @Test
  void aPortThatIsTakenIsOneLine() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Program program =
            Program.start(
                "start", "--listen", "127.0.0.1:" + taken.getLocalPort(), "--data", data())) {
      assertThat(program.exitCode()).isEqualTo(69);
      assertThat(lastLine(program)).contains("cannot listen on 127.0.0.1", "--listen");
      assertThat(program.output()).doesNotContain("\tat ");
    }
  }

  @Test
  void brokenYamlSaysWhereAndStartsNothing() throws Exception {
    Path broken = Files.writeString(folder.resolve("broken.yml"), "scrape_configs: [\n  - x: }\n");
    try (Program program =
        Program.start("start", "--listen", ANY_PORT, "--data", data(), broken.toString())) {
      assertThat(program.exitCode()).isEqualTo(78);
      assertThat(program.output()).containsPattern("broken\\.yml:2:\\d+: ");
      assertThat(program.output()).doesNotContain("\tat ");
      assertThat(Path.of(data())).doesNotExist();
    }
  }

  @Test
  void aDataDirectoryThatCannotBeMadeIsOneLine() throws Exception {
    Path proc = Path.of("/proc");
    assumeThat(proc).as("needs a file system that not even root can write: skipped").exists();
    try (Program program =
        Program.start("start", "--listen", ANY_PORT, "--data", "/proc/atalaya/data")) {
      assertThat(program.exitCode()).isEqualTo(69);
      assertThat(lastLine(program)).contains("cannot use the data directory", "--data");
      assertThat(program.output()).doesNotContain("\tat ");
    }
  }

  @Test
  void aFileInPlaceOfTheDataDirectoryIsOneLine() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "x");
    try (Program program =
        Program.start("start", "--listen", ANY_PORT, "--data", file.toString())) {
      assertThat(program.exitCode()).isEqualTo(69);
      assertThat(lastLine(program)).contains("cannot use the data directory", file.toString());
      assertThat(program.output()).doesNotContain("\tat ");
    }
  }

  @Test
  void listensBeyondThisMachineOnlyWhenTold() throws Exception {
    try (Program program = Program.start("start", "--listen", "0.0.0.0:0", "--data", data())) {
      assertThat(program.exitCode()).isEqualTo(64);
      assertThat(lastLine(program)).contains("--web.allow-unauthenticated");
    }
  }

  @Test
  void aChangedFileIsLoadedAndABadOneKeepsTheRunningOne() throws Exception {
    Path file = Files.writeString(folder.resolve("a.yml"), configurationWith("first"));
    try (Program program =
        Program.start("start", "--listen", ANY_PORT, "--data", data(), file.toString())) {
      int port = program.port();
      assertThat(get(port, "/api/v1/rules").body()).contains("first");
      Files.writeString(file, configurationWith("second"));
      assertThat(reload(port).statusCode()).isEqualTo(200);
      assertThat(get(port, "/api/v1/rules").body()).contains("second").doesNotContain("first");

      Files.writeString(file, configurationWith("third").replace("expr:", "exprs:"));
      HttpResponse<String> refused = reload(port);
      assertThat(refused.statusCode()).isEqualTo(500);
      assertThat(refused.body()).contains("a.yml:5", "exprs", "did you mean expr");
      assertThat(get(port, "/api/v1/rules").body()).contains("second");
      assertThat(get(port, "/health").statusCode()).isEqualTo(503);
      assertThat(get(port, "/metrics").body())
          .contains("prometheus_config_last_reload_successful 0");
      assertThat(get(port, "/api/v1/status/runtimeinfo").body()).contains("a.yml:5");
    }
  }

  @Test
  void aHangUpAndAChangedFileLoadTheConfigurationToo() throws Exception {
    Path file = Files.writeString(folder.resolve("a.yml"), configurationWith("first"));
    try (Program program =
        Program.start("start", "--listen", ANY_PORT, "--data", data(), file.toString())) {
      int port = program.port();
      program.hangUp();
      program.awaitLine("the configuration was loaded anew");
      Files.writeString(file, configurationWith("second, which is longer"));
      program.awaitLine("a file of the configuration has changed");
      program.awaitLine("the configuration was loaded anew");
      assertThat(get(port, "/api/v1/rules").body()).contains("second, which is longer");
    }
  }

  private HttpResponse<String> reload(int port) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + port + "/-/reload");
    HttpRequest post =
        HttpRequest.newBuilder(uri).POST(HttpRequest.BodyPublishers.noBody()).build();
    return client.send(post, BodyHandlers.ofString());
  }

  private static String configurationWith(String alert) {
    return """
    groups:
      - name: g
        rules:
          - alert: %s
            expr: up == 0
    """
        .formatted(alert);
  }

  @Test
  void whatWasReadBeforeAPowerCutIsThereAfterIt() throws Exception {
    try (Target target = new Target()) {
      Path file =
          Files.writeString(
              folder.resolve("a.yml"),
              """
              global: {scrape_interval: 1s, scrape_timeout: 1s}
              scrape_configs:
                - job_name: shop
                  static_configs: [{targets: ["127.0.0.1:%d"]}]
              """
                  .formatted(target.port()));
      String[] start = {"start", "--listen", ANY_PORT, "--data", data(), file.toString()};
      String first;
      try (Program program = Program.start(start)) {
        first = firstValue(program.port());
        program.kill();
        program.exitCode();
      }
      try (Program program = Program.start(start)) {
        assertThat(query(program.port(), "shop_orders_total[1h]")).contains(first);
      }
    }
  }

  /** Asks until the first sample is there; gives its time as the answer writes it. */
  private String firstValue(int port) throws Exception {
    Instant deadline = Instant.now().plusSeconds(120);
    while (Instant.now().isBefore(deadline)) {
      String answer = query(port, "shop_orders_total[1h]");
      int at = answer.indexOf("\"values\":[[");
      if (at > 0) {
        return answer.substring(at + 10, answer.indexOf(']', at));
      }
    }
    throw new AssertionError("no sample within two minutes");
  }

  private static String lastLine(Program program) {
    return program.output().lines().reduce("", (before, line) -> line);
  }

  @Test
  void versionAndHelpNeedNothing() throws Exception {
    try (Program program = Program.start("version")) {
      assertThat(program.exitCode()).isZero();
      assertThat(program.output()).containsIgnoringCase("atalaya");
    }
    try (Program program = Program.start("help")) {
      assertThat(program.exitCode()).isZero();
      assertThat(program.output()).contains("start", "check", "config", "status", "Exit codes");
    }
  }

  @Test
  void aMistypedCommandSaysWhichOneIsNear() throws Exception {
    try (Program program = Program.start("strat")) {
      assertThat(program.exitCode()).isEqualTo(64);
      assertThat(program.output()).contains("did you mean", "start");
    }
  }
}
