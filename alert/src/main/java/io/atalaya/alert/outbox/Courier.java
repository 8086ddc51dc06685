package io.atalaya.alert.outbox;

import io.atalaya.alert.receiver.Channel;
import io.atalaya.model.DecisionRecord;
import io.atalaya.model.DecisionSink;
import io.atalaya.model.Notifier;
import io.atalaya.model.Notifier.Outcome;
import io.atalaya.model.PromDuration;
import io.atalaya.model.Scheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries messages to their channels: those of one conversation one after the other, those of
 * different ones side by side up to a limit for each channel. What fails is tried again, each time
 * after a longer wait, until it arrives, is refused, or is too old.
 */
final class Courier {
  private static final Logger LOG = LoggerFactory.getLogger(Courier.class);

  /** How long the end of the process waits for deliveries that are under way. */
  private static final Duration GRACE = Duration.ofSeconds(3);

  /** How many conversations the log is kept from repeating itself about. */
  private static final int MAX_REFUSING = 10_000;

  /** Who hears of the end of each message. */
  interface Recipient {
    /** A message arrived, or never will. */
    void done(OutboxEntry entry, boolean delivered);
  }

  private final Scheduler scheduler;
  private final RandomGenerator random;
  private final OutboxLimits limits;
  private final DecisionSink decisions;
  private final Recipient recipient;

  private final Map<Conversation, Lane> lanes = new HashMap<>();
  private final Map<Channel, Gate> gates = new HashMap<>();
  private @Nullable Map<Channel, Notifier> notifiers;

  /** Whose last message was refused: a group comes again, and the log shall say so once. */
  private final Set<Conversation> refusing = new HashSet<>();

  private int travelling;
  private boolean closed;
  private boolean leaving;

  Courier(
      Scheduler scheduler,
      RandomGenerator random,
      OutboxLimits limits,
      DecisionSink decisions,
      Recipient recipient) {
    this.scheduler = scheduler;
    this.random = random;
    this.limits = limits;
    this.decisions = decisions;
    this.recipient = recipient;
  }

  /** The messages of one conversation; the first is the one on its way. */
  private static final class Lane {
    final Deque<OutboxEntry> entries = new ArrayDeque<>();
    int attempts;
    boolean busy;
  }

  /** How many messages are on the way to a channel, and who waits for a place. */
  private static final class Gate {
    int inFlight;
    final Deque<Conversation> waiting = new ArrayDeque<>();
  }

  /** Says how to reach each channel from now on; messages wait until this is first called. */
  synchronized void connect(Map<Channel, Notifier> newNotifiers) {
    notifiers = Map.copyOf(newNotifiers);
    lanes.forEach(
        (conversation, lane) -> {
          if (!lane.busy) {
            attemptAt(scheduler.instant(), conversation, lane);
          }
        });
  }

  synchronized void accept(OutboxEntry entry) {
    Lane lane = lanes.computeIfAbsent(entry.conversation(), c -> new Lane());
    lane.entries.add(entry);
    if (!lane.busy && notifiers != null) {
      attemptAt(scheduler.instant(), entry.conversation(), lane);
    }
  }

  synchronized boolean carries(Conversation conversation) {
    return lanes.containsKey(conversation);
  }

  /** Starts no more attempts, and waits a little for those that run. */
  synchronized void close() {
    closed = true;
    if (travelling > 0) {
      scheduler.at(scheduler.instant().plus(GRACE), "end of the wait for deliveries", this::leave);
      awaitTravellers();
    }
  }

