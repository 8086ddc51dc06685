package io.atalaya.collect.check.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.atalaya.collect.check.CheckBasics;
import io.atalaya.collect.check.Observation;
import io.atalaya.collect.check.Observation.Verdict;
import io.atalaya.collect.check.database.ResultCondition.Test.AtMost;
import io.atalaya.collect.check.database.ResultCondition.Test.Equal;
import io.atalaya.collect.http.AddressGuard;
import io.atalaya.collect.http.Deadline;
import io.atalaya.collect.http.Network;
import io.atalaya.collect.redis.RedisServer;
import io.atalaya.collect.redis.RedisSession;
import io.atalaya.collect.testserver.RedisProgram;
import io.atalaya.model.SecretSource;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Against a real server that asks for a password, and against ones that misbehave. */
class RedisCheckTest {
  private static RedisProgram program;
  private static RedisServer server;

  @BeforeAll
  static void start() throws IOException {
    program = RedisProgram.start("--requirepass", "s3cret");
    server = at(program.port(), "s3cret", 2);
    Network network = Network.system(AddressGuard.open());
    Deadline deadline = Deadline.in(Duration.ofSeconds(30), network.ticker());
    try (RedisSession session = RedisSession.open(server, network, deadline)) {
      session.ask("RPUSH", "celery", "a", "b", "c");
      session.ask("SET", "state", "grün");
      session.ask("ACL", "SETUSER", "reader", "on", ">pass", "~*", "+@read", "+ping", "+select");
    }
  }

  @AfterAll
  static void stop() throws IOException {
    program.close();
  }

  private static RedisServer at(int port, String password, int database) {
    return new RedisServer("localhost", port, "", SecretSource.inline(password), null, database);
  }

  private static Observation ask(
      RedisServer at, List<String> command, ResultCondition... conditions) {
    CheckBasics basics =
        CheckBasics.of("cache").withTimes(Duration.ofMinutes(1), Duration.ofSeconds(30));
    return new RedisCheck(basics, at, command, List.of(conditions), null)
        .prober(DatabaseChecks.CONTEXT)
        .probe();
  }

  @Test
  void theAnswerIsMeasuredAndJudged() {
    assertThat(ask(server, List.of("PING")).verdict()).isEqualTo(Verdict.UP);
    Observation seen = ask(server, List.of("LLEN", "celery"), DatabaseChecks.first(new AtMost(2)));
    assertThat(seen.message()).isEqualTo("the value is \"3\", not 2 or less");
    assertThat(DatabaseChecks.readings(seen)).containsEntry("probe_database_value", 3.0);
    assertThat(
            ask(server, List.of("GET", "state"), DatabaseChecks.first(new Equal("grün"))).verdict())
        .isEqualTo(Verdict.UP);
    assertThat(DatabaseChecks.readings(ask(server, List.of("LRANGE", "celery", "0", "-1"))))
        .containsEntry("probe_database_rows", 3.0);
  }

  @Test
  void eachFailureHasItsReason() {
    assertThat(ask(at(program.port(), "wrong", 0), List.of("PING")).reason()).isEqualTo("auth");
    RedisServer anonymous = RedisServer.at("localhost", program.port());
    assertThat(ask(anonymous, List.of("PING")).reason()).isEqualTo("auth");
    assertThat(ask(server, List.of("LLEN", "state")).reason()).isEqualTo("refused");
    RedisServer reader =
        new RedisServer(
            "127.0.0.1", program.port(), "reader", SecretSource.inline("pass"), null, 2);
    assertThat(ask(reader, List.of("LLEN", "celery")).verdict()).isEqualTo(Verdict.UP);
    assertThat(ask(reader, List.of("INFO")).reason()).isEqualTo("auth");
  }

  @Test
  void commandsThatWriteAreRefusedInTheConfiguration() {
    assertThatThrownBy(() -> ask(server, List.of("FLUSHALL")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("FLUSHALL");
  }

  @Test
  void anotherProtocolAHugeClaimAndADeepNestAreFaultsOfTheServer() throws IOException {
    assertThat(answering("HTTP/1.1 400 Bad Request\r\n").reason()).isEqualTo("protocol");
    assertThat(answering("$9000000000000\r\nabc").reason()).isEqualTo("connection_closed");
    assertThat(answering("*1\r\n".repeat(100)).reason()).isEqualTo("protocol");
    assertThat(answering("").reason()).isEqualTo("connection_closed");
  }

  private static Observation answering(String bytes) throws IOException {
    try (ServerSocket fake = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual()
          .name("fake redis")
          .start(
              () -> {
                try (Socket socket = fake.accept()) {
                  socket.getInputStream().read(new byte[64]);
                  socket.getOutputStream().write(bytes.getBytes(StandardCharsets.UTF_8));
                } catch (IOException e) {
                  // The test sees no answer, and says so.
                  return;
                }
              });
      return ask(RedisServer.at("127.0.0.1", fake.getLocalPort()), List.of("PING"));
    }
  }
}
