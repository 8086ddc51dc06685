package io.atalaya.collect.check;

import io.atalaya.collect.check.Observation.Verdict;
import io.atalaya.collect.http.ExchangeException;
import io.atalaya.collect.http.Network;
import java.time.InstantSource;
import java.util.List;
import org.slf4j.LoggerFactory;

/** Makes one attempt of one check. Must not block longer than the check's timeout. */
interface Prober {
  Observation probe();

  /** The prober of a check. */
  static Prober of(CheckConfig config, Network network, InstantSource clock) {
    return switch (config) {
      case HttpCheck http -> new HttpProber(http, network, clock);
      case TcpCheck tcp -> new TcpProber(tcp, network);
    };
  }

  /** One attempt that never throws: a bug of ours makes the check unknown, not its target down. */
  static Observation attempt(Prober prober, CheckConfig check) {
    try {
      return prober.probe();
    } catch (RuntimeException e) {
      LoggerFactory.getLogger(Prober.class)
          .error("Check {} failed for a reason of our own", check.name(), e);
      return new Observation(Verdict.UNKNOWN, "internal", "internal error: " + e, 0, List.of());
    }
  }

  /** Judges an attempt that got no answer: down, unless the fault is ours. */
  static void judge(Observation.Builder seen, ExchangeException e) {
    boolean ours = e.reason() == ExchangeException.Reason.INTERNAL;
    seen.judge(
        ours ? Verdict.UNKNOWN : Verdict.DOWN, e.reason().text(), String.valueOf(e.getMessage()));
  }
}
