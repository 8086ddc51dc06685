package io.atalaya.collect.check.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.atalaya.collect.check.Observation;
import io.atalaya.collect.check.Observation.Verdict;
import io.atalaya.collect.check.queue.RedisQueues.Library;
import io.atalaya.collect.http.AddressGuard;
import io.atalaya.collect.http.Deadline;
import io.atalaya.collect.http.ExchangeException;
import io.atalaya.collect.http.Network;
import io.atalaya.collect.redis.RedisServer;
import io.atalaya.collect.redis.RedisSession;
import io.atalaya.collect.testserver.RedisProgram;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Layouts of libraries, in a real Redis; one database each. */
class RedisQueuesTest {
  private static final double NOW = Queues.NOW.getEpochSecond();

  private static RedisProgram program;

  @BeforeAll
  static void start() throws IOException {
    program = RedisProgram.start();
  }

  @AfterAll
  static void stop() throws IOException {
    program.close();
  }

  private static RedisServer database(int number, String... commands) throws ExchangeException {
    RedisServer server = new RedisServer("127.0.0.1", program.port(), "", null, null, number);
    Network network = Network.system(AddressGuard.open());
    Deadline deadline = Deadline.in(Duration.ofSeconds(30), network.ticker());
    try (RedisSession session = RedisSession.open(server, network, deadline)) {
      for (String command : commands) {
        session.ask(List.of(command.split(" ")));
      }
    }
    return server;
  }

  private static QueueSource source(Library library, RedisServer server, String... queues) {
    return new RedisQueues(library, server, List.of(queues), "", true);
  }

  @Test
  void celeryKeepsMessagesInListsAndThoseThatWorkersHoldInAHash() throws ExchangeException {
    String old = "{\"headers\":{\"id\":\"1\",\"timestamp\":%s},\"body\":\"x\"}".formatted(NOW - 90);
    RedisServer server =
        database(
            1,
            "LPUSH celery " + old,
            "LPUSH celery {\"headers\":{\"id\":\"2\"}}",
            "LPUSH celery\u0006\u00169 {\"headers\":{\"id\":\"3\"}}",
            "LPUSH mail {\"headers\":{}}",
            "HSET unacked tag1 [{},\"\",\"celery\"] tag2 [{},\"\",\"mail\"]",
            "SET celery-task-meta-a {\"status\":\"SUCCESS\"}",
            "SET celery-task-meta-b {\"status\":\"SUCCESS\"}",
            "SET celery-task-meta-c {\"status\":\"SUCCESS\"}",
            "SET celery-task-meta-d {\"status\":\"FAILURE\"}");

    Map<String, Double> figures = Queues.figures(source(Library.CELERY, server, "celery", "mail"));

    assertThat(figures)
        .containsOnly(
            entry("queue_jobs{queue=celery, state=pending}", 3.0),
            entry("queue_jobs{queue=celery, state=processing}", 1.0),
            entry("queue_jobs{queue=celery, state=completed}", 3.0),
            entry("queue_jobs{queue=celery, state=failed}", 1.0),
            entry("queue_success_ratio{queue=celery}", 0.75),
            entry("queue_oldest_job_age_seconds{queue=celery}", 90.0),
            entry("queue_jobs{queue=mail, state=pending}", 1.0),
            entry("queue_jobs{queue=mail, state=processing}", 1.0));
  }

  @Test
  void rqKeepsIdsInAListAndInRegistries() throws ExchangeException {
    RedisServer server =
        database(
            2,
            "SADD rq:queues rq:queue:default",
            "RPUSH rq:queue:default j1 j2",
            "HSET rq:job:j1 enqueued_at 2026-03-01T11:59:00.000000Z",
            "ZADD rq:wip:default 1 j0",
            "ZADD rq:finished:default 1 d1 2 d2",
            "HSET rq:job:d1 started_at 2026-03-01T11:00:00Z ended_at 2026-03-01T11:00:03Z",
            "HSET rq:job:d2 started_at 2026-03-01T11:00:00Z ended_at 2026-03-01T11:00:05Z",
            "ZADD rq:failed:default 1 f1 2 f2",
            "SADD rq:workers:default w1");

    assertThat(Queues.figures(source(Library.RQ, server)))
        .containsOnly(
            entry("queue_jobs{queue=default, state=pending}", 2.0),
            entry("queue_jobs{queue=default, state=processing}", 1.0),
            entry("queue_jobs{queue=default, state=completed}", 2.0),
            entry("queue_jobs{queue=default, state=failed}", 2.0),
            entry("queue_success_ratio{queue=default}", 0.5),
            entry("queue_job_duration_seconds{queue=default}", 4.0),
            entry("queue_consumers{queue=default}", 1.0),
            entry("queue_oldest_job_age_seconds{queue=default}", 60.0));
  }

