package io.atalaya.collect.check.queue;

import io.atalaya.collect.http.Deadline;
import io.atalaya.collect.http.ExchangeException;
import io.atalaya.collect.http.ExchangeException.Reason;
import io.atalaya.collect.http.NameLookup;
import io.atalaya.collect.http.Network;
import io.atalaya.model.http.TlsConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.config.SslConfigs;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.jspecify.annotations.Nullable;

/**
 * How far a consumer group lags behind the ends of its topics: for each topic the messages that it
 * has not committed yet, as pending jobs. Over Kafka's own client, which is made for each question:
 * it costs milliseconds, and keeps nothing that could grow.
 *
 * @param servers brokers to begin with, each {@code host:port}
 * @param group the consumer group
 * @param topics which topics; empty (default) for all that the group has committed
 * @param login over SASL; null (default) for none
 * @param tls how TLS is spoken; null (default) for none
 */
public record KafkaLag(
    List<String> servers,
    String group,
    List<String> topics,
    @Nullable KafkaLogin login,
    @Nullable TlsConfig tls)
    implements QueueSource {
  public KafkaLag {
    servers = List.copyOf(servers);
    topics = List.copyOf(topics);
    if (servers.isEmpty() || group.isEmpty()) {
      throw new IllegalArgumentException("a lag needs the address of a broker, and a group");
    }
  }

  @Override
  public String kind() {
    return "kafka";
  }

  @Override
  public String target() {
    return String.join(",", servers) + "/" + group;
  }

  @Override
  public List<QueueFigures> read(Network network, InstantSource clock, Deadline deadline)
      throws ExchangeException {
    requirePermitted(network, deadline);
    try (Admin admin = Admin.create(properties(network, deadline))) {
      Map<TopicPartition, Long> committed = new HashMap<>();
      answer(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata(), deadline)
          .forEach((partition, offset) -> keep(committed, partition, offset));
      if (committed.isEmpty()) {
        throw new ExchangeException(
            Reason.REFUSED, "the group " + group + " has committed nothing of these topics", null);
      }
      Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
      committed.keySet().forEach(partition -> ends.put(partition, OffsetSpec.latest()));
      return lag(committed, answer(admin.listOffsets(ends).all(), deadline));
    } catch (KafkaException e) {
      throw failure(e);
    }
  }

  private void keep(
      Map<TopicPartition, Long> committed,
      TopicPartition partition,
      @Nullable OffsetAndMetadata offset) {
    boolean meant = topics.isEmpty() || topics.contains(partition.topic());
    if (meant && offset != null) {
      committed.put(partition, offset.offset());
    }
  }

  private static List<QueueFigures> lag(
      Map<TopicPartition, Long> committed, Map<TopicPartition, ListOffsetsResultInfo> ends) {
    Map<String, Double> byTopic = new TreeMap<>();
    committed.forEach(
        (partition, offset) -> {
          ListOffsetsResultInfo end = ends.get(partition);
          double behind = end == null ? 0 : Math.max(0, end.offset() - offset);
          byTopic.merge(partition.topic(), behind, Double::sum);
        });
    List<QueueFigures> all = new ArrayList<>();
    byTopic.forEach(
        (topic, count) -> all.add(new QueueFigures(topic).jobs(JobState.PENDING, count)));
    return all;
  }

  /** Judges the brokers to begin with; where they lead on to, Kafka's client decides. */
  private void requirePermitted(Network network, Deadline deadline) throws ExchangeException {
    NameLookup names = new NameLookup(network);
    for (String server : servers) {
      String host = server.substring(0, server.lastIndexOf(':')).replaceAll("[\\[\\]]", "");
      for (InetAddress address : names.resolve(host, deadline)) {
        names.requirePermitted(host, address);
      }
    }
  }

  private Map<String, Object> properties(Network network, Deadline deadline)
      throws ExchangeException {
    String left = Long.toString(Math.max(1, deadline.left().toMillis()));
    Map<String, Object> given = new HashMap<>();
    given.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, String.join(",", servers));
    given.put(AdminClientConfig.CLIENT_ID_CONFIG, "atalaya");
    given.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, left);
    given.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, left);
    given.put(AdminClientConfig.METRIC_REPORTER_CLASSES_CONFIG, "");
    given.put(AdminClientConfig.ENABLE_METRICS_PUSH_CONFIG, "false");
    given.put(
        AdminClientConfig.SECURITY_PROTOCOL_CONFIG,
        (login == null ? "" : "SASL_") + (tls == null ? "PLAINTEXT" : "SSL"));
    if (tls != null) {
      given.put(SslConfigs.SSL_ENGINE_FACTORY_CLASS_CONFIG, KafkaTls.class);
      given.put(KafkaTls.PROPERTY, new KafkaTls.Settings(tls, context(network, tls)));
    }
    if (login != null) {
      given.put(SaslConfigs.SASL_MECHANISM, login.mechanism().text());
      given.put(
          SaslConfigs.SASL_JAAS_CONFIG,
          "%s required username=\"%s\" password=\"%s\";"
              .formatted(login.mechanism().module(), quoted(login.user()), quoted(secret(login))));
    }
    return given;
  }

  private static SSLContext context(Network network, TlsConfig tls) throws ExchangeException {
    try {
      return network.tls().of(tls);
    } catch (IOException e) {
      throw new ExchangeException(Reason.INTERNAL, String.valueOf(e.getMessage()), e);
    }
  }

  private static String secret(KafkaLogin login) throws ExchangeException {
    try {
      return login.password() == null ? "" : login.password().read().reveal();
    } catch (IOException e) {
      throw new ExchangeException(
          Reason.INTERNAL, "the password's file cannot be read: " + e.getMessage(), e);
    }
  }

  private static String quoted(String text) {
    return text.replace("\\", "\\\\").replace("\"", "\\\"");
  }

  private static <T> T answer(KafkaFuture<T> future, Deadline deadline) throws ExchangeException {
    try {
      Duration left = deadline.left();
      return future.get(left.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new ExchangeException(Reason.TIMEOUT, "the brokers did not answer in time", e);
    } catch (ExecutionException e) {
      throw failure(e.getCause() == null ? e : e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ExchangeException(Reason.INTERNAL, "interrupted", e);
    }
  }

  private static ExchangeException failure(Throwable e) {
    Reason reason =
        switch (e) {
          case SaslAuthenticationException _ -> Reason.AUTH;
          case SslAuthenticationException ssl -> ofTls(ssl);
          case org.apache.kafka.common.errors.TimeoutException _ -> Reason.TIMEOUT;
          default -> Reason.REFUSED;
        };
    return new ExchangeException(reason, "Kafka: " + e.getMessage(), e);
  }

  private static Reason ofTls(Throwable e) {
    for (Throwable at = e; at != null; at = at.getCause()) {
      if (at instanceof CertificateException) {
        return Reason.CERTIFICATE;
      }
    }
    return Reason.TLS;
  }
}
