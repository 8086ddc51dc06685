package io.atalaya.collect.check.queue;

import io.atalaya.collect.http.ExchangeException;
import io.atalaya.collect.redis.RedisReply;
import io.atalaya.collect.redis.RedisSession;
import io.atalaya.model.json.JsonValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Celery:
 *
 * <pre>
 *   QUEUE                    list of messages; the oldest at the end. Priorities 3, 6, 9 have lists
 *                            of their own: QUEUE, bytes 6 and 22, the number
 *   unacked                  hash of messages that workers hold: [message, exchange, routing key]
 *   celery-task-meta-ID      result as JSON, if results are kept here: {"status": "SUCCESS", …}
 * </pre>
 *
 * A message carries no time by itself; if its properties or headers do ({@code timestamp}), that is
 * the age. A task takes time nobody writes down.
 */
final class CeleryQueues implements RedisLayout {
  private static final List<String> PRIORITIES =
      List.of("", "\u0006\u00163", "\u0006\u00166", "\u0006\u00169");

  private static final int MAX_UNACKED = 1000;

  private final boolean results;

  /** Whether kept results are counted, too, which means to look through the keys. */
  CeleryQueues(boolean results) {
    this.results = results;
  }

  @Override
  public List<QueueFigures> read(RedisSession redis, List<String> queues, double now)
      throws ExchangeException {
    List<String> names = queues.isEmpty() ? List.of("celery") : queues;
    Map<String, Integer> held = held(redis, names);
    List<QueueFigures> all = new ArrayList<>();
    for (String name : names) {
      double pending = 0;
      double oldest = Double.NaN;
      for (String priority : PRIORITIES) {
        double length = RedisLayout.number(redis, "LLEN", name + priority);
        pending += length;
        if (length > 0) {
          double age = now - sent(redis.ask("LINDEX", name + priority, "-1").asText());
          oldest = Double.isNaN(oldest) ? age : Math.max(oldest, Double.isNaN(age) ? oldest : age);
        }
      }
      all.add(
          new QueueFigures(name)
              .jobs(JobState.PENDING, pending)
              .jobs(JobState.PROCESSING, held.getOrDefault(name, 0))
              .oldest(pending == 0 ? 0 : oldest));
    }
    if (results) {
      count(redis, all.getFirst());
    }
    return all;
  }

  /** How many messages workers hold, by queue: the routing key names it, unless set otherwise. */
  private static Map<String, Integer> held(RedisSession redis, List<String> names)
      throws ExchangeException {
    Map<String, Integer> held = new HashMap<>();
    int size = (int) RedisLayout.number(redis, "HLEN", "unacked");
    if (names.size() == 1 || size > MAX_UNACKED) {
      held.put(names.getFirst(), size);
      return held;
    }
    for (String text : RedisLayout.texts(redis, "HVALS", "unacked")) {
      List<JsonValue> parts = JobTimes.json(text).items();
      String key = parts.size() == 3 && parts.get(2) instanceof JsonValue.Text(var k) ? k : "";
      held.merge(names.contains(key) ? key : names.getFirst(), 1, Integer::sum);
    }
    return held;
  }

  private static double sent(String message) {
    JsonValue json = JobTimes.json(message);
    return Stream.of(
            json.text("properties", "timestamp"),
            json.text("headers", "timestamp"),
            json.text("headers", "sent_at"),
            json.text("headers", "published_at"))
        .mapToDouble(JobTimes::seconds)
        .filter(time -> !Double.isNaN(time))
        .findFirst()
        .orElse(Double.NaN);
  }

  private static void count(RedisSession redis, QueueFigures figures) throws ExchangeException {
    List<String> keys = RedisLayout.keys(redis, "celery-task-meta-*");
    Map<String, Integer> byStatus = new HashMap<>();
    if (!keys.isEmpty()) {
      List<String> ask = new ArrayList<>(List.of("MGET"));
      ask.addAll(keys);
      for (RedisReply result : redis.ask(ask).asItems()) {
        byStatus.merge(JobTimes.json(result.asText()).text("status"), 1, Integer::sum);
      }
    }
    figures.jobs(JobState.COMPLETED, byStatus.getOrDefault("SUCCESS", 0));
    figures.jobs(JobState.FAILED, byStatus.getOrDefault("FAILURE", 0));
  }
}
