package io.atalaya.collect.scrape;

import io.atalaya.model.Labels;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How one active target is.
 *
 * @param pool the job whose configuration found it
 * @param labels labels of its series
 * @param discovered labels before relabelling
 * @param url where it is asked
 * @param interval time between two scrapes
 * @param timeout time a scrape may take
 * @param health what the last scrape said
 * @param lastError why it failed; empty if it did not
 * @param lastScrape when it began; null before the first
 * @param lastDuration how long it took; zero before the first
 * @param notice what people should know about it and change; empty for nothing
 */
public record TargetStatus(
    String pool,
    Labels labels,
    Labels discovered,
    URI url,
    Duration interval,
    Duration timeout,
    Health health,
    String lastError,
    @Nullable Instant lastScrape,
    Duration lastDuration,
    String notice) {
  /** Whether a target answered. */
  public enum Health {
    UNKNOWN,
    UP,
    DOWN;

    /** The word in the API. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
