package io.atalaya.alert.notify;

import io.atalaya.model.Notification;
import io.atalaya.model.Notifier.Outcome;
import java.io.IOException;

/** How one kind of receiver is spoken to whose answers decide what is said next. */
interface Dialogue {
  /**
   * Tells it, by as many requests as it takes. An attempt after a failed one begins anew.
   *
   * @throws Ended once an answer, or none, decides what becomes of the notification
   * @throws IOException if a secret's file cannot be read
   * @throws IllegalArgumentException if what is configured cannot be sent, with the reason
   */
  Outcome tell(Notification notification, Wording wording, Exchange exchange)
      throws Ended, IOException;

  /** One request and its answer. */
  @FunctionalInterface
  interface Exchange {
    /**
     * Sends.
     *
     * @throws Ended if nobody answered
     */
    HttpAnswer ask(HttpMessage message) throws Ended;

    /**
     * Sends what must be answered with 2xx.
     *
     * @throws Ended if it is not
     */
    default HttpAnswer require(HttpMessage message) throws Ended {
      HttpAnswer answer = ask(message);
      if (!answer.ok()) {
        throw new Ended(answer.byStatus());
      }
      return answer;
    }
  }

  /** What became of the notification before the dialogue came to its end. */
  final class Ended extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Outcome outcome;

    Ended(Outcome outcome) {
      super(outcome.toString(), null, false, false);
      this.outcome = outcome;
    }

    Outcome outcome() {
      return outcome;
    }
  }
}
