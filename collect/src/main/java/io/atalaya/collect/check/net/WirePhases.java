package io.atalaya.collect.check.net;

import io.atalaya.collect.check.Observation;
import io.atalaya.collect.http.Phases;

/** Tells how long connecting took, as {@code …_duration_seconds{phase=resolve|connect|tls}}. */
final class WirePhases {
  private static final double NANOS_PER_SECOND = 1e9;

  private WirePhases() {}

  static void read(Observation.Builder seen, String metric, Phases phases) {
    read(seen, metric, "resolve", phases.resolve());
    read(seen, metric, "connect", phases.connect());
    read(seen, metric, "tls", phases.tls());
  }

  static void read(Observation.Builder seen, String metric, String phase, long nanos) {
    seen.read(metric, "phase", phase, nanos / NANOS_PER_SECOND);
  }
}
