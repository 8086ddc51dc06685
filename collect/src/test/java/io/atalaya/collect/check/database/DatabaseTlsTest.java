package io.atalaya.collect.check.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.atalaya.collect.check.CheckBasics;
import io.atalaya.collect.check.Observation;
import io.atalaya.collect.database.DatabaseKind;
import io.atalaya.collect.database.DatabaseServer;
import io.atalaya.collect.http.TestCertificate;
import io.atalaya.collect.redis.RedisServer;
import io.atalaya.collect.testserver.MariaProgram;
import io.atalaya.collect.testserver.PostgresProgram;
import io.atalaya.collect.testserver.RedisProgram;
import io.atalaya.model.SecretSource;
import io.atalaya.model.http.TlsConfig;
import io.atalaya.testkit.InstalledProgram;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real servers that speak TLS, and want to see a certificate of some of their users. */
class DatabaseTlsTest {
  @TempDir private static Path folder;

  private static TestCertificate own;
  private static TestCertificate client;

  @BeforeAll
  static void makeCertificates() throws Exception {
    own = new TestCertificate(folder, "RSA", "dns:localhost,dns:db.test", 2);
    client = new TestCertificate(folder, "RSA", "dns:client", 2);
  }

  private static TlsConfig trusting(TestCertificate root) throws GeneralSecurityException {
    return new TlsConfig(root.certificate(), null, null, "", false, null, null);
  }

  private static TlsConfig showing(TestCertificate shown) throws GeneralSecurityException {
    return new TlsConfig(
        own.certificate(), shown.certificate(), shown.key(), "", false, null, null);
  }

  /** What every client that speaks TLS must do; the function asks once and tells the reason. */
  private static void judgesTheServer(Function<TlsConfig, Observation> ask)
      throws GeneralSecurityException {
    Observation good = ask.apply(trusting(own));
    assertThat(good.message()).isEmpty();
    assertThat(good.readings())
        .anyMatch(r -> r.labels().get("phase").equals("tls") && r.value() > 0);
    assertThat(ask.apply(trusting(own).withServerName("db.test")).message()).isEmpty();
    assertThat(ask.apply(trusting(client)).reason()).isEqualTo("certificate");
    Observation elsewhere = ask.apply(trusting(own).withServerName("elsewhere.test"));
    assertThat(elsewhere.reason()).isEqualTo("certificate");
    assertThat(elsewhere.message()).contains("elsewhere.test");
    assertThat(ask.apply(trusting(client).withInsecureSkipVerify(true)).message()).isEmpty();
  }

  /**
   * In TLS 1.3 a server refuses a client's certificate after the handshake, when the client has
   * already sent its first bytes: what arrives is the alert, or only the connection's reset.
   */
  private static void refusesOurCertificate(Observation seen) {
    assertThat(seen.reason()).isIn("tls", "connection_closed");
  }

  private static Observation ask(
      DatabaseKind kind, int port, String user, String password, @Nullable TlsConfig tls) {
    return DatabaseChecks.ask(
        new DatabaseServer(
                kind, "localhost", port, "", user, SecretSource.inline(password), tls, Map.of())
            .withDatabase(kind == DatabaseKind.POSTGRESQL ? "postgres" : ""),
        "SELECT 1");
  }

  @Test
  void postgresIsJudgedAndSeesOurCertificate()
      throws IOException, SQLException, GeneralSecurityException {
    try (PostgresProgram server = PostgresProgram.start(own, client, folder)) {
      DatabaseKind kind = DatabaseKind.POSTGRESQL;
      judgesTheServer(tls -> ask(kind, server.port(), "monitor", "s3cret", tls));
      assertThat(ask(kind, server.port(), "monitor", "s3cret", null).message())
          .as("TLS is taken where it is offered")
          .isEmpty();
      assertThat(ask(kind, server.port(), "shown", "", showing(client)).message()).isEmpty();
      assertThat(ask(kind, server.port(), "shown", "", trusting(own)).message())
          .contains("certificate");
      refusesOurCertificate(ask(kind, server.port(), "shown", "", showing(own)));
    }
  }

  @Test
  void mariaDbIsJudgedAndSeesOurCertificate() throws IOException, GeneralSecurityException {
    try (MariaProgram server = MariaProgram.start(own, client)) {
      DatabaseKind kind = DatabaseKind.MARIADB;
      judgesTheServer(tls -> ask(kind, server.port(), "monitor", "s3cret", tls));
      assertThat(ask(kind, server.port(), "shown", "", showing(client)).message()).isEmpty();
      assertThat(ask(kind, server.port(), "shown", "", trusting(own)).reason()).isEqualTo("auth");
    }
  }

  private static Observation redis(int port, @Nullable TlsConfig tls) {
    RedisServer server =
        new RedisServer("localhost", port, "", SecretSource.inline("s3cret"), tls, 0);
    CheckBasics basics =
        CheckBasics.of("cache").withTimes(Duration.ofMinutes(1), Duration.ofSeconds(30));
    return new RedisCheck(basics, server, List.of("PING"), List.of(), null)
        .prober(DatabaseChecks.CONTEXT)
        .probe();
  }

  private static RedisProgram startRedis(int tlsPort, String wantsCertificates)
      throws IOException, GeneralSecurityException {
    return RedisProgram.start(
        "--requirepass",
        "s3cret",
        "--tls-port",
        Integer.toString(tlsPort),
        "--tls-cert-file",
        own.certificateFile().toString(),
        "--tls-key-file",
        own.keyFile().toString(),
        "--tls-ca-cert-file",
        client.certificateFile().toString(),
        "--tls-auth-clients",
        wantsCertificates);
  }

  @Test
  void redisIsJudgedAndSeesOurCertificate() throws IOException, GeneralSecurityException {
    int port = InstalledProgram.freePort();
    try (RedisProgram server = startRedis(port, "no")) {
      judgesTheServer(tls -> redis(port, tls));
      assertThat(redis(port, null).reason()).as("in the clear").isEqualTo("connection_closed");
      assertThat(redis(server.port(), null).message()).as("at its other port").isEmpty();
    }
    int strict = InstalledProgram.freePort();
    try (RedisProgram server = startRedis(strict, "yes")) {
      assertThat(server.port()).isPositive();
      assertThat(redis(strict, showing(client)).message()).isEmpty();
      Observation refused = redis(strict, trusting(own));
      refusesOurCertificate(refused);
      assertThat(refused.message()).contains("asked for a client certificate and was shown none");
    }
  }
}
