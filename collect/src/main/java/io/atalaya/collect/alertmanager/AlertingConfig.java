package io.atalaya.collect.alertmanager;

import io.atalaya.collect.discover.Discovery;
import io.atalaya.model.http.AwsSigning;
import io.atalaya.model.http.HttpClientConfig;
import io.atalaya.model.relabel.RelabelRule;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Prometheus' section {@code alerting}: other Alertmanagers that are told besides our own routing.
 *
 * @param relabelRules {@code alert_relabel_configs}, for every alert
 * @param alertmanagers who else is told
 */
public record AlertingConfig(List<RelabelRule> relabelRules, List<Alertmanagers> alertmanagers) {
  /**
   * Alertmanagers that are spoken to in the same way.
   *
   * @param scheme of their URLs; {@code http} by default
   * @param pathPrefix path before {@code /api/v2/alerts}; empty by default
   * @param timeout of a request; 10 s by default
   * @param discoveries where they are
   * @param relabelRules for their addresses
   * @param alertRelabelRules for the alerts sent to them
   * @param http how requests are made
   * @param sigv4 how requests are signed for Amazon, or null
   */
  public record Alertmanagers(
      String scheme,
      String pathPrefix,
      Duration timeout,
      List<Discovery> discoveries,
      List<RelabelRule> relabelRules,
      List<RelabelRule> alertRelabelRules,
      HttpClientConfig http,
      @Nullable AwsSigning sigv4) {
    public Alertmanagers {
      discoveries = List.copyOf(discoveries);
      relabelRules = List.copyOf(relabelRules);
      alertRelabelRules = List.copyOf(alertRelabelRules);
    }
  }

  public AlertingConfig {
    relabelRules = List.copyOf(relabelRules);
    alertmanagers = List.copyOf(alertmanagers);
  }

  /** Nobody else. */
  public static AlertingConfig none() {
    return new AlertingConfig(List.of(), List.of());
  }
}
