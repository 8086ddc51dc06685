package io.atalaya.collect.check;

import io.atalaya.model.Labels;
import io.atalaya.model.SampleBatch;
import io.atalaya.model.SampleGroup;
import io.atalaya.model.SampleSink;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Writes the results of one check as series:
 *
 * <pre>
 *   probe_success                   1 if the target answered as it should (degraded included)
 *   probe_duration_seconds          time of the last attempt
 *   probe_failure_info{reason}      1, only while an attempt fails or is degraded
 *   check_state{state}              1 for the state that holds, 0 for the others; flapping,
 *                                   unreachable, maintenance and paused only once they have been
 *   check_down                      1 from the time it is down until it is known not to be
 *   probe_…                         what the kind of check measured
 * </pre>
 *
 * all with the labels {@code job="check"}, {@code check}, {@code kind}, {@code target} and {@code
 * instance}. When nothing can be said, for a reason of our own, only the two about the state are
 * written. A series that is not written again gets a staleness marker. For one thread at a time.
 */
final class CheckSamples implements AutoCloseable {
  private static final Map<CheckState, Labels> STATES =
      Stream.of(CheckState.values())
          .collect(Collectors.toUnmodifiableMap(s -> s, s -> Labels.of("state", s.text())));

  private final SampleGroup group;
  private final Labels base;
  private final SeriesTable table = new SeriesTable();
  private final Set<CheckState> seenStates =
      EnumSet.of(CheckState.UP, CheckState.DEGRADED, CheckState.DOWN, CheckState.UNKNOWN);

  CheckSamples(SampleSink sink, CheckConfig check) {
    this.group = sink.open(SampleSink.DEFAULT_TENANT, "check " + check.name());
    this.base = labels(check);
  }

  /** What all series of a check have. */
  static Labels labels(CheckConfig check) {
    return check.basics().labels().toBuilder()
        .set("job", "check")
        .set("check", check.name())
        .set("kind", check.kind())
        .set("target", check.target())
        .set("instance", check.target())
        .build();
  }

  /**
   * Writes the state, and what was seen.
   *
   * @param seen null if nothing can be said about the target
   */
  void write(Instant at, @Nullable Observation seen, CheckState state, boolean down) {
    table.begin();
    seenStates.add(state);
    for (CheckState possible : seenStates) {
      double holds = possible == state ? 1 : 0;
      table.put("check_state", STATES.getOrDefault(possible, Labels.empty()), holds);
    }
    table.put("check_down", Labels.empty(), down ? 1 : 0);
    if (seen != null && seen.verdict() != Observation.Verdict.UNKNOWN) {
      table.put("probe_success", Labels.empty(), seen.failed() ? 0 : 1);
      table.put("probe_duration_seconds", Labels.empty(), seen.durationNanos() / 1e9);
      seen.readings().forEach(r -> table.put(r.metric(), r.labels(), r.value()));
    }
    if (seen != null && !seen.reason().isEmpty()) {
      table.put("probe_failure_info", Labels.of("reason", seen.reason()), 1);
    }
    append(at);
  }

  private void append(Instant at) {
    if (!tryAppend(at)) {
      table.forgetRefs();
      tryAppend(at);
    }
    table.end();
  }

  private boolean tryAppend(Instant at) {
    // Not kept: there are many checks, and each writes seldom.
    SampleBatch batch = new SampleBatch(at.toEpochMilli());
    table.addTo(batch, (metric, more) -> register(batch, metric, more));
    return group.append(batch).unknownSeries() == 0;
  }

  /** Makes a series known to the store, and with it what its metric means. */
  private long register(SampleBatch batch, String metric, Labels more) {
    batch.add(new SampleBatch.Metadata(metric, "gauge", "", MetricHelp.of(metric)));
    Labels.Builder labels = base.toBuilder().set(Labels.METRIC_NAME, metric);
    more.toMap().forEach(labels::set);
    return group.register(labels.build());
  }

  /** Marks everything as ended. */
  void end(Instant at) {
    table.begin();
    append(at);
  }

  @Override
  public void close() {
    group.close();
  }
}
