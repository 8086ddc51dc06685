package io.atalaya.collect.scrape;

import io.atalaya.model.Labels;

/**
 * A whole OpenMetrics text whose samples have times of their own, as it is made for backfilling.
 */
public final class OpenMetricsText {
  /** Takes the samples, in the order of the text. */
  public interface Sink {
    void sample(Labels labels, long timeMillis, double value);
  }

  private OpenMetricsText() {}

  /**
   * Reads a text to its end.
   *
   * @throws ExpositionException if it breaks the format, or a sample has no time; says in which
   *     line
   */
  public static void read(byte[] text, Sink sink) throws ExpositionException {
    OpenMetricsParser parser = new OpenMetricsParser(text, text.length);
    for (ExpositionParser.Entry entry = parser.next();
        entry != ExpositionParser.Entry.END;
        entry = parser.next()) {
      if (entry == ExpositionParser.Entry.SERIES) {
        if (!parser.hasTimestamp) {
          throw parser.error("a sample to be backfilled needs a timestamp");
        }
        sink.sample(labels(parser), parser.timestampMillis, parser.value);
      }
    }
  }

  private static Labels labels(OpenMetricsParser parser) throws ExpositionException {
    try {
      return Labels.of(parser.labelPairs());
    } catch (IllegalArgumentException e) {
      throw parser.error(String.valueOf(e.getMessage()));
    }
  }
}
