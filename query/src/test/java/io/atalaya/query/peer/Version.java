package io.atalaya.query.peer;

import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A release of Prometheus. */
record Version(int major, int minor) implements Comparable<Version> {
  private static final Pattern NUMBERS = Pattern.compile("(\\d+)\\.(\\d+)");

  /** The release that we answer like. */
  static final Version OURS = new Version(3, 14);

  /** The last release before any; for what no release explains. */
  static final Version NEVER = new Version(Integer.MAX_VALUE, 0);

  /** The first version in a text, or {@link #NEVER}. */
  static Version of(String text) {
    Matcher m = NUMBERS.matcher(text);
    return m.find()
        ? new Version(Integer.parseInt(m.group(1)), Integer.parseInt(m.group(2)))
        : NEVER;
  }

  @Override
  public int compareTo(Version other) {
    return Comparator.comparingInt(Version::major)
        .thenComparingInt(Version::minor)
        .compare(this, other);
  }
}
