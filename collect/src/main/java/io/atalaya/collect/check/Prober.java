package io.atalaya.collect.check;

import io.atalaya.collect.check.Observation.Verdict;
import io.atalaya.collect.http.ExchangeException;
import io.atalaya.collect.http.Network;
import java.time.InstantSource;

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

  /** Judges an attempt that got no answer: down, unless the fault is ours. */
  static void judge(Observation.Builder seen, ExchangeException e) {
    boolean ours = e.reason() == ExchangeException.Reason.INTERNAL;
    seen.judge(
        ours ? Verdict.UNKNOWN : Verdict.DOWN, e.reason().text(), String.valueOf(e.getMessage()));
  }
}
