package io.atalaya.alert.outbox;

import io.atalaya.model.Notification;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A message that is on its way.
 *
 * @param conversation to whom, about which group
 * @param told what the receiver knows once it has arrived
 * @param expires when that knowledge no longer counts
 * @param before what the receiver knew before, or null
 * @param notification the message
 */
record OutboxEntry(
    Conversation conversation,
    Told told,
    Instant expires,
    @Nullable Told before,
    Notification notification) {
  String id() {
    return notification.id();
  }
}
