package io.atalaya.collect.check.queue;

import io.atalaya.collect.check.CheckBasics;
import io.atalaya.collect.check.Observation;
import io.atalaya.collect.check.ProbeContext;
import io.atalaya.collect.http.AddressGuard;
import io.atalaya.collect.http.Network;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.TreeMap;

/** What tests of queues share. */
final class Queues {
  static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  private static final ProbeContext CONTEXT =
      new ProbeContext(Network.system(AddressGuard.open()), InstantSource.fixed(NOW));

  private Queues() {}

  static Observation ask(QueueSource source, QueueLimits limits) {
    return ask(source, limits, Duration.ofMinutes(1));
  }

  static Observation ask(QueueSource source, QueueLimits limits, Duration timeout) {
    CheckBasics basics = CheckBasics.of("q").withTimes(Duration.ofMinutes(1), timeout);
    return new QueueCheck(basics, source, limits, null).prober(CONTEXT).probe();
  }

  /** What a source tells, as {@code queue_jobs{queue="a", state="pending"}}, in order. */
  static Map<String, Double> figures(QueueSource source) {
    Observation seen = ask(source, QueueLimits.NONE);
    if (!seen.message().isEmpty()) {
      throw new AssertionError(seen.reason() + ": " + seen.message());
    }
    Map<String, Double> all = new TreeMap<>();
    seen.readings()
        .forEach(r -> all.put(r.metric() + r.labels().toString().replace("\"", ""), r.value()));
    return all;
  }
}
