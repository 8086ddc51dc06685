package io.atalaya.alert.rule;

import io.atalaya.model.Scheduler;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Tells once when every group of the first configuration has been evaluated once, or the wait has
 * been long enough.
 */
final class Readiness {
  /** Groups with long intervals are not waited for any longer. */
  static final Duration LONGEST_WAIT = Duration.ofMinutes(10);

  private final Runnable onReady;
  private final Set<String> waitingFor = new HashSet<>();
  private boolean started;
  private boolean told;

  Readiness(Runnable onReady) {
    this.onReady = onReady;
  }

  /** These groups exist now; those that are gone are no longer waited for. */
  void configured(Collection<String> keys, Scheduler scheduler) {
    if (isFirst()) {
      scheduler.at(
          scheduler.instant().plus(LONGEST_WAIT), "end of the wait for rules", this::giveUp);
    }
    tellIf(nothingLeft(keys));
  }

  private synchronized boolean isFirst() {
    return !started;
  }

  private void giveUp() {
    tellIf(nothingLeft(List.of()));
  }

  /** A group was evaluated. */
  void evaluated(String key) {
    tellIf(nothingLeft(key));
  }

  private synchronized boolean nothingLeft(Collection<String> keys) {
    if (!started) {
      started = true;
      waitingFor.addAll(keys);
    }
    waitingFor.retainAll(keys);
    return becomesReady();
  }

  private synchronized boolean nothingLeft(String key) {
    return waitingFor.remove(key) && becomesReady();
  }

  private boolean becomesReady() {
    boolean now = !told && waitingFor.isEmpty();
    told |= now;
    return now;
  }

  private void tellIf(boolean ready) {
    if (ready) {
      onReady.run();
    }
  }
}
