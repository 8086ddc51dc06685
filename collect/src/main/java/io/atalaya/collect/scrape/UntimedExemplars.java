package io.atalaya.collect.scrape;

import io.atalaya.model.SampleBatch.Exemplar;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Exemplars that a target tells without a time. One that is the same in the next scrape is no new
 * one, so it is taken once, with the time of the scrape in which it came. For one thread.
 */
final class UntimedExemplars {
  private Map<Long, Exemplar> before = new HashMap<>();
  private Map<Long, Exemplar> now = new HashMap<>();
  private boolean abandoned;

  /** Begins another scrape. */
  void begin() {
    if (!abandoned) {
      Map<Long, Exemplar> swapped = before;
      before = now;
      now = swapped;
    }
    now.clear();
    abandoned = false;
  }

  /** Makes the current scrape one that never was: what it brought is new the next time. */
  void abandon() {
    abandoned = true;
  }

  /** The exemplar with a time; null if it was taken before. */
  @Nullable Exemplar timed(Exemplar told, long otherwiseMillis) {
    if (told.timestampMillis() != Intake.NO_TIME) {
      return told;
    }
    now.put(told.ref(), told);
    return told.equals(before.get(told.ref()))
        ? null
        : new Exemplar(told.ref(), told.labels(), told.value(), otherwiseMillis);
  }
}
