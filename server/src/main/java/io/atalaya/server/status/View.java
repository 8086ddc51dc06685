package io.atalaya.server.status;

import java.time.Instant;
import java.util.List;

/**
 * All that one page shows, and nothing else.
 *
 * @param at when it was put together
 * @param groups checks under their headings
 * @param incidents those that go on, and those of the last two weeks, the newest first
 * @param maintenance windows that are open, or begin within two weeks
 */
record View(
    String name,
    String title,
    String description,
    Instant at,
    List<Group> groups,
    List<Incident> incidents,
    List<Planned> maintenance) {

  /** Checks under a heading, which may be empty. */
  record Group(String name, List<Check> checks) {}

  /**
   * One check.
   *
   * @param target empty unless it may be shown
   * @param days from the oldest to today
   */
  record Check(String name, String target, Shown state, Instant since, List<Day> days) {
    /** Percent of all that is known; NaN if nothing is. */
    double uptimePercent() {
      return days.stream().reduce(Day.NOTHING, Day::plus).uptimePercent();
    }
  }

  /** A window of maintenance. */
  record Planned(String name, Instant from, Instant until, List<String> checks) {}

  View {
    groups = List.copyOf(groups);
    incidents = List.copyOf(incidents);
    maintenance = List.copyOf(maintenance);
  }

  /** The worst of what is shown; what is unknown or maintained is no outage. */
  Shown overall() {
    return groups.stream()
        .flatMap(group -> group.checks().stream())
        .map(Check::state)
        .reduce(Shown.UP, (a, b) -> rank(b) > rank(a) ? b : a);
  }

  private static int rank(Shown state) {
    return switch (state) {
      case UP -> 0;
      case UNKNOWN, PAUSED -> 1;
      case MAINTENANCE -> 2;
      case DEGRADED -> 3;
      case DOWN -> 4;
    };
  }
}
