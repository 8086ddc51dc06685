package io.atalaya.alert.receiver;

import io.atalaya.model.SecretSource;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A generic webhook: a POST of Alertmanager's JSON payload, version 4, or of a body of one's own.
 *
 * @param url where to post; may hold templates; a secret, for it often holds a token
 * @param maxAlerts how many alerts one message holds; 0, the default, for no limit
 * @param content what to post
 * @param headers templates of further headers
 */
public record WebhookConfig(
    Delivery delivery,
    SecretSource url,
    long maxAlerts,
    Content content,
    Map<String, String> headers)
    implements HttpReceiverConfig {
  /** The kind of every webhook. */
  public static final String KIND = "webhook";

  public WebhookConfig {
    headers = Map.copyOf(headers);
    if (maxAlerts < 0) {
      throw new IllegalArgumentException("max_alerts must not be negative");
    }
  }

  /** What is posted. */
  public sealed interface Content {}

  /** Alertmanager's payload. */
  public record Standard() implements Content {}

  /**
   * A JSON value of one's own, Alertmanager's key {@code payload}.
   *
   * @param value of the kinds that YAML knows; texts are templates
   */
  public record Payload(@Nullable Object value) implements Content {}

  /**
   * A text of one's own.
   *
   * @param type its content type
   * @param template of the text
   */
  public record Body(String type, String template) implements Content {}

  /** A webhook with everything at its default. */
  public static WebhookConfig to(String url) {
    return new WebhookConfig(
        Delivery.of(true), SecretSource.inline(url), 0, new Standard(), Map.of());
  }

  @Override
  public String kind() {
    return KIND;
  }
}
