package io.atalaya.collect.check.queue;

import io.atalaya.collect.http.ExchangeException;
import io.atalaya.collect.redis.RedisSession;
import java.util.ArrayList;
import java.util.List;

/**
 * Sidekiq:
 *
 * <pre>
 *   queues                   set of names
 *   queue:NAME               list of jobs as JSON; the oldest at the end; enqueued_at in seconds,
 *                            since version 8 in milliseconds
 *   stat:processed           jobs that were over since ever, failed attempts among them
 *   stat:failed              failed attempts since ever
 *   retry, dead              sorted sets of jobs that failed: to be tried again, and given up
 *   processes                set of processes, each a hash: busy = jobs that it works on
 * </pre>
 *
 * All but the lists is told of the whole server, not of a queue: it is written for the queue {@code
 * *}.
 */
final class SidekiqQueues implements RedisLayout {
  private final String prefix;

  /** Keys begin with the namespace and a colon, if there is one. */
  SidekiqQueues(String namespace) {
    this.prefix = namespace.isEmpty() ? "" : namespace + ":";
  }

  @Override
  public List<QueueFigures> read(RedisSession redis, List<String> queues, double now)
      throws ExchangeException {
    List<String> names =
        queues.isEmpty()
            ? RedisLayout.texts(redis, "SMEMBERS", prefix + "queues").stream().sorted().toList()
            : queues;
    List<QueueFigures> all = new ArrayList<>();
    for (String name : names) {
      String key = prefix + "queue:" + name;
      String last = redis.ask("LINDEX", key, "-1").asText();
      double enqueued = JobTimes.seconds(JobTimes.json(last).text("enqueued_at"));
      all.add(
          new QueueFigures(name)
              .jobs(JobState.PENDING, RedisLayout.number(redis, "LLEN", key))
              .oldest(last.isEmpty() ? 0 : now - enqueued));
    }
    all.add(whole(redis));
    return all;
  }

  private QueueFigures whole(RedisSession redis) throws ExchangeException {
    double busy = 0;
    double processes = 0;
    for (String process : RedisLayout.texts(redis, "SMEMBERS", prefix + "processes")) {
      double jobs = RedisLayout.number(redis, "HGET", prefix + process, "busy");
      busy += Double.isNaN(jobs) ? 0 : jobs;
      processes++;
    }
    double processed = orZero(RedisLayout.number(redis, "GET", prefix + "stat:processed"));
    double failedAttempts = orZero(RedisLayout.number(redis, "GET", prefix + "stat:failed"));
    double failed =
        RedisLayout.number(redis, "ZCARD", prefix + "retry")
            + RedisLayout.number(redis, "ZCARD", prefix + "dead");
    return new QueueFigures("*")
        .jobs(JobState.PROCESSING, busy)
        .jobs(JobState.COMPLETED, Math.max(0, processed - failedAttempts))
        .jobs(JobState.FAILED, failed)
        .success(processed > 0 ? Math.max(0, processed - failedAttempts) / processed : Double.NaN)
        .consumers(processes);
  }

  private static double orZero(double count) {
    return Double.isNaN(count) ? 0 : count;
  }
}
