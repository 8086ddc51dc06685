package io.atalaya.collect.check.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.atalaya.collect.check.Observation;
import io.atalaya.collect.check.Observation.Verdict;
import io.atalaya.collect.testserver.KafkaBroker;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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

/** Against a real broker: a topic with seven messages, of which a group has taken four. */
class KafkaLagTest {
  private static @Nullable KafkaBroker broker;

  @BeforeAll
  static void start() throws Exception {
    assumeThat(Boolean.getBoolean("atalaya.kafka"))
        .as("a broker of Kafka takes long to start; run with -Datalaya.kafka=true")
        .isTrue();
    broker = KafkaBroker.start();
    Properties client = new Properties();
    client.setProperty("bootstrap.servers", address());
    try (Admin admin = Admin.create(client)) {
      admin.createTopics(List.of(new NewTopic("orders", 2, (short) 1))).all().get();
      try (KafkaProducer<String, String> producer =
          new KafkaProducer<>(client, new StringSerializer(), new StringSerializer())) {
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
    if (broker != null) {
      broker.close();
    }
  }

  private static String address() {
    return Objects.requireNonNull(broker).address();
  }

  private static KafkaLag lag(String server, String group) {
    return new KafkaLag(List.of(server), group, List.of(), "", null, false);
  }

  @Test
  void theLagIsWhatTheGroupHasNotCommitted() {
    assertThat(Queues.figures(lag(address(), "billing")))
        .containsOnly(entry("queue_jobs{queue=orders, state=pending}", 3.0));
  }

  @Test
  void aGroupWithoutOffsetsAndABrokerThatIsNotThereAreToldApart() {
    Observation unknown = Queues.ask(lag(address(), "nobody"), QueueLimits.NONE);
    assertThat(unknown.reason()).isEqualTo("refused");
    assertThat(unknown.message()).contains("nobody");
    Observation gone = Queues.ask(lag("127.0.0.1:1", "billing"), QueueLimits.NONE);
    assertThat(gone.verdict()).isEqualTo(Verdict.DOWN);
    assertThat(gone.reason()).isEqualTo("timeout");
  }
}
