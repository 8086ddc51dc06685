package io.atalaya.alert.rule;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/** Tells once when every group of the first configuration has been evaluated once. */
final class Readiness {
  private final Runnable onReady;
  private final Set<String> waitingFor = new HashSet<>();
  private boolean started;
  private boolean told;

  Readiness(Runnable onReady) {
    this.onReady = onReady;
  }

  /** These groups exist now; those that are gone are no longer waited for. */
  void configured(Collection<String> keys) {
    tellIf(nothingLeft(keys));
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
