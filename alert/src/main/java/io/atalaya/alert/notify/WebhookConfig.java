package io.atalaya.alert.notify;

import io.atalaya.model.SecretSource;
import io.atalaya.model.http.HttpClientConfig;
import java.time.Duration;

/**
 * Alertmanager's generic webhook: a POST of its JSON payload, version 4.
 *
 * @param sendResolved whether the end of an alert is told too; true by default
 * @param url where to post; may hold templates; a secret, for it often holds a token
 * @param http how to connect and who we are
 * @param maxAlerts how many alerts one message holds; 0, the default, for no limit
 * @param timeout how long one attempt may take; 0, the default, for no limit of its own
 */
public record WebhookConfig(
    boolean sendResolved, SecretSource url, HttpClientConfig http, long maxAlerts, Duration timeout)
    implements ReceiverConfig {
  /** The kind of every webhook. */
  public static final String KIND = "webhook";

  public WebhookConfig {
    if (maxAlerts < 0) {
      throw new IllegalArgumentException("max_alerts must not be negative");
    }
  }

  /** A webhook with everything at its default. */
  public static WebhookConfig to(String url) {
    return new WebhookConfig(
        true, SecretSource.inline(url), HttpClientConfig.defaults(), 0, Duration.ZERO);
  }

  @Override
  public String kind() {
    return KIND;
  }
}
