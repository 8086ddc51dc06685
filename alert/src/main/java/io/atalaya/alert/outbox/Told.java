package io.atalaya.alert.outbox;

import java.time.Instant;
import java.util.Set;

/**
 * What a receiver knows of a group: an entry of Alertmanager's notification log.
 *
 * @param at when it was told
 * @param firing fingerprints of the alerts that it was told fire
 * @param resolved fingerprints of the alerts that it was told are resolved
 */
public record Told(Instant at, Set<Long> firing, Set<Long> resolved) {
  public Told {
    firing = Set.copyOf(firing);
    resolved = Set.copyOf(resolved);
  }
}
