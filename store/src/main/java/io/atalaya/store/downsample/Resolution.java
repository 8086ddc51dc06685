package io.atalaya.store.downsample;

import java.time.Duration;

/** How long the windows are whose samples are aggregated. */
public enum Resolution {
  FIVE_MINUTES("5m", Duration.ofMinutes(5)),
  ONE_HOUR("1h", Duration.ofHours(1));

  private final String text;
  private final long millis;

  Resolution(String text, Duration length) {
    this.text = text;
    millis = length.toMillis();
  }

  /** As people write it. */
  public String text() {
    return text;
  }

  long millis() {
    return millis;
  }

  /** The end of the window that a time lies in. */
  long endOf(long time) {
    return -Math.floorDiv(-time, millis) * millis;
  }

  /** The beginning of the window that a time lies in, which is not part of it. */
  long startOf(long time) {
    return endOf(time) - millis;
  }
}
