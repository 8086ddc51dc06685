package io.atalaya.collect.scrape;

/**
 * How histograms are scraped.
 *
 * @param scrapeNative {@code scrape_native_histograms}; false by default
 * @param alwaysScrapeClassic whether classic buckets are kept where a native histogram is exposed
 *     too: {@code always_scrape_classic_histograms}; false by default
 * @param convertClassic whether classic histograms become native ones with custom buckets: {@code
 *     convert_classic_histograms_to_nhcb}; false by default
 * @param bucketLimit buckets of a native histogram above which its resolution is reduced; 0
 *     (default) for no limit
 * @param minBucketFactor smallest growth from one bucket to the next; 0 (default) for no bound
 */
public record HistogramOptions(
    boolean scrapeNative,
    boolean alwaysScrapeClassic,
    boolean convertClassic,
    int bucketLimit,
    double minBucketFactor) {
  private static final HistogramOptions DEFAULTS = new HistogramOptions(false, false, false, 0, 0);

  public static HistogramOptions defaults() {
    return DEFAULTS;
  }
}
