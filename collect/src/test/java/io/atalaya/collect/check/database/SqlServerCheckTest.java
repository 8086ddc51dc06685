package io.atalaya.collect.check.database;

import static io.atalaya.collect.check.database.DatabaseChecks.ask;
import static org.assertj.core.api.Assertions.assertThat;

import io.atalaya.collect.check.Observation;
import io.atalaya.collect.database.DatabaseKind;
import io.atalaya.collect.database.DatabaseServer;
import io.atalaya.model.SecretSource;
import io.atalaya.testkit.ClosedPort;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** As far as the driver goes without a server, which cannot be had for tests. */
class SqlServerCheckTest {
  private static DatabaseServer at(String host, int port) {
    return DatabaseServer.of(
        DatabaseKind.SQLSERVER, host, port, "monitor", SecretSource.inline("s3cret"));
  }

  @Test
  void theDriverBeginsWithTheHandshakeOfItsProtocolOverOurSocket() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      CompletableFuture<Integer> first = new CompletableFuture<>();
      Thread.ofVirtual().name("fake sql server").start(() -> readFirstByte(silent, first));
      Observation seen;
      // The first time the second may be over before the driver is loaded.
      do {
        seen = ask(at("localhost", silent.getLocalPort()), Duration.ofSeconds(1), "SELECT 1");
      } while (!first.isDone());
      int prelogin = 0x12;
      assertThat(first.join()).isEqualTo(prelogin);
      assertThat(seen.reason()).isEqualTo("timeout");
      assertThat(seen.durationNanos()).isLessThan(60_000_000_000L);
    }
  }

  private static void readFirstByte(ServerSocket listening, CompletableFuture<Integer> first) {
    try (Socket socket = listening.accept()) {
      InputStream in = socket.getInputStream();
      first.complete(in.read());
      in.readAllBytes();
    } catch (IOException e) {
      first.complete(-1);
    }
  }

  @Test
  void eachFailureBeforeTheLoginHasItsReason() throws IOException {
    try (ClosedPort closed = new ClosedPort()) {
      assertThat(ask(at("localhost", closed.number()), "SELECT 1").reason())
          .isEqualTo("connection_refused");
    }
    assertThat(ask(at("169.254.169.254", 1433), "SELECT 1").reason())
        .isEqualTo("forbidden_address");
  }
}
