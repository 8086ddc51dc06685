package io.atalaya.collect.check.queue;

import io.atalaya.collect.http.ExchangeException;
import io.atalaya.collect.redis.RedisSession;
import java.util.ArrayList;
import java.util.List;

/**
 * BullMQ, and Bull before it; keys begin with a prefix, {@code bull} by default:
 *
 * <pre>
 *   bull:NAME:meta           there is such a queue
 *   bull:NAME:wait           list of ids; the oldest at the end
 *   bull:NAME:paused         the same while the queue is paused
 *   bull:NAME:prioritized    sorted set of ids with a priority
 *   bull:NAME:active         list of ids that are worked on
 *   bull:NAME:completed      sorted set of ids, as long as they are kept
 *   bull:NAME:failed         the same
 *   bull:NAME:ID             hash: timestamp, processedOn, finishedOn in milliseconds
 * </pre>
 */
final class BullQueues implements RedisLayout {
  private final String prefix;

  BullQueues(String prefix) {
    this.prefix = prefix.isEmpty() ? "bull" : prefix;
  }

  @Override
  public List<QueueFigures> read(RedisSession redis, List<String> queues, double now)
      throws ExchangeException {
    List<String> names = queues;
    if (names.isEmpty()) {
      int before = prefix.length() + 1;
      int after = ":meta".length();
      names =
          RedisLayout.keys(redis, prefix + ":*:meta").stream()
              .map(key -> key.substring(before, key.length() - after))
              .sorted()
              .toList();
    }
    List<QueueFigures> all = new ArrayList<>();
    for (String name : names) {
      all.add(read(redis, name, now));
    }
    return all;
  }

  private QueueFigures read(RedisSession redis, String name, double now) throws ExchangeException {
    String base = prefix + ":" + name + ":";
    double waiting = RedisLayout.number(redis, "LLEN", base + "wait");
    double paused = RedisLayout.number(redis, "LLEN", base + "paused");
    double prioritized = RedisLayout.number(redis, "ZCARD", base + "prioritized");
    String list = waiting > 0 ? "wait" : "paused";
    String oldest = redis.ask("LINDEX", base + list, "-1").asText();
    double added = JobTimes.seconds(redis.ask("HGET", base + oldest, "timestamp").asText());
    List<String> recent = RedisLayout.newest(redis, base + "completed");
    return new QueueFigures(name)
        .jobs(JobState.PENDING, waiting + paused + prioritized)
        .jobs(JobState.PROCESSING, RedisLayout.number(redis, "LLEN", base + "active"))
        .jobs(JobState.COMPLETED, RedisLayout.number(redis, "ZCARD", base + "completed"))
        .jobs(JobState.FAILED, RedisLayout.number(redis, "ZCARD", base + "failed"))
        .oldest(waiting + paused + prioritized == 0 ? 0 : now - added)
        .average(RedisLayout.average(redis, base, recent, "processedOn", "finishedOn"));
  }
}
