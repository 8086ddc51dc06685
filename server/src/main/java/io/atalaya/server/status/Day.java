package io.atalaya.server.status;

/**
 * How a check fared on one day.
 *
 * @param known evaluations in which something was known of it
 * @param down in how many of these it was down
 */
record Day(long known, long down) {
  static final Day NOTHING = new Day(0, 0);

  /** Percent of the time that it was not down; NaN if nothing is known. */
  double uptimePercent() {
    return known == 0 ? Double.NaN : 100.0 * (known - down) / known;
  }

  Day plus(Day other) {
    return new Day(known + other.known, down + other.down);
  }
}
