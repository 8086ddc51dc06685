package io.atalaya.alert.notify;

import io.atalaya.model.Notification;
import io.atalaya.model.Notifier;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Posts Alertmanager's payload to a URL; any answer of 2xx is an arrival. */
final class WebhookNotifier implements Notifier {
  private final WebhookConfig config;
  private final MessageTexts texts;
  private final HttpPoster poster;

  WebhookNotifier(WebhookConfig config, MessageTexts texts, HttpPoster poster) {
    this.config = config;
    this.texts = texts;
    this.poster = poster;
  }

  @Override
  public Outcome send(Notification notification) {
    byte[] payload = WebhookPayload.of(notification, routeLabels(notification), config.maxAlerts());
    try {
      String url = texts.expand(config.url().read().reveal(), notification);
      if (url.isBlank()) {
        return new Outcome.Refused("the webhook's URL is empty after its templates were filled in");
      }
      return poster.post(url.strip(), "application/json", payload, config.timeout());
    } catch (IllegalArgumentException e) {
      return new Outcome.Refused("the webhook's URL cannot be filled in: " + e.getMessage());
    } catch (IOException e) {
      return new Outcome.Retry("the webhook's URL cannot be read: " + e.getMessage(), null);
    }
  }

  /** A template that fails leaves its label out. */
  private Map<String, String> routeLabels(Notification notification) {
    Map<String, String> filled = new LinkedHashMap<>();
    Failures failures = new Failures();
    notification
        .routeLabels()
        .forEach(
            (name, template) -> {
              String value = failures.or(null, () -> texts.expand(template, notification));
              if (value != null) {
                filled.put(name, value);
              }
            });
    return filled;
  }
}
