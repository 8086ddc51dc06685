package io.atalaya.model;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Port from routing to the world: one configured way to tell somebody. Safe for many threads. */
public interface Notifier {
  /**
   * Tries once to deliver; never throws for a failed delivery.
   *
   * @return what became of it
   */
  Outcome send(Notification notification);

  /** What became of one attempt. */
  sealed interface Outcome {
    /**
     * It arrived.
     *
     * @param detail what the receiver answered, shortened and without secrets
     */
    record Delivered(String detail) implements Outcome {}

    /**
     * It did not arrive, and trying again makes sense.
     *
     * @param reason for people, without secrets
     * @param after how long the receiver asks to wait, or null
     */
    record Retry(String reason, @Nullable Duration after) implements Outcome {}

    /**
     * It will not arrive however often it is tried.
     *
     * @param reason for people, without secrets
     */
    record Refused(String reason) implements Outcome {}
  }
}
