package io.atalaya.alert.notify;

import io.atalaya.model.Notification;
import io.atalaya.model.Notifier.Outcome;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** How one kind of receiver is spoken to over HTTP. */
interface Dialect {
  /**
   * The requests that carry a notification; if one fails, the next attempt goes on with it.
   *
   * @throws IOException if a secret's file cannot be read
   * @throws IllegalArgumentException if what is configured cannot be sent, with the reason
   */
  List<HttpMessage> messages(Notification notification, Wording wording) throws IOException;

  /** What an answer means; by its status unless the receiver says it otherwise. */
  default Outcome judge(HttpAnswer answer) {
    return answer.byStatus();
  }

  /** A request to try at once instead of one that was refused, if that is worth it. */
  default Optional<HttpMessage> instead(
      Notification notification, Wording wording, HttpAnswer answer) throws IOException {
    return Optional.empty();
  }

  /** Hears of an answer that means arrival. */
  default void delivered(Notification notification, HttpAnswer answer) {}

  /** How many messages it takes. */
  default Pace.Limit pace() {
    return Pace.UNLIMITED;
  }
}
