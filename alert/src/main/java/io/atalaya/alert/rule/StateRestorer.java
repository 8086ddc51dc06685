package io.atalaya.alert.rule;

import io.atalaya.model.Labels;
import io.atalaya.model.Matcher;
import io.atalaya.model.SampleValue;
import io.atalaya.model.SeriesSamples;
import io.atalaya.model.SeriesSelection;
import io.atalaya.model.SeriesSet;
import io.atalaya.model.SeriesSource;
import io.atalaya.model.StorageException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives alerts back, after a restart, the time they had been active before: from the last sample of
 * {@code ALERTS_FOR_STATE}, whose value is that time in seconds. The time this server was down does
 * not count towards {@code for}, and a restored alert pends at least for the grace period unless it
 * fired before. These are the rules of Prometheus' {@code Group.RestoreForState}.
 */
final class StateRestorer {
  private static final Logger LOG = LoggerFactory.getLogger(StateRestorer.class);

  private final SeriesSource source;
  private final RuleOptions options;

  StateRestorer(SeriesSource source, RuleOptions options) {
    this.source = source;
    this.options = options;
  }

  /** Restores the alerts of a rule as they are at {@code now}; never fails the rule. */
  void restore(RunningAlertingRule rule, Instant now) {
    Duration holdFor = rule.alerting().holdFor();
    if (holdFor.compareTo(options.forGracePeriod()) < 0) {
      return;
    }
    try {
      Map<Labels, LastSample> before = lastSamples(rule, now);
      for (ActiveAlert alert : rule.activeAlerts()) {
        LastSample last = before.get(alert.labels());
        if (last != null) {
          alert.restore(activeSince(last, holdFor, now));
        }
      }
    } catch (StorageException e) {
      LOG.warn("Alerts of rule {} start anew: their state cannot be read", rule.rule().name(), e);
    }
  }

  private Instant activeSince(LastSample last, Duration holdFor, Instant now) {
    Duration pended = Duration.between(last.activeSince(), last.at());
    Duration remaining = holdFor.minus(pended);
    if (!remaining.isPositive()) {
      return last.activeSince();
    }
    if (remaining.compareTo(options.forGracePeriod()) < 0) {
      return now.plus(options.forGracePeriod()).minus(holdFor);
    }
    return last.activeSince().plus(Duration.between(last.at(), now));
  }

  /** The last sample of each series of the rule that had not ended. */
  private Map<Labels, LastSample> lastSamples(RunningAlertingRule rule, Instant now) {
    Map<Labels, LastSample> found = new HashMap<>();
    SeriesSelection selection =
        SeriesSelection.of(
            options.tenant(),
            matchers(rule),
            now.minus(options.outageTolerance()).toEpochMilli(),
            now.toEpochMilli());
    SeriesSamples samples = new SeriesSamples();
    try (SeriesSet set = source.select(selection)) {
      for (int i = 0; i < set.size(); i++) {
        set.read(i, samples);
        int row = samples.to - 1;
        if (samples.size() > 0 && !SampleValue.isStale(samples.values[row])) {
          Instant at = Instant.ofEpochMilli(samples.times.millis(row));
          Instant since = Instant.ofEpochSecond((long) samples.values[row]);
          found.put(set.labels(i).without(Labels.METRIC_NAME), new LastSample(at, since));
        }
      }
    }
    return found;
  }

  /** Labels that are templates differ from alert to alert, so they cannot be asked for. */
  private static List<Matcher> matchers(RunningAlertingRule rule) {
    List<Matcher> matchers = new ArrayList<>();
    matchers.add(Matcher.equal(Labels.METRIC_NAME, RunningAlertingRule.ALERTS_FOR_STATE));
    matchers.add(Matcher.equal(RunningAlertingRule.ALERTNAME, rule.rule().name()));
    rule.labels()
        .forEach(
            (name, value) -> {
              if (!value.contains("{{") && !value.isEmpty()) {
                matchers.add(Matcher.equal(name, value));
              }
            });
    return matchers;
  }

  private record LastSample(Instant at, Instant activeSince) {}
}
