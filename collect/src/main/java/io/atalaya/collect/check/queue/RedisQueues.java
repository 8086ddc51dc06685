package io.atalaya.collect.check.queue;

import io.atalaya.collect.http.Deadline;
import io.atalaya.collect.http.ExchangeException;
import io.atalaya.collect.http.Network;
import io.atalaya.collect.redis.RedisServer;
import io.atalaya.collect.redis.RedisSession;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;

/**
 * Queues of a library that keeps its jobs in Redis.
 *
 * @param library whose layout it is
 * @param server where Redis is
 * @param queues names; empty (default) for all that can be found
 * @param prefix what keys begin with: Sidekiq's namespace, BullMQ's prefix; empty for the default
 * @param results whether Celery's kept results are counted, which looks through the keys
 */
public record RedisQueues(
    Library library, RedisServer server, List<String> queues, String prefix, boolean results)
    implements QueueSource {
  /** The libraries whose layouts are known. */
  public enum Library {
    CELERY,
    RQ,
    SIDEKIQ,
    BULLMQ
  }

  public RedisQueues {
    queues = List.copyOf(queues);
  }

  @Override
  public String kind() {
    return library.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public String target() {
    return server.target();
  }

  private RedisLayout layout() {
    return switch (library) {
      case CELERY -> new CeleryQueues(results);
      case RQ -> new RqQueues();
      case SIDEKIQ -> new SidekiqQueues(prefix);
      case BULLMQ -> new BullQueues(prefix);
    };
  }

  @Override
  public List<QueueFigures> read(Network network, InstantSource clock, Deadline deadline)
      throws ExchangeException {
    double now = clock.millis() / 1000.0;
    try (RedisSession redis = RedisSession.open(server, network, deadline)) {
      return layout().read(redis, queues, now);
    }
  }
}
