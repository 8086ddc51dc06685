package io.atalaya.collect.check.database;

import io.atalaya.collect.check.Observation;
import io.atalaya.collect.check.Prober;
import io.atalaya.collect.database.DatabaseSession;
import io.atalaya.collect.database.Rows;
import io.atalaya.collect.http.Deadline;
import io.atalaya.collect.http.ExchangeException;
import io.atalaya.collect.http.Network;

/** Logs in and asks. */
final class SqlProber implements Prober {
  /** Rows that are read; conditions look at the first, and at how many there are. */
  static final int MAX_ROWS = 1000;

  private final SqlCheck check;
  private final Network network;

  SqlProber(SqlCheck check, Network network) {
    this.check = check;
    this.network = network;
  }

  @Override
  public Observation probe() {
    long begun = network.ticker().nanos();
    Observation.Builder seen = new Observation.Builder();
    Deadline deadline = Deadline.in(check.basics().timeout(), network.ticker());
    try (DatabaseSession session = DatabaseSession.open(check.server(), network, deadline)) {
      SessionReadings.of(session.phases(), session.loginNanos(), session.remoteAddress(), seen);
      seen.read("probe_database_info", "version", session.product(), 1);
      long asked = network.ticker().nanos();
      Rows rows = session.query(check.query(), MAX_ROWS);
      SessionReadings.query(network.ticker().nanos() - asked, rows, seen);
      check.conditions().forEach(condition -> condition.judge(rows, seen));
    } catch (ExchangeException e) {
      seen.judge(e);
    }
    long took = network.ticker().nanos() - begun;
    seen.judgeTime(check.slowAfter(), took);
    return seen.build(took);
  }
}
