package io.atalaya.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.atalaya.alert.rule.Rule;
import io.atalaya.alert.rule.RuleGroup;
import io.atalaya.collect.check.CheckState;
import io.atalaya.collect.check.CheckStatus;
import io.atalaya.collect.check.Observation;
import io.atalaya.model.Scheduler;
import io.atalaya.server.config.ConfigLoader;
import io.atalaya.server.config.Configuration;
import io.atalaya.server.config.HostPort;
import io.atalaya.server.config.LoadResult;
import io.atalaya.server.config.PromqlExpressions;
import io.atalaya.server.logging.LogOptions;
import io.atalaya.testkit.VirtualScheduler;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CliTest {
  @TempDir Path dir;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final List<StartOptions> started = new ArrayList<>();
  private CheckState state = CheckState.UP;

  private Scheduler scheduler = new VirtualScheduler(Instant.EPOCH);

  private int run(String... args) {
    Surroundings surroundings =
        new Surroundings(
            Map.of("HOME", "/"), new PrintWriter(out), new PrintWriter(err), scheduler, "1.2.3");
    CheckRunner checks = (configuration, remembers) -> () -> statuses(configuration);
    ServerStarter starter =
        options -> {
          started.add(options);
          return 0;
        };
    return new Cli(surroundings, starter, checks, PromqlExpressions.with(Set.of())).run(args);
  }

  private String file(String name, String text) throws IOException {
    return Files.writeString(dir.resolve(name), text).toString();
  }

  @Test
  void startTakesOurFlags() {
    assertThat(
            run(
                "start",
                "--config",
                "a.yml",
                "--config",
                "b",
                "--listen",
                ":80",
                "--web.listen-address=[::1]:81",
                "c.yml"))
        .isZero();

    StartOptions options = started.getFirst();
    assertThat(options.sources()).containsExactly(Path.of("a.yml"), Path.of("b"), Path.of("c.yml"));
    assertThat(options.overrides().listen()).isEqualTo(new HostPort("", 80));
    assertThat(options.overrides().alsoListen()).containsExactly(new HostPort("::1", 81));
    assertThat(options.environment()).containsEntry("ATALAYA_LISTEN", "127.0.0.1:80");
  }

  @Test
  void startWatchesSitesThatAreNamed() {
    assertThat(run("start", "--watch", "https://a.test/", "--watch=http://b.test:81/x?y")).isZero();

    LoadResult result = started.getFirst().load(PromqlExpressions.with(Set.of()));
    assertThat(result).isInstanceOf(LoadResult.Loaded.class);
    Configuration configuration = ((LoadResult.Loaded) result).configuration();
    assertThat(configuration.host()).as("this machine is watched as well").isNotNull();
    assertThat(configuration.checks())
        .extracting(check -> check.basics().name())
        .containsExactly("a.test", "b.test:81/x");
    assertThat(configuration.ruleGroups())
        .flatExtracting(RuleGroup::rules)
        .extracting(Rule::name)
        .contains("CheckDown");

    assertThat(run("start", "--watch", "a.test")).isEqualTo(ExitCode.USAGE.code());
    assertThat(err.toString()).contains("https://shop.example.org/");
  }

  @Test
  void startTakesTheFlagsOfPrometheus() {
    int code =
        run(
            "start",
            "--config.file=prometheus.yml",
            "--web.listen-address=0.0.0.0:9091",
            "--storage.tsdb.path=/var/lib/prometheus",
            "--storage.tsdb.retention.time=30d",
            "--storage.tsdb.retention.size=1GB",
            "--web.external-url=http://example.org/prom/",
            "--web.route-prefix=/",
            "--web.enable-lifecycle",
            "--web.enable-admin-api",
            "--query.lookback-delta=1m",
            "--query.timeout=30s",
            "--query.max-samples=1e3",
            "--query.max-bytes=2MB",
            "--query.max-concurrency=3",
            "--log.level=debug",
            "--log.format=json",
            "--enable-feature=a,b",
            "--enable-feature=c",
            "--web.console.templates=/x",
            "--storage.tsdb.no-lockfile");

    assertThat(code).isZero();
    StartOptions options = started.getFirst();
    Overrides overrides = options.overrides();
    assertThat(overrides.data()).isEqualTo(Path.of("/var/lib/prometheus"));
    assertThat(overrides.retention()).isEqualTo(Duration.ofDays(30));
    assertThat(overrides.retentionBytes()).isEqualTo(1L << 30);
    assertThat(overrides.enableLifecycle()).isTrue();
    assertThat(overrides.logLevel()).isEqualTo(LogOptions.Level.DEBUG);
    assertThat(overrides.logJson()).isTrue();
    assertThat(options.query())
        .isEqualTo(
            new QueryOptions(Duration.ofMinutes(1), Duration.ofSeconds(30), 1000, 2 << 20, 3));
    assertThat(options.features()).containsExactlyInAnyOrder("a", "b", "c");
    assertThat(err.toString())
        .contains("--web.console.templates has no effect")
        .contains("--storage.tsdb.no-lockfile has no effect");
  }

  @Test
  void theCommandLineCountsMoreThanTheFile() throws IOException {
    String file = file("a.yml", "web: {listen: 127.0.0.1:1}\nlogging: {level: error}\n");

    assertThat(run("start", file, "--listen", "127.0.0.1:2", "--data", "d")).isZero();

    LoadResult result = started.getFirst().load(PromqlExpressions.with(Set.of()));
    assertThat(result)
        .isInstanceOfSatisfying(
            LoadResult.Loaded.class,
            loaded -> {
              assertThat(loaded.configuration().web().listen().port()).isEqualTo(2);
              assertThat(loaded.configuration().storage().directory()).isEqualTo(Path.of("d"));
              assertThat(loaded.configuration().logging().level())
                  .isEqualTo(LogOptions.Level.ERROR);
            });
  }

  @Test
  void aWrongCommandLineIsOneLineThatSaysWhatWasMeant() {
    assertThat(run("start", "--lissten", "x")).isEqualTo(ExitCode.USAGE.code());
    assertThat(err.toString().lines()).hasSize(1);
    assertThat(err.toString()).startsWith("atalaya: ").contains("--listen");
  }

  @Test
  void aWrongValueIsOneLineThatNamesTheFlag() {
    assertThat(run("start", "--listen", "nowhere")).isEqualTo(ExitCode.USAGE.code());
    assertThat(err.toString().lines()).hasSize(1);
    assertThat(err.toString()).contains("--listen: expected host:port");
  }

  @Test
  void agentModeIsRefused() {
    assertThat(run("start", "--agent")).isEqualTo(ExitCode.USAGE.code());
    assertThat(started).isEmpty();
  }

  @Test
  void theExampleIsGood() throws IOException {
    assertThat(run("config", "create")).isZero();
    String file = file("example.yml", out.toString());

    assertThat(run("config", "check", file)).isZero();
    assertThat(err.toString()).isEmpty();
    assertThat(out.toString()).contains("good: 1 scrape job, 2 checks");
  }

  @Test
  void anExistingFileIsNotOverwritten() throws IOException {
    String file = file("mine.yml", "global: {}");

    assertThat(run("config", "create", file)).isEqualTo(ExitCode.UNAVAILABLE.code());
    assertThat(dir.resolve("mine.yml")).hasContent("global: {}");
  }

  @Test
  void configCheckTellsEveryFaultWithItsPlace() throws IOException {
    String file = file("bad.yml", "globall: {}\nweb: {listen: x}\n");

    assertThat(run("config", "check", file)).isEqualTo(ExitCode.CONFIGURATION.code());
    assertThat(err.toString().lines())
        .containsExactly(
            file + ":1:1: unknown key globall; did you mean global?",
            file + ":2:15: listen: expected host:port such as 127.0.0.1:9090, found \"x\"");
  }

  @Test
  void configCheckPrintsWhatTakesEffect() throws IOException {
    String file = file("a.yml", "global: {smtp_auth_password: hunter2}\n");

    assertThat(run("config", "check", "--print", file)).isZero();
    assertThat(out.toString())
        .contains("smtp_auth_password: \"<secret>\"")
        .contains("scrape_interval: 1m")
        .doesNotContain("hunter2");
  }

  @Test
  void checkAnswersWithTheWorstState() throws IOException {
    String file = file("c.yml", "checks: [{name: a, http: 'http://127.0.0.1/'}]");

    assertThat(run("check", file)).isZero();
    assertThat(out.toString()).isEqualTo("UP        a    1.500 s  http://127.0.0.1/\n");
    state = CheckState.DEGRADED;
    assertThat(run("check", "-j", file)).isEqualTo(1);
    state = CheckState.DOWN;
    assertThat(run("check", "-i", "5", "--once", file)).isEqualTo(2);
  }

  @Test
  void checkInJsonIsOneObjectALine() throws IOException {
    String file = file("c.yml", "checks: [{name: 'a \"b\"', tcp: '127.0.0.1:1'}]");

    run("check", "-j", file);

    assertThat(out.toString())
        .endsWith(
            "\"status\":\"ok\",\"checks\":[{\"name\":\"a \\\"b\\\"\",\"kind\":\"tcp\","
                + "\"target\":\"127.0.0.1:1\",\"state\":\"up\",\"reason\":\"\",\"message\":\"\","
                + "\"seconds\":1.5,\"failures\":0,\"maintenance\":\"\"}]}\n");
  }

  @Test
  void checkWithoutChecksSaysSo() throws IOException {
    assertThat(run("check", file("c.yml", "{}"))).isEqualTo(ExitCode.CONFIGURATION.code());
    assertThat(err.toString()).contains("there are no checks");
  }

  @Test
  void checkRepeatsAtItsInterval() throws IOException {
    String file = file("c.yml", "checks: [{name: a, http: 'http://127.0.0.1/'}]");
    List<Instant> waits = new ArrayList<>();
    VirtualScheduler clock = new VirtualScheduler(Instant.EPOCH);
    scheduler =
        new Scheduler() {
          @Override
          public Instant instant() {
            return clock.instant();
          }

          // Time passes at once; after the third wait somebody ends the program.
          @Override
          public Task at(Instant when, String what, Runnable task) {
            waits.add(when);
            clock.jumpTo(when);
            if (waits.size() == 3) {
              Thread.currentThread().interrupt();
            } else {
              task.run();
            }
            return () -> {};
          }
        };

    assertThat(run("check", "-i", "5", file)).isZero();

    assertThat(Thread.interrupted()).isTrue();
    assertThat(waits)
        .containsExactly(
            Instant.ofEpochSecond(5), Instant.ofEpochSecond(10), Instant.ofEpochSecond(15));
    assertThat(out.toString().lines()).hasSize(3);
  }

  @Test
  void statusTellsWhatIsScrapedAndWhatFires() throws IOException {
    Map<String, String> answers =
        Map.of(
            "/api/v1/status/buildinfo", "{\"version\": \"3.14.0\"}",
            "/api/v1/targets",
                "{\"activeTargets\": [{\"health\": \"up\"}, {\"health\": \"down\"},"
                    + " {\"health\": \"up\"}]}",
            "/api/v1/alerts",
                "{\"alerts\": [{\"state\": \"firing\", \"labels\": {\"alertname\": \"DiskFull\"}},"
                    + " {\"state\": \"pending\", \"labels\": {}}]}");
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    answers.forEach(
        (path, data) ->
            server.createContext(
                path,
                exchange -> {
                  byte[] body =
                      ("{\"status\": \"success\", \"data\": " + data + "}")
                          .getBytes(StandardCharsets.UTF_8);
                  exchange.sendResponseHeaders(200, body.length);
                  exchange.getResponseBody().write(body);
                  exchange.close();
                }));
    server.start();
    String url = "http://127.0.0.1:" + server.getAddress().getPort();
    try {
      assertThat(run("status", "--url", url + "/")).isEqualTo(ExitCode.DEGRADED.code());
      assertThat(run("status", "-j", "--url", url)).isEqualTo(ExitCode.DEGRADED.code());
    } finally {
      server.stop(0);
    }

    assertThat(out.toString())
        .isEqualTo(
            """
            server   %s, 3.14.0
            targets  1 down, 2 up
            alerts   1 DiskFull; 1 pending
            {"url":"%s","version":"3.14.0","targets":{"down":1,"up":2},\
            "firing":{"DiskFull":1},"pending":1}
            """
                .formatted(url, url));
  }

  @Test
  void statusWithoutServerSaysWhatToDo() {
    assertThat(run("status", "--url", "http://127.0.0.1:1")).isEqualTo(ExitCode.UNAVAILABLE.code());
    assertThat(err.toString()).contains("no server at http://127.0.0.1:1");
  }

  @Test
  void helpListsCommandsAndExitCodes() {
    assertThat(run("help")).isZero();
    assertThat(out.toString()).contains("start", "config", "Exit codes:", "78  the configuration");
    assertThat(run("help", "config", "check")).isZero();
    assertThat(out.toString()).contains("--print");
    assertThat(run("start", "--help")).isZero();
    assertThat(out.toString()).contains("--web.listen-address");
  }

  @Test
  void versionAndCompletionAnswer() {
    assertThat(run("version")).isZero();
    assertThat(out.toString()).startsWith("atalaya 1.2.3");
    assertThat(run("completion")).isZero();
    assertThat(out.toString()).contains("_complete_atalaya");
  }

  @Test
  void theDefaultsAreLoadedWithoutFiles() {
    assertThat(run("start")).isZero();
    assertThat(started.getFirst().load(PromqlExpressions.with(Set.of())))
        .isInstanceOf(LoadResult.Loaded.class);
    assertThat(ConfigLoader.load(List.of(), Map.of(), PromqlExpressions.with(Set.of())).problems())
        .isEmpty();
  }

  @Test
  void aTestOfNotificationsTellsWhatBecameOfEachMessage() throws IOException {
    HttpServer hook =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    List<String> bodies = new ArrayList<>();
    hook.createContext(
        "/",
        exchange -> {
          bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          exchange.sendResponseHeaders(bodies.size() == 1 ? 204 : 403, -1);
          exchange.close();
        });
    hook.start();
    String url = "http://127.0.0.1:" + hook.getAddress().getPort() + "/";
    String config =
        file(
            "n.yml",
            "route: {receiver: a}\nreceivers:\n- {name: a, webhook_configs: [{url: '"
                + url
                + "'}]}\n- {name: b, webhook_configs: [{url: '"
                + url
                + "'}]}\n");
    assertThat(run("notify", "test", "--config", config)).isEqualTo(1);
    hook.stop(0);
    assertThat(bodies).hasSize(2).allMatch(body -> body.contains("[TEST]"));
    assertThat(out.toString())
        .contains("delivered  a/webhook[0]", "FAILED     b/webhook[0]", "answers HTTP 403");
    assertThat(run("notify", "test", "--config", config, "aa")).isEqualTo(64);
    assertThat(err.toString()).contains("no receiver aa; did you mean a?");
  }

  private String routing() throws IOException {
    return file(
        "routing.yml",
        """
        route:
          receiver: mail
          routes:
            - receiver: pager
              matchers: [severity="critical"]
              mute_time_intervals: [night]
        time_intervals:
          - name: night
            time_intervals: [{times: [{start_time: '00:00', end_time: '06:00'}]}]
        receivers:
          - {name: mail, webhook_configs: [{url: http://a/}]}
          - {name: pager, webhook_configs: [{url: http://b/}]}
        """);
  }

  @Test
  void aSimulationOfRoutesTellsWhoWouldBeToldAndWhatIsHeldBack() throws IOException {
    String[] command = {
      "simulate",
      "routes",
      "--config",
      routing(),
      "--alert",
      "alertname=X,severity=critical",
      "--at",
      "2026-03-01T05:30:00Z"
    };
    assertThat(run(command)).isZero();
    assertThat(out.toString())
        .contains("2026-03-01T06:00:30Z  tell  pager/webhook[0]  first notification")
        .contains("hold", "muted: not told now because of time intervals night");
    assertThat(run("simulate", "routes", "--config", routing())).isEqualTo(64);
  }

  @Test
  void assertionsAboutRoutesAreACheckWithAnExitCode() throws IOException {
    String tests =
        """
        tests:
          - name: nobody is woken
            at: 2026-03-01T01:00:00Z
            alerts: [{labels: {alertname: X, severity: critical}}]
            receivers: []
          - name: the rest is mailed
            alerts: [{labels: {alertname: X}}]
            receivers: [mail]
        """;
    String good = file("good.yml", tests);
    assertThat(run("simulate", "routes", "--config", routing(), "--test", good)).isZero();
    assertThat(out.toString()).contains("2 passed, 0 failed");
    String bad = file("bad.yml", tests.replace("[mail]", "[pager]"));
    assertThat(run("simulate", "routes", "--config", routing(), "--test", bad)).isEqualTo(1);
    assertThat(out.toString())
        .contains("FAILED  the rest is mailed: expected [pager], would tell [mail]");
    String wrong = file("wrong.yml", tests.replace("receivers", "receiver"));
    assertThat(run("simulate", "routes", "--config", routing(), "--test", wrong)).isEqualTo(78);
    assertThat(err.toString()).contains("did you mean receivers?");
  }

  private List<CheckStatus> statuses(Configuration configuration) {
    Observation seen = new Observation(Observation.Verdict.UP, "", "", 1_500_000_000L, List.of());
    return configuration.checks().stream()
        .map(
            check ->
                new CheckStatus(
                    check, state, Instant.EPOCH, 0, "", "", List.of(), Instant.EPOCH, seen, null))
        .toList();
  }
}
