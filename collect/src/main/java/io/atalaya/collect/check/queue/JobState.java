package io.atalaya.collect.check.queue;

import java.util.Locale;

/** What can be with a job. */
public enum JobState {
  PENDING,
  PROCESSING,
  COMPLETED,
  FAILED;

  /** The value of the label {@code state}, and the name in configurations. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
