package io.atalaya.collect.check.database;

import static io.atalaya.collect.check.database.DatabaseChecks.ask;
import static io.atalaya.collect.check.database.DatabaseChecks.first;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.atalaya.collect.check.Observation;
import io.atalaya.collect.check.Observation.Verdict;
import io.atalaya.collect.check.database.ResultCondition.Test.AtMost;
import io.atalaya.collect.check.database.ResultCondition.Test.Equal;
import io.atalaya.collect.check.database.ResultCondition.Test.Matching;
import io.atalaya.collect.check.database.ResultCondition.Test.RowsAtLeast;
import io.atalaya.collect.check.database.ResultCondition.Test.RowsAtMost;
import io.atalaya.collect.database.DatabaseKind;
import io.atalaya.collect.database.DatabaseServer;
import io.atalaya.collect.testserver.PostgresProgram;
import io.atalaya.model.SecretSource;
import io.atalaya.model.http.TlsConfig;
import io.atalaya.testkit.ClosedPort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Against a real server. */
class PostgresCheckTest {
  private static PostgresProgram program;
  private static DatabaseServer server;

  @BeforeAll
  static void start() throws IOException, SQLException {
    program = PostgresProgram.start();
    server = at(program.port(), "s3cret");
    program.execute("CREATE TABLE jobs AS SELECT g AS id FROM generate_series(1, 2500) g");
    program.execute("GRANT ALL ON jobs TO monitor");
  }

  @AfterAll
  static void stop() throws IOException {
    program.close();
  }

  private static DatabaseServer at(int port, String password) {
    return DatabaseServer.of(
            DatabaseKind.POSTGRESQL, "localhost", port, "monitor", SecretSource.inline(password))
        .withDatabase("postgres");
  }

  @Test
  void theFirstColumnOfTheFirstRowIsMeasuredAndJudged() {
    Observation good = ask(server, "SELECT count(*) FROM jobs", first(new AtMost(2500)));
    assertThat(good.message()).isEmpty();
    assertThat(good.verdict()).isEqualTo(Verdict.UP);
    assertThat(DatabaseChecks.readings(good))
        .containsEntry("probe_database_value", 2500.0)
        .containsEntry("probe_database_rows", 1.0)
        .containsKeys("resolve", "connect", "login", "query", "probe_ip_protocol");

    Observation bad = ask(server, "SELECT count(*) FROM jobs", first(new AtMost(10)));
    assertThat(bad.verdict()).isEqualTo(Verdict.DOWN);
    assertThat(bad.reason()).isEqualTo("condition");
    assertThat(bad.message()).isEqualTo("the value is \"2500\", not 10 or less");
  }

  @Test
  void conditionsLookAtColumnsTextsAndTheNumberOfRows() {
    String query =
        "SELECT 'a' AS name, 'ready to go' AS State UNION ALL SELECT 'b', 'x' ORDER BY 1";
    assertThat(ask(server, query, first(new Equal("a"))).verdict()).isEqualTo(Verdict.UP);
    ResultCondition state = new ResultCondition("state", new Matching("^ready"), Verdict.DEGRADED);
    assertThat(ask(server, query, state).verdict()).isEqualTo(Verdict.UP);
    assertThat(ask(server, query, first(new RowsAtLeast(2))).verdict()).isEqualTo(Verdict.UP);
    assertThat(ask(server, query, first(new RowsAtMost(1))).message())
        .isEqualTo("there are 2 rows, more than 1");
    ResultCondition slow = new ResultCondition("state", new Matching("^no"), Verdict.DEGRADED);
    assertThat(ask(server, query, slow).verdict()).isEqualTo(Verdict.DEGRADED);
    assertThat(ask(server, "SELECT 1 WHERE false", first(new Equal("1"))).message())
        .isEqualTo("there is no row");
  }

