package io.atalaya.collect.check.queue;

import io.atalaya.collect.http.ExchangeException;
import io.atalaya.collect.redis.RedisSession;
import java.util.ArrayList;
import java.util.List;

/**
 * RQ:
 *
 * <pre>
 *   rq:queues                set of the keys of all queues
 *   rq:queue:NAME            list of ids; the oldest at the beginning
 *   rq:wip:NAME              sorted set of ids that are worked on
 *   rq:finished:NAME         sorted set of ids that are done, until their results expire
 *   rq:failed:NAME           sorted set of ids that failed, for a year
 *   rq:job:ID                hash: enqueued_at, started_at, ended_at in ISO 8601
 *   rq:workers:NAME          set of the workers of a queue
 * </pre>
 */
final class RqQueues implements RedisLayout {
  private static final String QUEUE = "rq:queue:";
  private static final String JOB = "rq:job:";

  @Override
  public List<QueueFigures> read(RedisSession redis, List<String> queues, double now)
      throws ExchangeException {
    List<String> names = queues;
    if (names.isEmpty()) {
      names =
          RedisLayout.texts(redis, "SMEMBERS", "rq:queues").stream()
              .map(key -> key.startsWith(QUEUE) ? key.substring(QUEUE.length()) : key)
              .sorted()
              .toList();
    }
    List<QueueFigures> all = new ArrayList<>();
    for (String name : names) {
      String oldest = redis.ask("LINDEX", QUEUE + name, "0").asText();
      double enqueued = JobTimes.seconds(redis.ask("HGET", JOB + oldest, "enqueued_at").asText());
      List<String> recent = RedisLayout.newest(redis, "rq:finished:" + name);
      all.add(
          new QueueFigures(name)
              .jobs(JobState.PENDING, RedisLayout.number(redis, "LLEN", QUEUE + name))
              .jobs(JobState.PROCESSING, RedisLayout.number(redis, "ZCARD", "rq:wip:" + name))
              .jobs(JobState.COMPLETED, RedisLayout.number(redis, "ZCARD", "rq:finished:" + name))
              .jobs(JobState.FAILED, RedisLayout.number(redis, "ZCARD", "rq:failed:" + name))
              .consumers(RedisLayout.number(redis, "SCARD", "rq:workers:" + name))
              .oldest(oldest.isEmpty() ? 0 : now - enqueued)
              .average(RedisLayout.average(redis, JOB, recent, "started_at", "ended_at")));
    }
    return all;
  }
}
