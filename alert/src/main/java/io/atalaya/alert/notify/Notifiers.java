package io.atalaya.alert.notify;

import io.atalaya.model.Notifier;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Makes what delivers from what is configured. */
public final class Notifiers {
  private final MessageTexts texts;
  private final InstantSource clock;

  public Notifiers(MessageTexts texts, InstantSource clock) {
    this.texts = texts;
    this.clock = clock;
  }

  /** One notifier for each way of each receiver. */
  public Map<Channel, Notifier> of(List<Receiver> receivers) {
    Map<Channel, Notifier> notifiers = new LinkedHashMap<>();
    for (Receiver receiver : receivers) {
      receiver.channels().forEach((channel, config) -> notifiers.put(channel, of(config)));
    }
    return notifiers;
  }

  private Notifier of(ReceiverConfig config) {
    return switch (config) {
      case EmailConfig email -> new EmailNotifier(email, texts, clock);
      case WebhookConfig webhook ->
          new WebhookNotifier(webhook, texts, new HttpPoster(webhook.http(), clock));
    };
  }
}