  @Test
  void noMoreRowsAreReadThanTheLimit() {
    Observation seen = ask(server, "SELECT id, repeat('x', 100000) FROM jobs LIMIT 1500");
    assertThat(DatabaseChecks.readings(seen)).doesNotContainKey("probe_database_value");
    assertThat(seen.verdict()).isEqualTo(Verdict.DOWN);
    Observation small = ask(server, "SELECT id FROM jobs");
    assertThat(DatabaseChecks.readings(small)).containsEntry("probe_database_rows", 1000.0);
  }

  @Test
  void nothingCanBeWritten() {
    Observation seen = ask(server, "DELETE FROM jobs RETURNING id");
    assertThat(seen.verdict()).isEqualTo(Verdict.DOWN);
    assertThat(seen.reason()).isEqualTo("refused");
    assertThat(seen.message()).contains("read-only");
    assertThat(DatabaseChecks.readings(ask(server, "SELECT count(*) FROM jobs")))
        .containsEntry("probe_database_value", 2500.0);
  }

  @Test
  void eachFailureHasItsReason() throws IOException {
    DatabaseServer elsewhere = server.withDatabase("nowhere");
    assertThat(ask(elsewhere, "SELECT 1").reason()).isEqualTo("refused");
    assertThat(ask(server, "SELECT * FROM nothing").message()).contains("nothing");
    try (ClosedPort closed = new ClosedPort()) {
      assertThat(ask(at(closed.number(), "x"), "SELECT 1").reason())
          .isEqualTo("connection_refused");
    }
    DatabaseServer metadata =
        DatabaseServer.of(DatabaseKind.POSTGRESQL, "169.254.169.254", 5432, "u", null);
    assertThat(ask(metadata, "SELECT 1").reason()).isEqualTo("forbidden_address");
    assertThat(ask(server.withDatabase("a?socketFactory=x"), "SELECT 1").message())
        .contains("a?socketFactory=x");
  }

  @Test
  void aServerWithoutTlsIsRefusedWhereTlsIsDemanded() {
    DatabaseServer demanding =
        new DatabaseServer(
            DatabaseKind.POSTGRESQL,
            "localhost",
            program.port(),
            "postgres",
            "monitor",
            null,
            TlsConfig.defaults(),
            Map.of());
    Observation seen = ask(demanding, "SELECT 1");
    assertThat(seen.verdict()).isEqualTo(Verdict.DOWN);
    assertThat(seen.message()).contains("SSL");
  }

  @Test
  void aSlowQueryEndsAtTheTimeoutAndWithItAtTheServer() {
    Observation seen = ask(server, Duration.ofMillis(700), "SELECT pg_sleep(300)");
    assertThat(seen.reason()).isEqualTo("timeout");
    assertThat(seen.durationNanos()).isLessThan(60_000_000_000L);
    String running =
        "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep%'"
            + " AND state = 'active'";
    Observation left = ask(server, running, first(new AtMost(0)));
    // The server is told at once, but its process ends the query when it gets to it.
    for (int i = 0; i < 200 && !left.message().isEmpty(); i++) {
      left = ask(server, running, first(new AtMost(0)));
    }
    assertThat(left.message()).isEmpty();
  }

  @Test
  void aServerThatAcceptsAndThenSaysNothingIsGivenUpInTime() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Observation seen = ask(at(silent.getLocalPort(), "x"), Duration.ofMillis(300), "SELECT 1");
      assertThat(seen.reason()).isEqualTo("timeout");
      assertThat(seen.durationNanos()).isLessThan(60_000_000_000L);
    }
  }

  @Test
  void driversGetOnlyThePropertiesOnTheList() {
    for (String property :
        new String[] {"socketFactory", "sslfactory", "loggerFile", "readOnly", "options"}) {
      assertThatThrownBy(
              () ->
                  new DatabaseServer(
                      DatabaseKind.POSTGRESQL, "h", 1, "", "", null, null, Map.of(property, "x")))
          .hasMessageContaining(property)
          .hasMessageContaining("possible are");
    }
  }
}
