package io.atalaya.server.config;

import io.atalaya.collect.check.CheckBasics;
import io.atalaya.collect.check.CheckConfig;
import io.atalaya.collect.check.Observation.Verdict;
import io.atalaya.collect.check.queue.AmqpQueues;
import io.atalaya.collect.check.queue.HttpQueue;
import io.atalaya.collect.check.queue.KafkaLag;
import io.atalaya.collect.check.queue.KafkaLogin;
import io.atalaya.collect.check.queue.QueueCheck;
import io.atalaya.collect.check.queue.QueueLimits;
import io.atalaya.collect.check.queue.QueueSource;
import io.atalaya.collect.check.queue.RabbitQueues;
import io.atalaya.collect.check.queue.RedisQueues;
import io.atalaya.collect.check.queue.RedisQueues.Library;
import io.atalaya.collect.check.queue.SqlQueue;
import io.atalaya.collect.database.DatabaseKind;
import io.atalaya.model.SecretSource;
import io.atalaya.model.http.TlsConfig;
import io.atalaya.server.config.yaml.Section;
import io.atalaya.server.config.yaml.YamlScalar;
import java.net.URI;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The checks of queues: {@code celery}, {@code rq}, {@code sidekiq}, {@code bullmq}, {@code
 * rabbitmq}, {@code amqp}, {@code kafka}, {@code queue_http}, {@code queue_sql}. Each has the
 * limits of {@link QueueLimits} among its keys:
 *
 * <pre>
 *   - name: tasks
 *     celery: { address: "redis:6379", queues: [celery, mail], max_pending: 20, max_age: 10m }
 * </pre>
 */
final class QueueCheckReader {
  static final List<CheckKind> KINDS =
      List.of(
          kind("celery", "address", s -> redis(s, Library.CELERY)),
          kind("rq", "address", s -> redis(s, Library.RQ)),
          kind("sidekiq", "address", s -> redis(s, Library.SIDEKIQ)),
          kind("bullmq", "address", s -> redis(s, Library.BULLMQ)),
          kind("rabbitmq", "url", QueueCheckReader::rabbit),
          kind("amqp", "address", QueueCheckReader::amqp),
          kind("kafka", "address", QueueCheckReader::kafka),
          kind("queue_http", "url", QueueCheckReader::http),
          kind("queue_sql", "address", QueueCheckReader::sql));

  private static final Map<String, Verdict> VERDICTS =
      Map.of("down", Verdict.DOWN, "degraded", Verdict.DEGRADED);

  private static final Map<String, KafkaLogin.Mechanism> MECHANISMS =
      Arrays.stream(KafkaLogin.Mechanism.values())
          .collect(
              Collectors.toMap(
                  KafkaLogin.Mechanism::text, Function.identity(), (a, b) -> a, TreeMap::new));

  private static final int KAFKA_PORT = 9092;

  private QueueCheckReader() {}

  private static CheckKind kind(String name, String shortKey, Section.Reader<QueueSource> source) {
    return new CheckKind(name, shortKey, (s, basics) -> check(s, basics, source.read(s)));
  }

  private static CheckConfig check(Section s, CheckBasics basics, QueueSource source) {
    QueueLimits limits =
        new QueueLimits(
            DatabaseCheckReader.number(s, "max_pending").orElse(null),
            s.duration("max_age").orElse(null),
            DatabaseCheckReader.number(s, "max_failed").orElse(null),
            s.given("min_success_ratio") ? (Double) s.number("min_success_ratio", 0, 0, 1) : null,
            s.choice("otherwise", Verdict.DOWN, VERDICTS));
    return new QueueCheck(basics, source, limits, s.duration("slow_after").orElse(null));
  }

  private static QueueSource redis(Section s, Library library) {
    String prefix =
        switch (library) {
          case SIDEKIQ -> s.text("namespace", "");
          case BULLMQ -> s.text("prefix", "");
          case CELERY, RQ -> "";
        };
    boolean results = library == Library.CELERY && s.flag("results", false);
    return new RedisQueues(library, ServiceAddress.redis(s), s.texts("queues"), prefix, results);
  }

  private static QueueSource rabbit(Section s) {
    return new RabbitQueues(
        url(s), s.text("vhost", "/"), s.texts("queues"), HttpClientReader.read(s));
  }

  private static URI url(Section s) {
    return s.parsed("url", URI::create)
        .orElseThrow(() -> new IllegalArgumentException("url is missing"));
  }

  private static QueueSource amqp(Section s) {
    HostPort address = ServiceAddress.address(s, AmqpQueues.DEFAULT_PORT);
    @Nullable SecretSource password = ServiceAddress.password(s);
    return new AmqpQueues(
        address.host(),
        address.port(),
        s.text("vhost", "/"),
        s.text("user", "guest"),
        password,
        ServiceAddress.tls(s),
        s.texts("queues"));
  }

  private static QueueSource kafka(Section s) {
    HostPort address = ServiceAddress.address(s, KAFKA_PORT);
    return new KafkaLag(
        List.of(address.toString()),
        s.text("group", ""),
        s.texts("topics"),
        kafkaLogin(s),
        kafkaTls(s));
  }

  private static @Nullable KafkaLogin kafkaLogin(Section s) {
    String user = s.text("user", "");
    KafkaLogin.Mechanism mechanism = s.choice("mechanism", KafkaLogin.Mechanism.PLAIN, MECHANISMS);
    @Nullable SecretSource password = ServiceAddress.password(s);
    return user.isEmpty() ? null : new KafkaLogin(mechanism, user, password);
  }

  /** A section as elsewhere, or just {@code true} for the system's trust. */
  private static @Nullable TlsConfig kafkaTls(Section s) {
    if (s.raw("tls") instanceof YamlScalar) {
      return s.flag("tls", false) ? TlsConfig.defaults() : null;
    }
    return ServiceAddress.tls(s);
  }

  private static QueueSource http(Section s) {
    return new HttpQueue(
        url(s), s.text("queue", "default"), s.textMap("paths"), HttpClientReader.read(s));
  }

  private static QueueSource sql(Section s) {
    Map<String, DatabaseKind> kinds = new LinkedHashMap<>();
    for (DatabaseKind kind : DatabaseKind.values()) {
      kinds.put(kind.text(), kind);
    }
    DatabaseKind kind = s.choice("type", DatabaseKind.POSTGRESQL, kinds);
    return new SqlQueue(
        ServiceAddress.database(s, kind), s.text("query", ""), s.text("queue", "default"));
  }
}
