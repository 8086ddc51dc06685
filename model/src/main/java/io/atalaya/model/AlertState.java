package io.atalaya.model;

/**
 * The states of an alert.
 *
 * <p>INACTIVE → PENDING when its expression first has a value; PENDING → FIRING when it has held
 * for the rule's {@code for} (at once if that is 0); PENDING → INACTIVE when the value is gone;
 * FIRING → INACTIVE (resolved) when the value is gone and {@code keep_firing_for} is over.
 */
public enum AlertState {
  INACTIVE,
  PENDING,
  FIRING;

  /** Lower-case name, as in the API and in {@code ALERTS}. */
  public String text() {
    return switch (this) {
      case INACTIVE -> "inactive";
      case PENDING -> "pending";
      case FIRING -> "firing";
    };
  }
}
