package io.atalaya.collect.check.database;

import io.atalaya.collect.check.Observation;
import io.atalaya.collect.check.Prober;
import io.atalaya.collect.database.Rows;
import io.atalaya.collect.http.Deadline;
import io.atalaya.collect.http.ExchangeException;
import io.atalaya.collect.http.Network;
import io.atalaya.collect.redis.RedisReply;
import io.atalaya.collect.redis.RedisSession;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Logs in to Redis and asks. */
final class RedisProber implements Prober {
  private final RedisCheck check;
  private final Network network;

  RedisProber(RedisCheck check, Network network) {
    this.check = check;
    this.network = network;
  }

  @Override
  public Observation probe() {
    long begun = network.ticker().nanos();
    Observation.Builder seen = new Observation.Builder();
    Deadline deadline = Deadline.in(check.basics().timeout(), network.ticker());
    try (RedisSession session = RedisSession.open(check.server(), network, deadline)) {
      SessionReadings.of(session.phases(), session.loginNanos(), session.remoteAddress(), seen);
      long asked = network.ticker().nanos();
      Rows rows = rows(session.ask(check.command()));
      SessionReadings.query(network.ticker().nanos() - asked, rows, seen);
      check.conditions().forEach(condition -> condition.judge(rows, seen));
    } catch (ExchangeException e) {
      seen.judge(e);
    }
    long took = network.ticker().nanos() - begun;
    seen.judgeTime(check.slowAfter(), took);
    return seen.build(took);
  }

  /** The items of an answer as rows of one column. */
  private static Rows rows(RedisReply reply) {
    List<List<@Nullable String>> rows = new ArrayList<>();
    for (RedisReply item : reply.asItems()) {
      List<@Nullable String> row = new ArrayList<>();
      row.add(item.asText());
      rows.add(row);
    }
    return new Rows(List.of("value"), rows, false);
  }
}
