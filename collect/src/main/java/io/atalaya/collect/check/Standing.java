package io.atalaya.collect.check;

import io.atalaya.collect.check.Observation.Verdict;
import java.time.Instant;
import java.util.List;

/**
 * What stands around one check: the maintenance that concerns it, the checks it depends on, and our
 * own network. A change of the configuration makes another one.
 *
 * @param maintenance those that concern the check
 * @param parents the checks it depends on
 * @param guard knows whether our own network is gone
 */
record Standing(
    List<Maintenance> maintenance, List<? extends Parent> parents, ConnectivityGuard guard) {

  /** A check that another one depends on. */
  interface Parent {
    String name();

    /**
     * Whether it fails, by an attempt that ended at an instant or later; makes one if there is
     * none.
     */
    boolean failsSince(Instant began);
  }

  /**
   * Judges a verdict; asks around only if it is bad.
   *
   * @param wasDown whether the check is held to be down: then its parents excuse nothing
   */
  Ruling rule(CheckConfig check, Verdict verdict, boolean wasDown, Instant began, Instant at) {
    String maintained =
        maintenance.stream()
            .filter(m -> m.openAt(at).isPresent())
            .map(Maintenance::name)
            .findFirst()
            .orElse("");
    if (verdict != Verdict.DOWN) {
      return new Ruling(Finding.of(verdict), "", maintained);
    }
    if (check.needsNetwork() && guard.lostSince(began)) {
      return new Ruling(Finding.UNKNOWN, guard.message(), maintained);
    }
    for (Parent parent : wasDown ? List.<Parent>of() : parents) {
      if (parent.failsSince(began)) {
        String note = "depends on " + parent.name() + ", which fails";
        return new Ruling(Finding.UNREACHABLE, note, maintained);
      }
    }
    return new Ruling(Finding.DOWN, "", maintained);
  }
}
