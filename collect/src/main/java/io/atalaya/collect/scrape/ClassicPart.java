package io.atalaya.collect.scrape;

import io.atalaya.model.Labels;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What a series of a text exposition is to a classic histogram, as far as its name and labels tell:
 * {@code x_bucket} with a bound, {@code x_sum} or {@code x_count} of a histogram {@code x}.
 *
 * @param owner the histogram
 * @param kind which of its numbers
 * @param bound upper bound of a bucket; 0 for the others
 */
record ClassicPart(Owner owner, Kind kind, double bound) {
  private static final String BOUND = "le";

  /** The numbers of a histogram. */
  enum Kind {
    BUCKET("_bucket"),
    SUM("_sum"),
    COUNT("_count");

    private final String suffix;

    Kind(String suffix) {
      this.suffix = suffix;
    }
  }

  /**
   * A classic histogram of a target.
   *
   * @param family the name of its family
   * @param labels its labels as exposed, the family as the metric's name
   */
  record Owner(String family, Labels labels) {
    /** Bytes that stand for it and for no line of a text. */
    byte[] key() {
      return ('\n' + labels.toString()).getBytes(StandardCharsets.UTF_8);
    }
  }

  /**
   * What a series is; null if it is no part of a histogram.
   *
   * @param exposed alternating names and values, the metric's name first
   */
  static @Nullable ClassicPart of(String[] exposed) {
    String name = exposed[1];
    for (Kind kind : Kind.values()) {
      if (name.endsWith(kind.suffix)) {
        return of(name.substring(0, name.length() - kind.suffix.length()), kind, exposed);
      }
    }
    return null;
  }

  private static @Nullable ClassicPart of(String family, Kind kind, String[] exposed) {
    Labels.Builder labels = Labels.builder();
    double bound = Double.NaN;
    for (int i = 2; i < exposed.length; i += 2) {
      if (exposed[i].equals(BOUND)) {
        bound = bound(exposed[i + 1]);
      } else {
        labels.set(exposed[i], exposed[i + 1]);
      }
    }
    if (kind == Kind.BUCKET && Double.isNaN(bound)) {
      return null;
    }
    labels.set(Labels.METRIC_NAME, family);
    return new ClassicPart(new Owner(family, labels.build()), kind, bound);
  }

  /** The bound that a label tells; NaN for none. */
  private static double bound(String text) {
    try {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      return NumberReader.parse(bytes, 0, bytes.length);
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }
}
