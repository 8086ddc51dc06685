package io.atalaya.alert.notify;

import io.atalaya.alert.receiver.Delivery;
import io.atalaya.alert.template.NotificationTemplates;
import io.atalaya.model.Notification;
import io.atalaya.model.Notifier;
import io.atalaya.model.PromDuration;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Delivers in one dialect over HTTP. A notification that takes several requests and fails half-way
 * goes on with the one that failed, so that nobody hears the first half twice.
 */
final class HttpNotifier implements Notifier {
  /** How many half-way notifications are remembered; far more than are on their way at once. */
  private static final int MAX_UNFINISHED = 1000;

  private final Dialect dialect;
  private final Delivery delivery;
  private final NotificationTemplates templates;
  private final HttpPoster poster;
  private final InstantSource clock;
  private final Pace pace;
  private final Map<String, Integer> done = new LinkedHashMap<>();

  HttpNotifier(
      Dialect dialect,
      Delivery delivery,
      NotificationTemplates templates,
      HttpPoster poster,
      InstantSource clock) {
    this.dialect = dialect;
    this.delivery = delivery;
    this.templates = templates;
    this.poster = poster;
    this.clock = clock;
    pace = new Pace(dialect.pace());
  }

  @Override
  public Outcome send(Notification notification) {
    Instant now = clock.instant();
    try {
      Wording wording = new Wording(templates, notification, now);
      List<HttpMessage> messages = dialect.messages(notification, wording);
      return send(notification, wording, messages);
    } catch (IOException e) {
      return new Outcome.Retry("a secret cannot be read: " + e.getMessage(), null);
    } catch (IllegalArgumentException e) {
      return new Outcome.Refused(String.valueOf(e.getMessage()));
    }
  }

  private Outcome send(Notification notification, Wording wording, List<HttpMessage> messages)
      throws IOException {
    Outcome outcome = new Outcome.Delivered("nothing to send");
    for (int i = done(notification.id()); i < messages.size(); i++) {
      outcome = sendOne(notification, wording, messages.get(i));
      if (!(outcome instanceof Outcome.Delivered)) {
        remember(notification.id(), i);
        return outcome;
      }
    }
    forget(notification.id());
    return outcome;
  }

  private Outcome sendOne(Notification notification, Wording wording, HttpMessage message)
      throws IOException {
    Duration wait = pace.take(clock.instant());
    if (!wait.isZero()) {
      return new Outcome.Retry(
          "rate limit: it takes "
              + dialect.pace().messages()
              + " messages in "
              + PromDuration.format(dialect.pace().per().toMillis()),
          wait);
    }
    return switch (poster.exchange(message, notification.id(), delivery.timeout())) {
      case HttpPoster.Reply.Failed(Outcome outcome) -> outcome;
      case HttpPoster.Reply.Answered(HttpAnswer answer) -> judge(notification, wording, answer);
    };
  }

  private Outcome judge(Notification notification, Wording wording, HttpAnswer answer)
      throws IOException {
    Outcome outcome = judge(notification, answer);
    Optional<HttpMessage> other =
        outcome instanceof Outcome.Refused
            ? dialect.instead(notification, wording, answer)
            : Optional.empty();
    if (other.isEmpty()) {
      return outcome;
    }
    return switch (poster.exchange(other.get(), notification.id(), delivery.timeout())) {
      case HttpPoster.Reply.Failed(Outcome failed) -> failed;
      case HttpPoster.Reply.Answered(HttpAnswer second) -> judge(notification, second);
    };
  }

  private Outcome judge(Notification notification, HttpAnswer answer) {
    Outcome outcome = dialect.judge(answer);
    if (outcome instanceof Outcome.Delivered) {
      dialect.delivered(notification, answer);
    }
    return outcome;
  }

  private synchronized int done(String id) {
    return done.getOrDefault(id, 0);
  }

  private synchronized void remember(String id, int count) {
    if (count == 0) {
      return;
    }
    done.put(id, count);
    if (done.size() > MAX_UNFINISHED) {
      done.remove(done.keySet().iterator().next());
    }
  }

  private synchronized void forget(String id) {
    done.remove(id);
  }
}