  @Test
  void sidekiqTellsListsByQueueAndTheRestOfTheWholeServer() throws ExchangeException {
    RedisServer server =
        database(
            3,
            "SADD queues default low",
            "LPUSH queue:default {\"enqueued_at\":" + (Queues.NOW.getEpochSecond() - 30) + ".0}",
            "LPUSH queue:default {\"enqueued_at\":" + (Queues.NOW.getEpochSecond() - 5) + ".0}",
            "LPUSH queue:low {\"enqueued_at\":%.0f}".formatted((NOW - 7) * 1000),
            "SET stat:processed 200",
            "SET stat:failed 50",
            "ZADD retry 1 a 2 b",
            "ZADD dead 1 c",
            "SADD processes host:1:abc",
            "HSET host:1:abc busy 4");

    assertThat(Queues.figures(source(Library.SIDEKIQ, server)))
        .containsOnly(
            entry("queue_jobs{queue=default, state=pending}", 2.0),
            entry("queue_oldest_job_age_seconds{queue=default}", 30.0),
            entry("queue_jobs{queue=low, state=pending}", 1.0),
            entry("queue_oldest_job_age_seconds{queue=low}", 7.0),
            entry("queue_jobs{queue=*, state=processing}", 4.0),
            entry("queue_jobs{queue=*, state=completed}", 150.0),
            entry("queue_jobs{queue=*, state=failed}", 3.0),
            entry("queue_success_ratio{queue=*}", 0.75),
            entry("queue_consumers{queue=*}", 1.0));
  }

  @Test
  void bullKeepsEachStateUnderAKeyOfItsOwn() throws ExchangeException {
    RedisServer server =
        database(
            4,
            "HSET bull:video:meta version bullmq",
            "LPUSH bull:video:wait 1 2",
            "HSET bull:video:1 timestamp %.0f".formatted((NOW - 45) * 1000),
            "ZADD bull:video:prioritized 1 9",
            "LPUSH bull:video:active 3",
            "ZADD bull:video:completed 1 4",
            "HSET bull:video:4 processedOn 1000000000000 finishedOn 1000000002500",
            "ZADD bull:video:failed 1 5");

    assertThat(Queues.figures(source(Library.BULLMQ, server)))
        .containsOnly(
            entry("queue_jobs{queue=video, state=pending}", 3.0),
            entry("queue_jobs{queue=video, state=processing}", 1.0),
            entry("queue_jobs{queue=video, state=completed}", 1.0),
            entry("queue_jobs{queue=video, state=failed}", 1.0),
            entry("queue_success_ratio{queue=video}", 0.5),
            entry("queue_job_duration_seconds{queue=video}", 2.5),
            entry("queue_oldest_job_age_seconds{queue=video}", 45.0));
  }

  @Test
  void aLimitThatIsPassedSaysWhichQueueAndBy() throws ExchangeException {
    RedisServer server = database(5, "LPUSH celery {} {} {}");
    QueueSource celery = source(Library.CELERY, server, "celery");
    Observation down = Queues.ask(celery, new QueueLimits(2.0, null, null, null, Verdict.DOWN));
    assertThat(down.verdict()).isEqualTo(Verdict.DOWN);
    assertThat(down.reason()).isEqualTo("pending");
    assertThat(down.message()).isEqualTo("queue celery: 3 jobs wait, more than 2");
    Observation degraded =
        Queues.ask(celery, new QueueLimits(2.0, null, null, null, Verdict.DEGRADED));
    assertThat(degraded.verdict()).isEqualTo(Verdict.DEGRADED);
    Observation good = Queues.ask(celery, new QueueLimits(3.0, null, 0.0, 0.9, Verdict.DOWN));
    assertThat(good.verdict()).isEqualTo(Verdict.UP);
  }

  @Test
  void limitsOfAgeFailuresAndSuccessAreJudgedToo() throws ExchangeException {
    RedisServer server =
        database(
            6,
            "LPUSH bull:v:wait 1",
            "HSET bull:v:1 timestamp %.0f".formatted((NOW - 45) * 1000),
            "ZADD bull:v:completed 1 4",
            "ZADD bull:v:failed 1 5 2 6 3 7");
    QueueSource bull = source(Library.BULLMQ, server, "v");
    Duration short30 = Duration.ofSeconds(30);
    assertThat(Queues.ask(bull, new QueueLimits(null, short30, null, null, Verdict.DOWN)).reason())
        .isEqualTo("age");
    assertThat(Queues.ask(bull, new QueueLimits(null, null, 2.0, null, Verdict.DOWN)).reason())
        .isEqualTo("failed");
    assertThat(Queues.ask(bull, new QueueLimits(null, null, null, 0.5, Verdict.DOWN)).message())
        .isEqualTo("queue v: 25.0 % of the jobs succeed, fewer than 50.0 %");
  }
}
