package io.atalaya.collect.check.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.atalaya.collect.check.Observation;
import io.atalaya.collect.check.Observation.Verdict;
import io.atalaya.collect.check.queue.KafkaLogin.Mechanism;
import io.atalaya.collect.http.TestCertificate;
import io.atalaya.collect.testserver.KafkaBroker;
import io.atalaya.model.SecretSource;
import io.atalaya.model.http.TlsConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a real broker: a topic with seven messages, of which a group has taken four. */
class KafkaLagTest {
  @TempDir private static Path folder;

  private static KafkaBroker broker;
  private static TestCertificate own;
  private static TestCertificate client;

  @BeforeAll
  static void start() throws Exception {
    own = new TestCertificate(folder, "EC", "ip:127.0.0.1,dns:kafka.test", 2);
    client = new TestCertificate(folder, "EC", "dns:client", 2);
    broker = KafkaBroker.start(own, client);
    Properties properties = new Properties();
    properties.setProperty("bootstrap.servers", broker.address());
    try (Admin admin = Admin.create(properties)) {
      admin.createTopics(List.of(new NewTopic("orders", 2, (short) 1))).all().get();
      try (KafkaProducer<String, String> producer =
          new KafkaProducer<>(properties, new StringSerializer(), new StringSerializer())) {
        for (int i = 0; i < 7; i++) {
          producer.send(new ProducerRecord<>("orders", i % 2, "", "x")).get();
        }
      }
      Map<TopicPartition, OffsetAndMetadata> taken =
          Map.of(
              new TopicPartition("orders", 0), new OffsetAndMetadata(1),
              new TopicPartition("orders", 1), new OffsetAndMetadata(3));
      admin.alterConsumerGroupOffsets("billing", taken).all().get();
    }
  }

  @AfterAll
  static void stop() throws IOException {
    broker.close();
  }

  private static KafkaLag lag(
      String server, String group, @Nullable KafkaLogin login, @Nullable TlsConfig tls) {
    return new KafkaLag(List.of(server), group, List.of(), login, tls);
  }

  private static TlsConfig trusting(TestCertificate root) throws GeneralSecurityException {
    return new TlsConfig(root.certificate(), null, null, "", false, null, null);
  }

  private static KafkaLogin login(Mechanism mechanism, String password) {
    return new KafkaLogin(mechanism, "monitor", SecretSource.inline(password));
  }

  private static String reason(KafkaLag lag) {
    return Queues.ask(lag, QueueLimits.NONE).reason();
  }

  @Test
  void theLagIsWhatTheGroupHasNotCommitted() {
    assertThat(Queues.figures(lag(broker.address(), "billing", null, null)))
        .containsOnly(entry("queue_jobs{queue=orders, state=pending}", 3.0));
  }

  @Test
  void aGroupWithoutOffsetsAndABrokerThatIsNotThereAreToldApart() {
    Observation unknown = Queues.ask(lag(broker.address(), "nobody", null, null), QueueLimits.NONE);
    assertThat(unknown.reason()).isEqualTo("refused");
    assertThat(unknown.message()).contains("nobody");
    Observation gone =
        Queues.ask(
            lag("127.0.0.1:1", "billing", null, null), QueueLimits.NONE, Duration.ofSeconds(1));
    assertThat(gone.verdict()).isEqualTo(Verdict.DOWN);
    assertThat(gone.reason()).isEqualTo("timeout");
  }

  @Test
  void everyWayToLogInIsTakenAndAWrongPasswordIsNamedAsThat() throws GeneralSecurityException {
    for (Mechanism mechanism : Mechanism.values()) {
      KafkaLag good =
          lag(broker.loginAddress(), "billing", login(mechanism, "s3cret"), trusting(own));
      assertThat(Queues.figures(good)).as(mechanism.text()).hasSize(1);
      KafkaLag bad =
          lag(broker.loginAddress(), "billing", login(mechanism, "wrong"), trusting(own));
      assertThat(reason(bad)).as(mechanism.text()).isEqualTo("auth");
    }
  }

  @Test
  void theBrokersCertificateMustBeTrustedAndForItsName() throws GeneralSecurityException {
    KafkaLogin login = login(Mechanism.SCRAM_SHA_512, "s3cret");
    String at = broker.loginAddress();
    assertThat(reason(lag(at, "billing", login, trusting(client)))).isEqualTo("certificate");
    TlsConfig named = trusting(own).withServerName("kafka.test");
    assertThat(Queues.figures(lag(at, "billing", login, named))).hasSize(1);
    TlsConfig other = trusting(own).withServerName("elsewhere.test");
    assertThat(reason(lag(at, "billing", login, other))).isEqualTo("certificate");
    TlsConfig any = trusting(client).withInsecureSkipVerify(true);
    assertThat(Queues.figures(lag(at, "billing", login, any))).hasSize(1);
  }

  @Test
  void aBrokerThatWantsACertificateGetsOurs() throws GeneralSecurityException {
    TlsConfig shown =
        new TlsConfig(own.certificate(), client.certificate(), client.key(), "", false, null, null);
    assertThat(Queues.figures(lag(broker.certificateAddress(), "billing", null, shown))).hasSize(1);
    assertThat(reason(lag(broker.certificateAddress(), "billing", null, trusting(own))))
        .as("the server's alert, or only the reset that follows it")
        .isIn("tls", "connection_closed");
  }
}
