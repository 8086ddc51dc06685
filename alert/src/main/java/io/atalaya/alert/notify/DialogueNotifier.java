package io.atalaya.alert.notify;

import io.atalaya.alert.template.NotificationTemplates;
import io.atalaya.model.Notification;
import io.atalaya.model.Notifier;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;

/** Delivers by a dialogue over HTTP. */
final class DialogueNotifier implements Notifier {
  private final Dialogue dialogue;
  private final NotificationTemplates templates;
  private final HttpPoster poster;
  private final Duration timeout;
  private final InstantSource clock;

  DialogueNotifier(
      Dialogue dialogue,
      NotificationTemplates templates,
      HttpPoster poster,
      Duration timeout,
      InstantSource clock) {
    this.dialogue = dialogue;
    this.templates = templates;
    this.poster = poster;
    this.timeout = timeout;
    this.clock = clock;
  }

  @Override
  public Outcome send(Notification notification) {
    try {
      Wording wording = new Wording(templates, notification, clock.instant());
      return dialogue.tell(notification, wording, message -> ask(message, notification.id()));
    } catch (Dialogue.Ended e) {
      return e.outcome();
    } catch (IOException e) {
      return new Outcome.Retry("a secret cannot be read: " + e.getMessage(), null);
    } catch (IllegalArgumentException e) {
      return new Outcome.Refused(String.valueOf(e.getMessage()));
    }
  }

  private HttpAnswer ask(HttpMessage message, String id) throws Dialogue.Ended {
    return switch (poster.exchange(message, id, timeout)) {
      case HttpPoster.Reply.Failed(Outcome outcome) -> throw new Dialogue.Ended(outcome);
      case HttpPoster.Reply.Answered(HttpAnswer answer) -> answer;
    };
  }
}
