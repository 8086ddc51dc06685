package io.atalaya.collect.remote;

import io.atalaya.collect.remote.RemoteWriteConfig.Queue;
import io.atalaya.model.Scheduler;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A queue that sends one request after another, so that the samples of a series stay in order.
 *
 * <pre>
 *            enough samples, or the deadline            answer: taken, or refused for good
 *   IDLE ─────────────────────────────────► SENDING ─────────────────────────────────► IDLE
 *     ▲                                      ▲    │                 (or the next batch)
 *     │ paused                after a while  │    │ answer: later, or none
 *     └───────────────────── BACKING_OFF ◄───┴────┘
 * </pre>
 *
 * <p>A batch that is refused is sent again in halves where that may save something: when the other
 * server may have a part of it from before (it would refuse that as out of order), when it is too
 * large for it, and down to a few dozen samples in any case, so that one sample which the other
 * server does not want costs few others.
 *
 * <p>Everything but the request itself happens under the lock of the writer.
 */
final class Shard {
  private static final int BAD_REQUEST = 400;
  private static final int TOO_LARGE = 413;

  /** A refused batch that nobody can have yet is not split further than into this many. */
  private static final int MAX_PARTS = 64;

  /** Sends a batch; returns what became of it. */
  interface Sender {
    Outcome send(List<Outgoing> batch, int attempt);
  }

  /** Told of what a shard does; under the lock. */
  interface Owner {
    /** A batch is over: taken, or given up. */
    void settled(List<Outgoing> batch, Outcome outcome);

    /** A batch will be sent again, so much later. */
    void retried(List<Outgoing> batch, String reason, Duration pause);

    /** Samples were left out because they are too old. */
    void tooOld(List<Outgoing> batch);

    /** It has stopped sending for now. */
    void rests();
  }

  private enum State {
    IDLE,
    SENDING,
    BACKING_OFF
  }

  private final ReentrantLock lock;
  private final Condition changed;
  private final Queue limits;
  private final Scheduler scheduler;
  private final Sender sender;
  private final Owner owner;

  private State state = State.IDLE;
  private final Deque<Outgoing> queue = new ArrayDeque<>();

  /** Batches that were begun, and are to be sent before what is in the queue. */
  private final Deque<List<Outgoing>> begun = new ArrayDeque<>();

  private List<Outgoing> inFlight = List.of();
  private int attempt;
  private Duration backoff;
  private Scheduler.@Nullable Task timer;
  private boolean paused;

  /** Whether the next batch may be a small one. */
  private boolean mayBeSmall;

  private boolean flushes;

  Shard(ReentrantLock lock, Queue limits, Scheduler scheduler, Sender sender, Owner owner) {
    this.lock = lock;
    this.changed = lock.newCondition();
    this.limits = limits;
    this.scheduler = scheduler;
    this.sender = sender;
    this.owner = owner;
    backoff = limits.minBackoff();
  }

  /** Takes a sample; returns whether there is room for it. */
  boolean offer(Outgoing sample) {
    if (queue.size() >= limits.capacity()) {
      return false;
    }
    queue.add(sample);
    wake();
    return true;
  }

  /** Takes what other shards left, however much it is. */
  void takeOver(Outgoing sample) {
    queue.add(sample);
    wake();
  }

  private void wake() {
    if (state != State.IDLE || paused) {
      return;
    }
    if (queue.size() >= limits.maxSamplesPerSend()) {
      state = State.SENDING;
      cancelTimer();
      scheduler.at(scheduler.instant(), "remote write", this::work);
    } else if (timer == null && !queue.isEmpty()) {
      timer = later(limits.batchSendDeadline());
    }
  }

  private Scheduler.Task later(Duration pause) {
    return scheduler.at(scheduler.instant().plus(pause), "remote write", this::workAfterPause);
  }

  private void cancelTimer() {
    Scheduler.Task waiting = timer;
    timer = null;
    if (waiting != null) {
      waiting.cancel();
    }
  }

  private void workAfterPause() {
    lock.lock();
    try {
      if (state == State.SENDING || paused) {
        return;
      }
      timer = null;
      state = State.SENDING;
      mayBeSmall = true;
    } finally {
      lock.unlock();
    }
    work();
  }

  /** Sends until nothing is left that is due, or something went wrong. */
  private void work() {
    for (List<Outgoing> batch = next(); !batch.isEmpty(); batch = next()) {
      settle(batch, sender.send(batch, attempt));
    }
  }

  /** The next batch; empty, and no longer sending, if there is none. */
  private List<Outgoing> next() {
    lock.lock();
    try {
      inFlight = List.of();
      boolean goesOn = state == State.SENDING && !paused;
      while (goesOn && inFlight.isEmpty() && isDue()) {
        inFlight = young(begun.isEmpty() ? poll() : begun.removeFirst());
      }
      if (inFlight.isEmpty()) {
        rest();
      }
      return inFlight;
    } finally {
      lock.unlock();
    }
  }

