package io.atalaya.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.atalaya.collect.check.CheckBasics;
import io.atalaya.collect.check.CheckManager;
import io.atalaya.collect.check.ProbeContext;
import io.atalaya.collect.check.TcpCheck;
import io.atalaya.collect.http.AddressGuard;
import io.atalaya.collect.http.Network;
import io.atalaya.server.api.checks.ChecksApi;
import io.atalaya.server.checks.PauseJournal;
import io.atalaya.server.config.PromqlExpressions;
import io.atalaya.server.http.HttpOptions;
import io.atalaya.server.http.HttpServer;
import io.atalaya.server.http.Routes;
import io.atalaya.server.status.Incidents;
import io.atalaya.server.status.IncidentsApi;
import io.atalaya.testkit.RecordingSink;
import io.atalaya.testkit.VirtualScheduler;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Commands that change something on a running server, with the server's own API behind a socket.
 */
class OwnApiCommandsTest {
  @TempDir private Path folder;
  private final VirtualScheduler clock =
      new VirtualScheduler(Instant.parse("2026-01-01T00:00:00Z"));
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private Incidents incidents;
  private PauseJournal pauses;
  private CheckManager checks;
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    incidents = Incidents.open(folder.resolve("incidents"), clock);
    pauses = PauseJournal.open(folder.resolve("pauses"));
    checks = manager();
    Routes routes = new Routes();
    new IncidentsApi(incidents).addTo(routes);
    new ChecksApi(checks, check -> "").addTo(routes);
    server = new HttpServer(HttpOptions.listen("127.0.0.1", 0));
    server.bind();
    server.start(routes, (method, pattern, status, nanos) -> {});
  }

  private CheckManager manager() {
    Network network = Network.system(AddressGuard.except(Set.of()));
    CheckManager manager =
        new CheckManager(
            new RecordingSink(), new ProbeContext(network, clock), clock, Map::of, pauses);
    manager.apply(
        List.of(
            TcpCheck.of(CheckBasics.of("shop & more"), "127.0.0.1", 1),
            TcpCheck.of(CheckBasics.of("mail"), "127.0.0.1", 1)));
    return manager;
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
    checks.close();
    pauses.close();
    incidents.close();
  }

  private int run(String... args) {
    Surroundings surroundings =
        new Surroundings(Map.of(), new PrintWriter(out), new PrintWriter(err), clock, "1.2.3");
    Cli cli =
        new Cli(
            surroundings,
            options -> 0,
            (configuration, remembers) -> List::of,
            PromqlExpressions.with(Set.of()));
    String url = "http://user:word@127.0.0.1:" + server.port();
    return cli.run(Stream.concat(Stream.of(args), Stream.of("--url", url)).toArray(String[]::new));
  }

  @Test
  void anIncidentIsToldFromItsBeginToItsEnd() {
    assertThat(run("incident", "list")).isZero();
    assertThat(
            run(
                "incident",
                "begin",
                "Payments are slow",
                "--text",
                "We look.",
                "--check",
                "shop",
                "--check",
                "mail"))
        .isZero();
    assertThat(run("incident", "update", "1", "--status", "identified")).isZero();
    assertThat(run("incident", "resolve", "1", "--text", "It is well.")).isZero();

    assertThat(out.toString())
        .isEqualTo(
            """
            no incidents
            1  investigating  Payments are slow  (shop, mail)
               2026-01-01T00:00:00Z  investigating  We look.
            1  identified  Payments are slow  (shop, mail)
               2026-01-01T00:00:00Z  identified
               2026-01-01T00:00:00Z  investigating  We look.
            1  resolved  Payments are slow  (shop, mail)
               2026-01-01T00:00:00Z  resolved  It is well.
               2026-01-01T00:00:00Z  identified
               2026-01-01T00:00:00Z  investigating  We look.
            """);
  }

  @Test
  void whatIsWrongIsSaidInOneLine() {
    assertThat(run("incident", "begin", " ")).isEqualTo(ExitCode.USAGE.code());
    assertThat(run("incident", "begin", "x", "--status", "over")).isEqualTo(ExitCode.USAGE.code());
    assertThat(run("incident", "resolve", "7")).isEqualTo(ExitCode.FAILED.code());
    assertThat(run("incident", "remove", "x")).isEqualTo(ExitCode.USAGE.code());
    assertThat(run("check", "pause", "nobody")).isEqualTo(ExitCode.FAILED.code());

    assertThat(err.toString().lines())
        .containsExactly(
            "atalaya: an incident needs a title of 200 characters at most",
            "atalaya: status is one of investigating, identified, monitoring and resolved",
            "atalaya: there is no such incident",
            "atalaya: \"x\" is no number of an incident; see atalaya incident list",
            "atalaya: nobody: there is no check of this name");
  }

  @Test
  void incidentsAreListedAsJsonAndTakenBack() {
    run("incident", "begin", "Slow");
    assertThat(run("incident", "list", "-j")).isZero();
    assertThat(run("incident", "remove", "1")).isZero();
    assertThat(run("incident", "list")).isZero();

    assertThat(out.toString())
        .contains("{\"incidents\":[{\"id\":1,\"title\":\"Slow\"")
        .endsWith("1  removed\nno incidents\n");
  }

  @Test
  void checksArePausedAndResumedAlsoOverARestart() throws IOException {
    assertThat(run("check", "pause", "shop & more", "mail")).isZero();
    assertThat(run("check", "resume", "mail")).isZero();
    assertThat(out.toString()).isEqualTo("shop & more: paused\nmail: paused\nmail: resumed\n");

    checks.close();
    pauses.close();
    pauses = PauseJournal.open(folder.resolve("pauses"));
    checks = manager();
    assertThat(checks.statuses())
        .extracting(status -> status.name() + " " + status.state().text())
        .containsExactly("shop & more paused", "mail unknown");
  }
}
