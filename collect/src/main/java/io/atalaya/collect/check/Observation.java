package io.atalaya.collect.check;

import io.atalaya.collect.http.ExchangeException;
import io.atalaya.model.Labels;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What one attempt of a check saw.
 *
 * @param verdict what it means
 * @param reason one word for why it is not {@link Verdict#UP}; empty if it is
 * @param message one sentence for people; empty if all is well
 * @param durationNanos how long the attempt took
 * @param readings what was measured on the way
 */
public record Observation(
    Verdict verdict, String reason, String message, long durationNanos, List<Reading> readings) {

  /** What one attempt, or an evaluation of several, says. */
  public enum Verdict {
    UP,
    /** It answers, but not as well as it should. */
    DEGRADED,
    DOWN,
    /** Nothing can be said, for a reason of our own. */
    UNKNOWN
  }

  /**
   * One measured value.
   *
   * @param metric name of the metric
   * @param labels labels besides those of the check
   */
  public record Reading(String metric, Labels labels, double value) {}

  public Observation {
    readings = List.copyOf(readings);
  }

  boolean failed() {
    return verdict == Verdict.DOWN || verdict == Verdict.UNKNOWN;
  }

  /** Labels that most readings have, so that thousands of checks share them. */
  private static final Map<String, Labels> PHASES =
      Stream.of("resolve", "connect", "tls", "processing", "transfer", "request", "setup", "rtt")
          .collect(Collectors.toUnmodifiableMap(p -> p, p -> Labels.of("phase", p)));

  /** Collects what an attempt sees. */
  public static final class Builder {
    private final Map<Series, Double> readings = new LinkedHashMap<>();
    private Verdict verdict = Verdict.UP;
    private String reason = "";
    private String message = "";

    /** What names a reading; the last value counts. */
    private record Series(String metric, Labels labels) {}

    public void read(String metric, double value) {
      readings.put(new Series(metric, Labels.empty()), value);
    }

    public void read(String metric, String label, String labelValue, double value) {
      Labels labels = label.equals("phase") ? PHASES.get(labelValue) : null;
      read(metric, labels == null ? Labels.of(label, labelValue) : labels, value);
    }

    public void read(String metric, Labels labels, double value) {
      readings.put(new Series(metric, labels), value);
    }

    /** Lowers the verdict; the first reason of the worst one counts. */
    public void judge(Verdict worse, String why, String sentence) {
      if (worse.compareTo(verdict) > 0) {
        verdict = worse;
        reason = why;
        message = sentence;
      }
    }

    /** Judges an attempt that got no answer: down, unless the fault is ours. */
    public void judge(ExchangeException e) {
      boolean ours = e.reason() == ExchangeException.Reason.INTERNAL;
      judge(
          ours ? Verdict.UNKNOWN : Verdict.DOWN, e.reason().text(), String.valueOf(e.getMessage()));
    }

    /** A good answer that took too long is degraded; null for never. */
    public void judgeTime(@Nullable Duration slowAfter, long tookNanos) {
      if (slowAfter != null && tookNanos > slowAfter.toNanos()) {
        judge(
            Verdict.DEGRADED,
            "slow",
            "the answer took %d ms, more than %d ms"
                .formatted(tookNanos / 1_000_000, slowAfter.toMillis()));
      }
    }

    public Observation build(long durationNanos) {
      List<Reading> all = new ArrayList<>(readings.size());
      readings.forEach((s, value) -> all.add(new Reading(s.metric(), s.labels(), value)));
      return new Observation(verdict, reason, message, durationNanos, all);
    }
  }
}
