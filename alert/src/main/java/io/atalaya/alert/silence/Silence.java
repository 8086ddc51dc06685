package io.atalaya.alert.silence;

import io.atalaya.model.Labels;
import io.atalaya.model.Matcher;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A time in which nobody is told of some alerts.
 *
 * @param id unique; empty for one that was not stored yet
 * @param matchers all must match
 * @param startsAt from when
 * @param endsAt until when, not included
 * @param updatedAt when it was last changed
 * @param createdBy who wants it
 * @param comment why
 * @param annotations what programs note about it, such as the number of a ticket
 */
public record Silence(
    String id,
    List<Matcher> matchers,
    Instant startsAt,
    Instant endsAt,
    Instant updatedAt,
    String createdBy,
    String comment,
    Map<String, String> annotations) {
  /** Copies, and refuses what Alertmanager refuses, in its words. */
  public Silence {
    matchers = List.copyOf(matchers);
    annotations = Map.copyOf(annotations);
    if (matchers.isEmpty()) {
      throw new IllegalArgumentException("invalid silence: matcher set 0 is empty");
    }
    if (matchers.stream().allMatch(matcher -> matcher.matches(""))) {
      throw new IllegalArgumentException(
          "invalid silence: matcher set 0: at least one matcher must not match the empty string");
    }
    if (endsAt.isBefore(startsAt)) {
      throw new IllegalArgumentException("invalid silence: end time must not be before start time");
    }
  }

  /** One without annotations. */
  public Silence(
      String id,
      List<Matcher> matchers,
      Instant startsAt,
      Instant endsAt,
      Instant updatedAt,
      String createdBy,
      String comment) {
    this(id, matchers, startsAt, endsAt, updatedAt, createdBy, comment, Map.of());
  }

  /** Where a silence is in its life. */
  public enum State {
    PENDING,
    ACTIVE,
    EXPIRED
  }

  public State stateAt(Instant now) {
    if (now.isBefore(startsAt)) {
      return State.PENDING;
    }
    return now.isBefore(endsAt) ? State.ACTIVE : State.EXPIRED;
  }

  public boolean matches(Labels labels) {
    return matchers.stream().allMatch(matcher -> matcher.matches(labels));
  }
}
