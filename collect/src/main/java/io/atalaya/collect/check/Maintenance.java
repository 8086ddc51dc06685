package io.atalaya.collect.check;

import io.atalaya.collect.calendar.Recurrence;
import io.atalaya.model.Labels;
import io.atalaya.model.Matcher;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Times at which work on some checks' targets is planned, so that failures mean nothing.
 *
 * @param name what it is called, for people
 * @param when its times
 * @param checks names of the checks it is about; none for no restriction
 * @param matchers what must hold for the labels of the checks it is about; none for no restriction
 */
public record Maintenance(
    String name, Recurrence when, Set<String> checks, List<Matcher> matchers) {
  public Maintenance {
    checks = Set.copyOf(checks);
    matchers = List.copyOf(matchers);
  }

  /** Whether it is about a check. */
  public boolean concerns(CheckConfig check) {
    Labels labels = CheckSamples.labels(check);
    return (checks.isEmpty() || checks.contains(check.name()))
        && matchers.stream().allMatch(m -> m.matches(labels));
  }

  /** The window that is open at an instant. */
  public Optional<Recurrence.Span> openAt(Instant at) {
    return when.around(at).filter(span -> span.holds(at));
  }
}
