package io.atalaya.alert.route;

import java.time.Instant;
import java.util.List;

/**
 * A named set of times; an instant is in it if it is in any of its periods.
 *
 * @param name what routes call it
 * @param periods the times
 */
public record TimeInterval(String name, List<TimePeriod> periods) {
  public TimeInterval {
    periods = List.copyOf(periods);
    if (name.isEmpty()) {
      throw new IllegalArgumentException("missing name in time interval");
    }
  }

  public boolean contains(Instant instant) {
    return periods.stream().anyMatch(period -> period.contains(instant));
  }
}
