package io.atalaya.collect.check.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import com.sun.net.httpserver.HttpServer;
import io.atalaya.collect.check.Observation;
import io.atalaya.collect.database.DatabaseKind;
import io.atalaya.collect.database.DatabaseServer;
import io.atalaya.collect.testserver.PostgresProgram;
import io.atalaya.model.http.HttpClientConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Queues that tell their figures over HTTP, or keep them in tables. */
class OtherQueuesTest {
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private URI serving(String path, int status, String body) {
    server.createContext(
        path,
        exchange -> {
          byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  @Test
  void figuresAreFoundByPathsInADocument() {
    String body =
        """
        {"queue": {"waiting": 21, "stats": [{"ok": 95}, {"bad": "5"}]},
         "workers": ["a", "b"], "rate": 95.0, "avg": 1.25, "oldest": 33}
        """;
    URI url = serving("/stats", 200, body).resolve("/stats");
    Map<String, String> paths =
        Map.of(
            "pending", "queue.waiting",
            "processing", "workers",
            "completed", "queue.stats.0.ok",
            "failed", "queue.stats.1.bad",
            "success_ratio", "rate",
            "average_seconds", "avg",
            "oldest_age_seconds", "oldest");
    assertThat(Queues.figures(new HttpQueue(url, "jobs", paths, HttpClientConfig.defaults())))
        .containsOnly(
            entry("queue_jobs{queue=jobs, state=pending}", 21.0),
            entry("queue_jobs{queue=jobs, state=processing}", 2.0),
            entry("queue_jobs{queue=jobs, state=completed}", 95.0),
            entry("queue_jobs{queue=jobs, state=failed}", 5.0),
            entry("queue_success_ratio{queue=jobs}", 0.95),
            entry("queue_job_duration_seconds{queue=jobs}", 1.25),
            entry("queue_oldest_job_age_seconds{queue=jobs}", 33.0));
    Observation missing =
        Queues.ask(
            new HttpQueue(url, "jobs", Map.of("pending", "nowhere"), HttpClientConfig.defaults()),
            QueueLimits.NONE);
    assertThat(missing.message()).isEqualTo("there is no number at nowhere of the answer");
    assertThatThrownBy(
            () -> new HttpQueue(url, "j", Map.of("waiting", "x"), HttpClientConfig.defaults()))
        .hasMessageContaining("waiting");
  }

  @Test
  void rabbitMqTellsItsQueuesOverTheManagementApi() {
    String body =
        """
        [{"name": "mail", "messages_ready": 7, "messages_unacknowledged": 2, "consumers": 3,
          "message_stats": {"ack": 1000}, "head_message_timestamp": %d},
         {"name": "idle", "messages_ready": 0, "messages_unacknowledged": 0, "consumers": 0}]
        """
            .formatted(Queues.NOW.getEpochSecond() - 12);
    URI url = serving("/api/queues/", 200, body);
    RabbitQueues all = new RabbitQueues(url, "/", List.of(), HttpClientConfig.defaults());
    assertThat(Queues.figures(all))
        .contains(
            entry("queue_jobs{queue=mail, state=pending}", 7.0),
            entry("queue_jobs{queue=mail, state=processing}", 2.0),
            entry("queue_jobs{queue=mail, state=completed}", 1000.0),
            entry("queue_consumers{queue=mail}", 3.0),
            entry("queue_oldest_job_age_seconds{queue=mail}", 12.0),
            entry("queue_oldest_job_age_seconds{queue=idle}", 0.0));
    RabbitQueues gone = new RabbitQueues(url, "/", List.of("gone"), HttpClientConfig.defaults());
    assertThat(Queues.ask(gone, QueueLimits.NONE).message())
        .isEqualTo("there is no queue gone in /");
  }

  @Test
  void refusedCredentialsAreToldAsSuch() {
    URI url = serving("/api/queues/", 401, "{}");
    RabbitQueues rabbit = new RabbitQueues(url, "/", List.of(), HttpClientConfig.defaults());
    assertThat(Queues.ask(rabbit, QueueLimits.NONE).reason()).isEqualTo("auth");
  }

  @Test
  void aQueryNamesFiguresByColumnsOrByRows() throws IOException, SQLException {
    try (PostgresProgram program = PostgresProgram.start()) {
      DatabaseServer at =
          DatabaseServer.of(DatabaseKind.POSTGRESQL, "127.0.0.1", program.port(), "postgres", null);
      String columns = "SELECT 'mail' AS queue, 4 AS pending, 1.5 AS average_seconds";
      assertThat(Queues.figures(new SqlQueue(at, columns, "x")))
          .containsOnly(
              entry("queue_jobs{queue=mail, state=pending}", 4.0),
              entry("queue_job_duration_seconds{queue=mail}", 1.5));
      String rows =
          "SELECT 'pending' AS state, 3 AS jobs UNION ALL SELECT 'failed', 1"
              + " UNION ALL SELECT 'unheard of', 9";
      assertThat(Queues.figures(new SqlQueue(at, rows, "x")))
          .containsOnly(
              entry("queue_jobs{queue=x, state=pending}", 3.0),
              entry("queue_jobs{queue=x, state=failed}", 1.0));
      assertThat(Queues.ask(new SqlQueue(at, "SELECT 1 AS n", "x"), QueueLimits.NONE).message())
          .contains("gives no column of pending");
    }
  }
}