  private void awaitTravellers() {
    try {
      while (travelling > 0 && !leaving) {
        wait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void leave() {
    leaving = true;
    notifyAll();
  }

  private void attemptAt(Instant when, Conversation conversation, Lane lane) {
    lane.busy = true;
    scheduler.at(when, "delivery to " + conversation.channel(), () -> attempt(conversation));
  }

  private void attempt(Conversation conversation) {
    Trip trip = depart(conversation);
    if (trip != null) {
      try {
        travel(trip, conversation);
      } finally {
        returned();
      }
    }
  }

  private synchronized void returned() {
    travelling--;
    notifyAll();
  }

  private void travel(Trip trip, Conversation conversation) {
    Instant started = scheduler.instant();
    Outcome outcome = send(trip);
    Duration took = Duration.between(started, scheduler.instant());
    boolean ended = arrive(trip, outcome, took);
    if (ended) {
      boolean delivered = outcome instanceof Outcome.Delivered;
      ended(conversation, delivered).forEach(entry -> recipient.done(entry, delivered));
      goOn(conversation);
    }
  }

  /** One attempt to deliver one message. */
  private record Trip(OutboxEntry entry, @Nullable Notifier notifier, int attempt) {}

  private synchronized @Nullable Trip depart(Conversation conversation) {
    Lane lane = lanes.get(conversation);
    if (closed || lane == null || notifiers == null) {
      return null;
    }
    Gate gate = gates.computeIfAbsent(conversation.channel(), c -> new Gate());
    if (gate.inFlight >= limits.maxInFlight()) {
      gate.waiting.add(conversation);
      return null;
    }
    gate.inFlight++;
    travelling++;
    lane.attempts++;
    return new Trip(lane.entries.getFirst(), notifiers.get(conversation.channel()), lane.attempts);
  }

  private static Outcome send(Trip trip) {
    Notifier notifier = trip.notifier();
    if (notifier == null) {
      return new Outcome.Refused("the receiver is no longer configured");
    }
    try {
      return notifier.send(trip.entry().notification());
    } catch (RuntimeException e) {
      LOG.error("Receiver {} failed by our own fault", trip.entry().conversation().channel(), e);
      return new Outcome.Retry("our own fault: " + e, null);
    }
  }

  /** Whether the message needs no further attempt. */
  private synchronized boolean arrive(Trip trip, Outcome outcome, Duration took) {
    Conversation conversation = trip.entry().conversation();
    leaveGate(conversation.channel());
    return switch (outcome) {
      case Outcome.Delivered(String detail) -> {
        refusing.remove(conversation);
        tell(trip, "delivered", detail, took);
        yield true;
      }
      case Outcome.Refused(String reason) -> {
        if (refusing.size() >= MAX_REFUSING) {
          refusing.clear();
        }
        if (refusing.add(conversation)) {
          LOG.warn("Message to {} was refused: {}", conversation.channel(), reason);
        }
        tell(trip, "refused", reason, took);
        yield true;
      }
      case Outcome.Retry(String reason, Duration after) -> !tryAgain(trip, reason, after, took);
    };
  }

  private void leaveGate(Channel channel) {
    Gate gate = gates.get(channel);
    if (gate == null) {
      return;
    }
    gate.inFlight--;
    Conversation waiting = gate.waiting.poll();
    if (waiting != null) {
      scheduler.at(scheduler.instant(), "delivery to " + channel, () -> attempt(waiting));
    }
  }

  private boolean tryAgain(Trip trip, String reason, @Nullable Duration after, Duration took) {
    Instant now = scheduler.instant();
    Conversation conversation = trip.entry().conversation();
    Lane lane = lanes.get(conversation);
    Duration age = Duration.between(trip.entry().notification().due(), now);
    if (lane == null || age.compareTo(limits.maxAge()) > 0) {
      LOG.warn("Gave up a message to {} after {}: {}", conversation.channel(), text(age), reason);
      tell(trip, "given up", "not delivered within " + text(limits.maxAge()) + ": " + reason, took);
      return false;
    }
    Duration wait = waitAfter(trip.attempt(), after);
    if (trip.attempt() == 1) {
      LOG.warn("Message to {} will be tried again: {}", conversation.channel(), reason);
    }
    tell(trip, "failed", reason + "; next attempt in " + text(wait), took);
    attemptAt(now.plus(wait), conversation, lane);
    return true;
  }

  /**
   * Doubles from attempt to attempt; between half of that and that, so that not all come back at
   * once. A receiver that asks for more gets it.
   */
  private Duration waitAfter(int attempts, @Nullable Duration asked) {
    double doubled = limits.firstRetry().toMillis() * Math.pow(2, Math.min(attempts - 1, 30));
    double bounded = Math.min(doubled, (double) limits.maxRetry().toMillis());
    Duration own = Duration.ofMillis((long) (bounded * (0.5 + random.nextDouble() / 2)));
    if (asked == null || asked.compareTo(own) <= 0) {
      return own;
    }
    return asked.compareTo(limits.maxAsked()) > 0 ? limits.maxAsked() : asked;
  }

  /**
   * The messages that are over now, the last one first. Those behind one that never arrives were
   * made for a reader who knows it, so they are dropped with it: the group makes new ones.
   */
  private synchronized List<OutboxEntry> ended(Conversation conversation, boolean delivered) {
    Lane lane = lanes.get(conversation);
    if (lane == null) {
      return List.of();
    }
    List<OutboxEntry> ended = new ArrayList<>();
    ended.add(lane.entries.removeFirst());
    while (!delivered && !lane.entries.isEmpty()) {
      ended.addFirst(lane.entries.removeFirst());
    }
    return ended;
  }

  private synchronized void goOn(Conversation conversation) {
    Lane lane = lanes.get(conversation);
    if (lane == null) {
      return;
    }
    lane.attempts = 0;
    lane.busy = false;
    if (lane.entries.isEmpty()) {
      lanes.remove(conversation);
    } else {
      attemptAt(scheduler.instant(), conversation, lane);
    }
  }

  private static String text(Duration duration) {
    long millis = duration.toMillis();
    return PromDuration.format(millis < 1000 ? millis : Math.round(millis / 1e3) * 1000);
  }

  private void tell(Trip trip, String outcome, String reason, Duration took) {
    OutboxEntry entry = trip.entry();
    decisions.record(
        new DecisionRecord(
            scheduler.instant(),
            DecisionRecord.Step.NOTIFY,
            entry.conversation().groupKey(),
            outcome,
            reason,
            Map.of(
                "channel", entry.conversation().channel().toString(),
                "notification", entry.id(),
                "attempt", Integer.toString(trip.attempt()),
                "took", text(took))));
  }
}
