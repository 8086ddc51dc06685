package io.atalaya.alert.rule;

import io.atalaya.model.Labels;
import io.atalaya.model.SampleSink;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What all rules share.
 *
 * @param tenant whose series are read and written
 * @param externalLabels the configuration's {@code external_labels}: added to every alert
 * @param externalUrl where this server's pages are, without a slash at the end
 * @param resendDelay how long until routing hears again of an alert that still fires; Prometheus'
 *     {@code --rules.alert.resend-delay}
 * @param outageTolerance how long this server may have been down for the state of alerts to be
 *     restored; {@code --rules.alert.for-outage-tolerance}
 * @param forGracePeriod how long a restored alert pends at least; alerts with a shorter {@code for}
 *     are not restored; {@code --rules.alert.for-grace-period}
 * @param threads where rules of a group are evaluated at the same time; null for one after another
 */
public record RuleOptions(
    String tenant,
    Labels externalLabels,
    String externalUrl,
    Duration resendDelay,
    Duration outageTolerance,
    Duration forGracePeriod,
    @Nullable RuleThreads threads) {

  /** Prometheus' defaults. */
  public static RuleOptions defaults(String externalUrl) {
    return new RuleOptions(
        SampleSink.DEFAULT_TENANT,
        Labels.empty(),
        externalUrl,
        Duration.ofMinutes(1),
        Duration.ofHours(1),
        Duration.ofMinutes(10),
        null);
  }

  public RuleOptions withExternalLabels(Labels value) {
    return new RuleOptions(
        tenant, value, externalUrl, resendDelay, outageTolerance, forGracePeriod, threads);
  }

  public RuleOptions withThreads(@Nullable RuleThreads value) {
    return new RuleOptions(
        tenant, externalLabels, externalUrl, resendDelay, outageTolerance, forGracePeriod, value);
  }
}
