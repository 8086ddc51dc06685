package io.atalaya.collect.discover;

import io.atalaya.collect.discover.Registry.Parameter;
import io.atalaya.collect.http.Network;
import io.atalaya.model.Scheduler;
import io.atalaya.model.json.JsonValue;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One question that Consul is asked again and again, by blocking queries: each answer has an index,
 * and the next question names it, so that Consul answers when there is something new, or when the
 * time it may take is over. An index that goes backwards is forgotten, as Consul's documentation
 * demands; answers without one are asked for at intervals.
 */
final class ConsulQuestion implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ConsulQuestion.class);

  /** How long Consul may keep a question. */
  static final Duration WAIT = Duration.ofMinutes(2);

  /** Consul may add a sixteenth, lest all clients ask at once. */
  private static final Duration TIMEOUT = WAIT.plusSeconds(15);

  private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(15);

  private final ConsulApi api;
  private final ConsulApi.Question question;
  private final Network network;
  private final Scheduler scheduler;
  private final CountedQuery.Count count;
  private final Consumer<JsonValue> taker;
  private final Registry registry;
  private volatile boolean closed;
  private long index;
  private @Nullable String lastTrouble;

  /**
   * A question that is not asked yet.
   *
   * @param taker gets each answer that may be new
   */
  ConsulQuestion(
      ConsulApi api,
      ConsulApi.Question question,
      Network network,
      Scheduler scheduler,
      CountedQuery.Count count,
      Consumer<JsonValue> taker) {
    this.api = api;
    this.question = question;
    this.network = network;
    this.scheduler = scheduler;
    this.count = count;
    this.taker = taker;
    this.registry = new Registry(api.config().http(), network);
  }

  void start() {
    schedule(scheduler.instant());
  }

  private void schedule(Instant when) {
    Instant now = scheduler.instant();
    scheduler.at(when.isBefore(now) ? now : when, "consul_sd " + question.path(), this::turn);
  }

  private void turn() {
    if (closed) {
      return;
    }
    Instant next = scheduler.instant().plus(api.config().refreshInterval());
    try {
      ask();
      trouble(null);
    } catch (IOException | RuntimeException e) {
      // What was missed meanwhile is in the next answer, if that does not wait for news.
      index = 0;
      next = scheduler.instant().plus(PAUSE_AFTER_FAILURE);
      trouble(e.getMessage() == null ? e.toString() : e.getMessage());
    }
    if (!closed) {
      schedule(next);
    }
  }

  private void ask() throws IOException {
    List<Parameter> more =
        index == 0
            ? List.of()
            : List.of(
                new Parameter("index", Long.toString(index)),
                new Parameter("wait", WAIT.toSeconds() + "s"));
    Registry.Reply reply = counted(more);
    long now = index(reply);
    if (now == 0 || now != index) {
      index = now < index ? 0 : now;
      taker.accept(JsonValue.parse(reply.body()));
    }
  }

  private Registry.Reply counted(List<Parameter> more) throws IOException {
    long begin = network.ticker().nanos();
    boolean failed = true;
    try {
      Registry.Reply reply = registry.get(api.url(question, more), api.headers(), TIMEOUT);
      failed = false;
      return reply;
    } finally {
      count.asked(network.ticker().nanos() - begin, failed && !closed);
    }
  }

  private static long index(Registry.Reply reply) {
    try {
      return Long.parseUnsignedLong(reply.header("X-Consul-Index"));
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  /** The same trouble is told once, and its end. */
  private void trouble(@Nullable String now) {
    if (!closed && !Objects.equals(now, lastTrouble)) {
      String what = api.config().server() + question.path();
      if (now == null) {
        log.info("consul_sd {}: targets are found again", what);
      } else {
        log.error("consul_sd {}: the former targets stay: {}", what, now);
      }
    }
    lastTrouble = now;
  }

  /** Asks no more, and ends a question that waits for its answer. */
  @Override
  public void close() {
    closed = true;
    registry.close();
  }
}
