package io.atalaya.alert.outbox;

import java.time.Instant;
import java.util.Set;

/**
 * What a receiver knows of a group: an entry of Alertmanager's notification log.
 *
 * @param at when it was told
 * @param firing fingerprints of the alerts that it was told fire
 * @param resolved fingerprints of the alerts that it was told are resolved
 * @param believed fingerprints of the alerts that it believes to fire, told now or earlier; only
 *     their ends are worth telling
 */
public record Told(Instant at, Set<Long> firing, Set<Long> resolved, Set<Long> believed) {
  public Told {
    firing = Set.copyOf(firing);
    resolved = Set.copyOf(resolved);
    believed = believed.equals(firing) ? firing : Set.copyOf(believed);
  }
}
