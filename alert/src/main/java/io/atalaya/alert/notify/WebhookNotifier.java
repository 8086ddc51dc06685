package io.atalaya.alert.notify;

import io.atalaya.alert.template.NotificationTemplates;
import io.atalaya.model.Notification;
import io.atalaya.model.Notifier;
import java.io.IOException;

/** Posts Alertmanager's payload to a URL; any answer of 2xx is an arrival. */
final class WebhookNotifier implements Notifier {
  private final WebhookConfig config;
  private final NotificationTemplates templates;
  private final HttpPoster poster;

  WebhookNotifier(WebhookConfig config, NotificationTemplates templates, HttpPoster poster) {
    this.config = config;
    this.templates = templates;
    this.poster = poster;
  }

  @Override
  public Outcome send(Notification notification) {
    Texts texts = new Texts(templates, notification);
    byte[] payload = WebhookPayload.of(notification, texts.routeLabels(), config.maxAlerts());
    try {
      String url = texts.text(config.url().read().reveal(), "").strip();
      if (url.isEmpty()) {
        return new Outcome.Refused("the webhook's URL is empty once its templates are filled in");
      }
      return poster.post(url, "application/json", payload, config.timeout());
    } catch (IOException e) {
      return new Outcome.Retry("the webhook's URL cannot be read: " + e.getMessage(), null);
    }
  }
}