  private boolean isDue() {
    boolean enough = queue.size() >= limits.maxSamplesPerSend();
    return !begun.isEmpty() || enough || (mayBeSmall && !queue.isEmpty());
  }

  private List<Outgoing> poll() {
    mayBeSmall = flushes;
    int size = Math.min(limits.maxSamplesPerSend(), queue.size());
    List<Outgoing> batch = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      batch.add(queue.removeFirst());
    }
    return batch;
  }

  private List<Outgoing> young(List<Outgoing> batch) {
    if (!limits.sampleAgeLimit().isPositive()) {
      return batch;
    }
    long oldest = scheduler.millis() - limits.sampleAgeLimit().toMillis();
    List<Outgoing> young = batch.stream().filter(o -> o.atMillis >= oldest).toList();
    if (young.size() < batch.size()) {
      owner.tooOld(batch.stream().filter(o -> o.atMillis < oldest).toList());
    }
    return young;
  }

  private void rest() {
    if (state == State.SENDING) {
      state = State.IDLE;
      wake();
    }
    changed.signalAll();
    owner.rests();
  }

  private void settle(List<Outgoing> batch, Outcome outcome) {
    lock.lock();
    try {
      switch (outcome) {
        case Outcome.Later(String reason, Duration retryAfter) ->
            backOff(batch, reason, retryAfter);
        case Outcome.Refused refused when isWorthSplitting(batch, refused) -> {
          begun.addFirst(List.copyOf(batch.subList(batch.size() / 2, batch.size())));
          begun.addFirst(List.copyOf(batch.subList(0, batch.size() / 2)));
        }
        case Outcome.Refused refused -> end(batch, refused);
        case Outcome.Taken taken -> end(batch, taken);
      }
    } finally {
      lock.unlock();
    }
  }

  private boolean isWorthSplitting(List<Outgoing> batch, Outcome.Refused refused) {
    if (batch.size() < 2) {
      return false;
    }
    return switch (refused.status()) {
      case TOO_LARGE -> true;
      // Who tells what was written has written all that it would ever take.
      case BAD_REQUEST ->
          !refused.written().told()
              && (batch.size() > limits.maxSamplesPerSend() / MAX_PARTS
                  || batch.stream().anyMatch(o -> o.mayBeKnown));
      default -> false;
    };
  }

  private void end(List<Outgoing> batch, Outcome outcome) {
    attempt = 0;
    backoff = limits.minBackoff();
    inFlight = List.of();
    owner.settled(batch, outcome);
  }

  private void backOff(List<Outgoing> batch, String reason, Duration retryAfter) {
    Duration pause = retryAfter.isPositive() ? retryAfter : backoff;
    Duration doubled = pause.multipliedBy(2);
    backoff = doubled.compareTo(limits.maxBackoff()) > 0 ? limits.maxBackoff() : doubled;
    attempt++;
    batch.forEach(o -> o.mayBeKnown = true);
    begun.addFirst(batch);
    state = State.BACKING_OFF;
    owner.retried(batch, reason, pause);
    if (!paused) {
      timer = later(pause);
    }
  }

  /** Makes it begin no further request. */
  void pause() {
    paused = true;
    cancelTimer();
    if (state == State.BACKING_OFF) {
      state = State.IDLE;
    }
  }

  boolean isSending() {
    return state == State.SENDING;
  }

  /** What was not sent, in order; for a shard that is paused and does not send. */
  List<Outgoing> leftovers() {
    List<Outgoing> all = new ArrayList<>();
    begun.forEach(all::addAll);
    all.addAll(queue);
    return all;
  }

  /** Samples that wait or are on their way. */
  Amounts pending() {
    Amounts sum = Amounts.of(inFlight);
    for (List<Outgoing> batch : begun) {
      sum = sum.plus(Amounts.of(batch));
    }
    for (Outgoing o : queue) {
      sum = sum.plus(Amounts.of(o));
    }
    return sum;
  }

  /** Where the log must be read from to meet all that is here again; the largest if nothing is. */
  long oldestPosition() {
    if (!inFlight.isEmpty()) {
      return inFlight.getFirst().position;
    }
    if (!begun.isEmpty()) {
      return begun.getFirst().getFirst().position;
    }
    return queue.isEmpty() ? Long.MAX_VALUE : queue.getFirst().position;
  }

  /**
   * Sends all that is here on the caller's thread, until that is done or fails. Waits for a request
   * that is under way, which has a deadline of its own.
   *
   * @return whether nothing is left
   */
  boolean flush() {
    lock.lock();
    try {
      paused = false;
      while (state == State.SENDING) {
        changed.awaitUninterruptibly();
      }
      cancelTimer();
      state = State.SENDING;
      flushes = true;
      mayBeSmall = true;
    } finally {
      lock.unlock();
    }
    work();
    lock.lock();
    try {
      flushes = false;
      pause();
      return begun.isEmpty() && queue.isEmpty();
    } finally {
      lock.unlock();
    }
  }
}
