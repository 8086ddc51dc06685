package io.atalaya.collect.check.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import io.atalaya.collect.http.TestCertificate;
import io.atalaya.collect.testserver.QpidBroker;
import io.atalaya.model.SecretSource;
import io.atalaya.model.http.TlsConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a broker of AMQP 0-9-1 that others wrote, and RabbitMQ's own client beside ours. */
class AmqpBrokerTest {
  @TempDir private static Path folder;

  private static QpidBroker broker;
  private static TestCertificate own;
  private static TestCertificate client;
  private static Connection connection;

  @BeforeAll
  static void start() throws Exception {
    own = new TestCertificate(folder, "EC", "ip:127.0.0.1", 2);
    client = new TestCertificate(folder, "EC", "dns:client", 2);
    broker = QpidBroker.start(own, client);
    ConnectionFactory factory = new ConnectionFactory();
    factory.setHost("127.0.0.1");
    factory.setPort(broker.port());
    connection = factory.newConnection();
  }

  @AfterAll
  static void stop() throws IOException {
    connection.close();
    broker.close();
  }

  private static AmqpQueues queues(String user, String password, String... names) {
    return new AmqpQueues(
        "127.0.0.1", broker.port(), "/", user, SecretSource.inline(password), null, List.of(names));
  }

  @Test
  void tellsOfEachQueueWhatRabbitsClientTells() throws IOException, TimeoutException {
    try (Channel channel = connection.createChannel()) {
      channel.queueDeclare("orders", false, false, false, Map.of());
      channel.queueDeclare("mails", false, false, false, Map.of());
      for (int i = 0; i < 3; i++) {
        channel.basicPublish("", "orders", null, "x".getBytes(StandardCharsets.UTF_8));
      }
      channel.confirmSelect();
      channel.basicPublish("", "orders", null, "x".getBytes(StandardCharsets.UTF_8));
      assertThat(channel.waitForConfirms(10_000)).isTrue();
      channel.basicConsume("mails", (tag, message) -> {}, tag -> {});
      assertThat(channel.messageCount("orders")).isEqualTo(4);
      assertThat(channel.consumerCount("mails")).isEqualTo(1);

      assertThat(Queues.figures(queues("guest", "guest", "orders", "mails")))
          .contains(
              entry("queue_jobs{queue=orders, state=pending}", 4.0),
              entry("queue_consumers{queue=orders}", 0.0),
              entry("queue_jobs{queue=mails, state=pending}", 0.0),
              entry("queue_consumers{queue=mails}", 1.0));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void aQueueThatIsNotThereAndAWrongLoginAreToldApart() {
    assertThat(Queues.ask(queues("guest", "guest", "nobody"), QueueLimits.NONE))
        .returns("refused", seen -> seen.reason())
        .matches(seen -> seen.message().contains("404"), "says that it is not found");
    assertThat(Queues.ask(queues("guest", "wrong", "nobody"), QueueLimits.NONE).reason())
        .isEqualTo("auth");
  }

  private static String reason(int port, TlsConfig tls) {
    AmqpQueues secured =
        new AmqpQueues("127.0.0.1", port, "/", "guest", null, tls, List.of("nobody"));
    return Queues.ask(secured, QueueLimits.NONE).reason();
  }

  @Test
  void tlsIsSpokenWithWhomWeTrustAndACertificateShownToWhomWantsOne()
      throws GeneralSecurityException {
    String answered = "refused";
    TlsConfig trusting = new TlsConfig(own.certificate(), null, null, "", false, null, null);
    assertThat(reason(broker.tlsPort(), trusting)).isEqualTo(answered);
    TlsConfig wrong = new TlsConfig(client.certificate(), null, null, "", false, null, null);
    assertThat(reason(broker.tlsPort(), wrong)).isEqualTo("certificate");
    TlsConfig elsewhere = trusting.withServerName("elsewhere.test");
    assertThat(reason(broker.tlsPort(), elsewhere)).isEqualTo("certificate");

    TlsConfig shown =
        new TlsConfig(own.certificate(), client.certificate(), client.key(), "", false, null, null);
    assertThat(reason(broker.certificatePort(), shown)).isEqualTo(answered);
    assertThat(reason(broker.certificatePort(), trusting)).isIn("tls", "connection_closed");
  }
}
