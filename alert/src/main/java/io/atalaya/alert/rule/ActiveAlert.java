package io.atalaya.alert.rule;

import io.atalaya.model.AlertState;
import io.atalaya.model.Labels;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One alert of a rule, and the only place where its state changes:
 *
 * <pre>
 *   (new) ──► PENDING ──held for `for`──► FIRING ──value gone, `keep_firing_for` over──► INACTIVE
 *                │  ▲                       │                                               │
 *                │  └─`for` became longer───┘                     told as resolved; forgotten
 *            value gone                                                   15 minutes later
 *                ▼
 *            (forgotten)
 * </pre>
 *
 * <p>Each evaluation calls {@link #seen} or {@link #missing} once and then {@link #advance} if the
 * alert is still active. An alert whose value comes back after it was resolved is a new one. These
 * are the rules of Prometheus' {@code AlertingRule.Eval}.
 */
final class ActiveAlert {
  /** How long a resolved alert is remembered, and told again, after it was resolved. */
  static final Duration RESOLVED_RETENTION = Duration.ofMinutes(15);

  private final Labels labels;
  private Labels annotations;
  private double value;
  private AlertState state = AlertState.PENDING;
  private Instant activeAt;
  private Instant firedAt = Instant.EPOCH;
  private @Nullable Instant keepFiringSince;
  private @Nullable Instant resolvedAt;
  private @Nullable Instant lastSentAt;

  /** A pending alert, seen for the first time. */
  ActiveAlert(Labels labels, Labels annotations, double value, Instant at) {
    this.labels = labels;
    this.annotations = annotations;
    this.value = value;
    activeAt = at;
  }

  /** The expression has a value for it. */
  void seen(double newValue, Labels newAnnotations) {
    value = newValue;
    annotations = newAnnotations;
    keepFiringSince = null;
  }

  /**
   * The expression has no value for it.
   *
   * @return whether it goes on firing for the time being
   */
  boolean missing(Instant at, Duration keepFiringFor) {
    if (state == AlertState.FIRING && keepFiringFor.isPositive()) {
      if (keepFiringSince == null) {
        keepFiringSince = at;
      }
      if (Duration.between(keepFiringSince, at).compareTo(keepFiringFor) < 0) {
        return true;
      }
    }
    if (state != AlertState.INACTIVE) {
      state = AlertState.INACTIVE;
      resolvedAt = at;
    }
    return false;
  }

  /** Fires if it was pending long enough; pends again if it no longer was. */
  void advance(Instant at, Duration holdFor) {
    boolean held = Duration.between(activeAt, at).compareTo(holdFor) >= 0;
    if (state == AlertState.PENDING && held) {
      state = AlertState.FIRING;
      firedAt = at;
    } else if (state == AlertState.FIRING && !held) {
      state = AlertState.PENDING;
      firedAt = Instant.EPOCH;
      lastSentAt = null;
      keepFiringSince = null;
    }
  }

  /** Sets since when it is active, as found in storage after a restart. */
  void restore(Instant since) {
    activeAt = since;
  }

  /** Whether nothing needs to be known of it any more. */
  boolean forgettable(Instant at) {
    return resolvedAt != null
        && (!everFired() || Duration.between(resolvedAt, at).compareTo(RESOLVED_RETENTION) > 0);
  }

  /** Whether routing should hear of it now: news, or nothing said for the resend delay. */
  boolean needsSending(Instant at, Duration resendDelay) {
    if (state == AlertState.PENDING || !everFired()) {
      return false;
    }
    if (lastSentAt == null || (resolvedAt != null && resolvedAt.isAfter(lastSentAt))) {
      return true;
    }
    return lastSentAt.plus(resendDelay).isBefore(at);
  }

  void sent(Instant at) {
    lastSentAt = at;
  }

  private boolean everFired() {
    return !firedAt.equals(Instant.EPOCH);
  }

  boolean active() {
    return state != AlertState.INACTIVE;
  }

  Labels labels() {
    return labels;
  }

  Labels annotations() {
    return annotations;
  }

  double value() {
    return value;
  }

  AlertState state() {
    return state;
  }

  /** Since when the expression has had a value for it. */
  Instant activeAt() {
    return activeAt;
  }

  /** Since when it fires, if it does or did. */
  Instant firedAt() {
    return firedAt;
  }

  @Nullable Instant resolvedAt() {
    return resolvedAt;
  }

  AlertStatus status() {
    return new AlertStatus(labels, annotations, state, activeAt, keepFiringSince, value);
  }
}
