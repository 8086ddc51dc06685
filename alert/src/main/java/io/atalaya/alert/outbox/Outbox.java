package io.atalaya.alert.outbox;

import io.atalaya.alert.journal.Journal;
import io.atalaya.alert.journal.RecordInput;
import io.atalaya.alert.receiver.Channel;
import io.atalaya.model.DecisionSink;
import io.atalaya.model.Notification;
import io.atalaya.model.Notifier;
import io.atalaya.model.Scheduler;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes messages, keeps them until they have arrived, and remembers what each receiver knows.
 *
 * <p>That a message is to be sent and that the receiver will know its content is one record of the
 * file, forced to the disk before {@link #send} returns: after a crash either both count or
 * neither. So nothing is lost and nothing is told twice within its interval, except a message whose
 * delivery was under way when the crash came; its id is the same on the second attempt.
 *
 * <p>If the disk fails, messages are delivered all the same, and {@link #diskErrors} counts.
 */
public final class Outbox implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);
  private static final String FORMAT = "outbox";

  private final Scheduler scheduler;
  private final OutboxLimits limits;
  private final Courier courier;
  private final Map<Conversation, Known> known = new HashMap<>();
  private final Map<String, OutboxEntry> undelivered = new LinkedHashMap<>();
  private final Journal journal;
  private long diskErrors;

  private Outbox(
      Path file,
      Scheduler scheduler,
      OutboxLimits limits,
      RandomGenerator random,
      DecisionSink decisions)
      throws IOException {
    this.scheduler = scheduler;
    this.limits = limits;
    courier = new Courier(scheduler, random, limits, decisions, this::done);
    journal = Journal.open(file, FORMAT, this::replay);
    if (journal.damagedRecords() > 0) {
      LOG.warn("{}: left out {} damaged records", file, journal.damagedRecords());
    }
    undelivered.values().forEach(courier::accept);
  }

  /** What a receiver knows, and until when that counts. */
  private record Known(Told told, Instant expires) {}

  /**
   * Opens the file, or creates it, and takes up what was not delivered before.
   *
   * @param random for the jitter of waits
   * @throws IOException if the file cannot be used
   */
  public static Outbox open(
      Path file,
      Scheduler scheduler,
      OutboxLimits limits,
      RandomGenerator random,
      DecisionSink decisions)
      throws IOException {
    return new Outbox(file, scheduler, limits, random, decisions);
  }

  private void replay(byte[] payload) {
    RecordInput in = new RecordInput(payload);
    switch (in.kind()) {
      case OutboxCodec.TOLD ->
          known.put(
              OutboxCodec.readConversation(in), new Known(OutboxCodec.readTold(in), in.instant()));
      case OutboxCodec.SEND -> remember(OutboxCodec.readEntry(in, false));
      case OutboxCodec.SEND_WITH_EVIDENCE -> remember(OutboxCodec.readEntry(in, true));
      case OutboxCodec.DONE -> forget(in.text(), in.bool());
      default -> throw new IllegalArgumentException("unknown kind of record in the outbox");
    }
  }

  /** Says how to reach each channel from now on; nothing is delivered before. */
  public void connect(Map<Channel, Notifier> notifiers) {
    courier.connect(notifiers);
  }

  /** What a channel knows of a group, if that still counts. */
  public synchronized Optional<Told> told(Channel channel, String groupKey) {
    Conversation conversation = new Conversation(channel, groupKey);
    Known entry = known.get(conversation);
    return entry == null || isOver(conversation, entry)
        ? Optional.empty()
        : Optional.of(entry.told());
  }

  /** What is still on its way cannot be out of date. */
  private boolean isOver(Conversation conversation, Known entry) {
    return entry.expires().isBefore(scheduler.instant()) && !courier.carries(conversation);
  }

  /** Whether a message of a group to a channel is still on its way. */
  public boolean delivering(Channel channel, String groupKey) {
    return courier.carries(new Conversation(channel, groupKey));
  }

  /** Remembers that a channel needs to be told nothing to know this. */
  public void know(Channel channel, String groupKey, Told told, Duration knownFor) {
    Conversation conversation = new Conversation(channel, groupKey);
    Instant expires = scheduler.instant().plus(knownFor);
    synchronized (this) {
      known.put(conversation, new Known(told, expires));
      append(OutboxCodec.told(conversation, told, expires));
    }
    force();
  }

  /**
   * Takes a message; it will be delivered even after a crash.
   *
   * @param told what the channel knows then
   * @param knownFor how long that counts
   * @return whether it was taken; not if too many wait already
   */
  public boolean send(Channel channel, Notification notification, Told told, Duration knownFor) {
    Optional<OutboxEntry> entry = take(channel, notification, told, knownFor);
    if (entry.isPresent()) {
      force();
      courier.accept(entry.get());
    }
    return entry.isPresent();
  }

  private synchronized Optional<OutboxEntry> take(
      Channel channel, Notification notification, Told told, Duration knownFor) {
    if (undelivered.size() >= limits.maxUndelivered()) {
      return Optional.empty();
    }
    Conversation conversation = new Conversation(channel, notification.groupKey());
    Known before = known.get(conversation);
    OutboxEntry entry =
        new OutboxEntry(
            conversation,
            told,
            scheduler.instant().plus(knownFor),
            before == null ? null : before.told(),
            notification);
    remember(entry);
    append(OutboxCodec.send(entry));
    return Optional.of(entry);
  }

  private void remember(OutboxEntry entry) {
    undelivered.put(entry.id(), entry);
    known.put(entry.conversation(), new Known(entry.told(), entry.expires()));
  }

  private void done(OutboxEntry entry, boolean delivered) {
    synchronized (this) {
      forget(entry.id(), delivered);
      append(OutboxCodec.done(entry.id(), delivered));
      rewriteIfWorth();
    }
    force();
  }

  /** What was not delivered is not known, so the group may try again with what is true then. */
  private void forget(String id, boolean delivered) {
    OutboxEntry entry = undelivered.remove(id);
    if (entry == null || delivered) {
      return;
    }
    Known now = known.get(entry.conversation());
    if (now == null || !now.told().equals(entry.told())) {
      return;
    }
    Told before = entry.before();
    if (before == null) {
      known.remove(entry.conversation());
    } else {
      known.put(entry.conversation(), new Known(before, entry.expires()));
    }
  }

  private void append(byte[] record) {
    try {
      journal.append(record);
    } catch (IOException e) {
      diskFailed(e);
    }
  }

  private void force() {
    try {
      journal.force();
    } catch (IOException e) {
      diskFailed(e);
    }
  }

  private synchronized void diskFailed(IOException e) {
    diskErrors++;
    LOG.error("The outbox cannot be written; a crash now would lose messages: {}", e.toString());
  }

  private void rewriteIfWorth() {
    if (!journal.worthRewriting()) {
      return;
    }
    known.entrySet().removeIf(entry -> isOver(entry.getKey(), entry.getValue()));
    List<byte[]> records = new ArrayList<>();
    undelivered.values().forEach(entry -> records.add(OutboxCodec.send(entry)));
    known.forEach(
        (conversation, entry) ->
            records.add(OutboxCodec.told(conversation, entry.told(), entry.expires())));
    try {
      journal.rewrite(records);
    } catch (IOException e) {
      diskFailed(e);
    }
  }

  /** How many messages have not arrived yet. */
  public synchronized int undelivered() {
    return undelivered.size();
  }

  /** How often the file could not be written. */
  public synchronized long diskErrors() {
    return diskErrors;
  }

  /** Starts no more attempts; what was not delivered is taken up at the next start. */
  @Override
  public void close() throws IOException {
    courier.close();
    synchronized (this) {
      journal.close();
    }
  }
}
