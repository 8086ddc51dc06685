package io.atalaya.alert.notify;

import io.atalaya.model.Notifier.Outcome;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a receiver answered.
 *
 * @param host who answered, for people
 * @param retryAfter how long it asks to wait, or null
 * @param body the beginning of it, without secrets
 */
record HttpAnswer(String host, int status, @Nullable Duration retryAfter, String body) {
  /** How much of a body is shown to people. */
  private static final int MAX_DETAIL_CHARS = 300;

  boolean ok() {
    return status / 100 == 2;
  }

  /** For people: who, the status, and how the body begins. */
  String detail() {
    String text = body.strip().replaceAll("\\s+", " ");
    String shown = text.length() > MAX_DETAIL_CHARS ? text.substring(0, MAX_DETAIL_CHARS) : text;
    return host + " answers HTTP " + status + (shown.isEmpty() ? "" : ": " + shown);
  }

  /** 2xx arrived; 429 and 5xx are worth another attempt; anything else is refused. */
  Outcome byStatus() {
    if (ok()) {
      return new Outcome.Delivered(detail());
    }
    return status == 429 || status / 100 == 5 ? retry() : new Outcome.Refused(detail());
  }

  Outcome retry() {
    return new Outcome.Retry(detail(), retryAfter);
  }

  /** Worth another attempt, but not before so long. */
  Outcome retryAfter(Duration wait) {
    return new Outcome.Retry(detail(), wait);
  }
}
