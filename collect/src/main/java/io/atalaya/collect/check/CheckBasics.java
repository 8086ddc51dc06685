package io.atalaya.collect.check;

import io.atalaya.model.Labels;
import java.time.Duration;
import java.util.List;

/**
 * What every kind of check has.
 *
 * @param name unique among the checks; becomes the label {@code check}
 * @param labels further labels of all its series; none by default
 * @param interval time between two evaluations; 1 m by default
 * @param timeout time one attempt may take; 10 s by default
 * @param judgement how results become a state
 * @param dependsOn names of the checks that must be well for this one to be; none by default
 */
public record CheckBasics(
    String name,
    Labels labels,
    Duration interval,
    Duration timeout,
    Judgement judgement,
    List<String> dependsOn) {
  public static final Duration DEFAULT_INTERVAL = Duration.ofMinutes(1);
  public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(10);

  public CheckBasics {
    dependsOn = List.copyOf(dependsOn);
    if (name.isEmpty()) {
      throw new IllegalArgumentException("a check needs a name");
    }
    if (interval.isNegative() || interval.isZero() || timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException(
          "interval and timeout of check \"" + name + "\" must be greater than zero");
    }
  }

  /** One that depends on no other. */
  public CheckBasics(
      String name, Labels labels, Duration interval, Duration timeout, Judgement judgement) {
    this(name, labels, interval, timeout, judgement, List.of());
  }

  /** A name, and the defaults of everything else. */
  public static CheckBasics of(String name) {
    return new CheckBasics(
        name, Labels.empty(), DEFAULT_INTERVAL, DEFAULT_TIMEOUT, Judgement.defaults());
  }

  public CheckBasics withJudgement(Judgement value) {
    return new CheckBasics(name, labels, interval, timeout, value, dependsOn);
  }

  public CheckBasics withTimes(Duration newInterval, Duration newTimeout) {
    return new CheckBasics(name, labels, newInterval, newTimeout, judgement, dependsOn);
  }

  public CheckBasics withLabels(Labels value) {
    return new CheckBasics(name, value, interval, timeout, judgement, dependsOn);
  }

  public CheckBasics withDependencies(String... names) {
    return new CheckBasics(name, labels, interval, timeout, judgement, List.of(names));
  }
}
