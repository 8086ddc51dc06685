package io.atalaya.collect.check.database;

import static io.atalaya.collect.check.database.DatabaseChecks.ask;
import static io.atalaya.collect.check.database.DatabaseChecks.first;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.atalaya.collect.check.Observation;
import io.atalaya.collect.check.Observation.Verdict;
import io.atalaya.collect.check.database.ResultCondition.Test.AtLeast;
import io.atalaya.collect.check.database.ResultCondition.Test.AtMost;
import io.atalaya.collect.database.DatabaseKind;
import io.atalaya.collect.database.DatabaseServer;
import io.atalaya.collect.testserver.MariaProgram;
import io.atalaya.model.SecretSource;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Against a real server. */
class MariaCheckTest {
  private static MariaProgram program;
  private static DatabaseServer server;

  @BeforeAll
  static void start() throws IOException {
    program = MariaProgram.start();
    server = at(program.port(), "s3cret");
  }

  @AfterAll
  static void stop() throws IOException {
    program.close();
  }

  private static DatabaseServer at(int port, String password) {
    return DatabaseServer.of(
        DatabaseKind.MYSQL, "127.0.0.1", port, "monitor", SecretSource.inline(password));
  }

  @Test
  void theAnswerIsMeasuredAndJudged() {
    Observation seen = ask(server, "SELECT count(*) FROM mysql.help_topic", first(new AtLeast(0)));
    assertThat(seen.message()).isEmpty();
    assertThat(seen.verdict()).isEqualTo(Verdict.UP);
    assertThat(DatabaseChecks.readings(seen)).containsKeys("login", "query", "probe_ip_protocol");
    Observation bad = ask(server.withDatabase("shop"), "SELECT 7 AS age", first(new AtMost(5)));
    assertThat(bad.message()).isEqualTo("the value is \"7\", not 5 or less");
  }

  @Test
  void nothingCanBeWritten() {
    DatabaseServer root =
        DatabaseServer.of(DatabaseKind.MARIADB, "127.0.0.1", program.port(), "root", null);
    Observation seen = ask(root, "CREATE TABLE shop.t (a INT)");
    assertThat(seen.verdict()).isEqualTo(Verdict.DOWN);
    assertThat(seen.message()).contains("READ ONLY");
  }

  @Test
  void eachFailureHasItsReason() {
    assertThat(ask(at(program.port(), "wrong"), "SELECT 1").reason()).isEqualTo("auth");
    assertThat(ask(server.withDatabase("nowhere"), "SELECT 1").reason()).isNotEqualTo("timeout");
    assertThat(ask(server, "SELECT * FROM shop.nothing").reason()).isEqualTo("refused");
    Observation slow = ask(server, Duration.ofMillis(800), "SELECT SLEEP(300)");
    assertThat(slow.reason()).isEqualTo("timeout");
    assertThat(slow.durationNanos()).isLessThan(60_000_000_000L);
  }

  @Test
  void aServerThatAcceptsAndThenSaysNothingIsGivenUpInTime() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Observation seen = ask(at(silent.getLocalPort(), "x"), Duration.ofMillis(300), "SELECT 1");
      assertThat(seen.reason()).isEqualTo("timeout");
    }
  }

  @Test
  void driversGetOnlyThePropertiesOnTheList() {
    for (String property :
        new String[] {"allowLocalInfile", "autoDeserialize", "socketFactory", "initSql"}) {
      assertThatThrownBy(
              () ->
                  new DatabaseServer(
                      DatabaseKind.MYSQL, "h", 1, "", "", null, null, Map.of(property, "true")))
          .hasMessageContaining(property);
    }
  }
}
