package io.atalaya.collect.check.queue;

import io.atalaya.collect.http.ExchangeException;
import io.atalaya.collect.redis.RedisReply;
import io.atalaya.collect.redis.RedisSession;
import java.util.ArrayList;
import java.util.List;

/** Where a library keeps its jobs in Redis. */
interface RedisLayout {
  /** Jobs that are over, of which the average is taken. */
  int RECENT_JOBS = 20;

  /** Keys that are looked through at most, where there is no other way. */
  int MAX_SCANNED = 10_000;

  /**
   * The figures of some queues.
   *
   * @param queues their names; empty for all that can be found
   * @param nowSeconds the time, in seconds since 1970
   */
  List<QueueFigures> read(RedisSession redis, List<String> queues, double nowSeconds)
      throws ExchangeException;

  /** A number that a command gives; NaN if it gives none. */
  static double number(RedisSession redis, String... command) throws ExchangeException {
    return number(redis.ask(command));
  }

  /** An answer as a number; NaN if it is none. */
  static double number(RedisReply reply) {
    try {
      return reply.asText().isEmpty() ? Double.NaN : Double.parseDouble(reply.asText());
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }

  /** Texts that a command lists. */
  static List<String> texts(RedisSession redis, String... command) throws ExchangeException {
    return redis.ask(command).asItems().stream().map(RedisReply::asText).toList();
  }

  /** Keys of a pattern, at most {@link #MAX_SCANNED} looked through. */
  static List<String> keys(RedisSession redis, String pattern) throws ExchangeException {
    List<String> keys = new ArrayList<>();
    String cursor = "0";
    int scanned = 0;
    do {
      List<RedisReply> page =
          redis.ask("SCAN", cursor, "MATCH", pattern, "COUNT", "1000").asItems();
      cursor = page.getFirst().asText();
      page.getLast().asItems().forEach(key -> keys.add(key.asText()));
      scanned += 1000;
    } while (!cursor.equals("0") && scanned < MAX_SCANNED);
    return keys;
  }

  /** The average time between two fields of jobs; NaN if no job has both. */
  static double average(
      RedisSession redis, String keyPrefix, List<String> ids, String from, String to)
      throws ExchangeException {
    List<List<String>> commands =
        ids.stream().map(id -> List.of("HMGET", keyPrefix + id, from, to)).toList();
    double sum = 0;
    int count = 0;
    for (RedisReply reply : redis.askAll(commands)) {
      List<RedisReply> times = reply.asItems();
      double took =
          times.size() == 2
              ? JobTimes.seconds(times.getLast().asText())
                  - JobTimes.seconds(times.getFirst().asText())
              : Double.NaN;
      if (took >= 0) {
        sum += took;
        count++;
      }
    }
    return count == 0 ? Double.NaN : sum / count;
  }

  /** Ids at the newer end of a sorted set. */
  static List<String> newest(RedisSession redis, String key) throws ExchangeException {
    return texts(redis, "ZREVRANGE", key, "0", Integer.toString(RECENT_JOBS - 1));
  }
}
