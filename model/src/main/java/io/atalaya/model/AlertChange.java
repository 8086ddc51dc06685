package io.atalaya.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a rule, or somebody from outside, says about one alert: it fires (perhaps still), or it is
 * resolved.
 *
 * @param labels identity, the label {@code alertname} included
 * @param annotations texts for people
 * @param startsAt since when it fires
 * @param endsAt when it was resolved or, for one that fires, until when this word counts if nothing
 *     new is heard; null if the routing's {@code resolve_timeout} decides
 * @param generatorUrl where to look at its expression; may be empty
 * @param evidence what made it fire, or null if it came from outside
 */
public record AlertChange(
    Labels labels,
    Labels annotations,
    Instant startsAt,
    @Nullable Instant endsAt,
    String generatorUrl,
    @Nullable Evidence evidence) {

  /**
   * What made a rule fire.
   *
   * @param group rule group
   * @param rule name of the rule
   * @param expression its PromQL
   * @param value the value that counts
   */
  public record Evidence(String group, String rule, String expression, double value) {}

  /** Whether the alert is over at {@code now}. */
  public boolean resolvedAt(Instant now) {
    return endsAt != null && !endsAt.isAfter(now);
  }

  /** The same with another identity. */
  public AlertChange withLabels(Labels other) {
    return new AlertChange(other, annotations, startsAt, endsAt, generatorUrl, evidence);
  }
}
