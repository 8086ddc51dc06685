package io.atalaya.server.config;

import io.atalaya.collect.scrape.HistogramOptions;
import io.atalaya.collect.scrape.NameEscaping;
import io.atalaya.collect.scrape.ScrapeLimits;
import io.atalaya.collect.scrape.ScrapeProtocol;
import io.atalaya.model.Labels;
import io.atalaya.model.NameValidation;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Prometheus' section {@code global}: what jobs and rule groups start from.
 *
 * @param scrapeInterval 1 m by default
 * @param scrapeTimeout 10 s by default, or the interval if that is shorter
 * @param evaluationInterval 1 m by default
 * @param ruleQueryOffset how long before its instant a rule looks; 0 by default
 * @param externalLabels labels added to what leaves this server; variables already replaced
 * @param queryLog file to which queries are logged, or null
 * @param scrape what only scrape jobs start from
 */
public record GlobalConfig(
    Duration scrapeInterval,
    Duration scrapeTimeout,
    Duration evaluationInterval,
    Duration ruleQueryOffset,
    Labels externalLabels,
    @Nullable Path queryLog,
    ScrapeDefaults scrape) {

  /**
   * What scrape jobs start from.
   *
   * @param protocols formats to ask for; empty (default) for what the histogram options imply
   * @param limits none by default
   * @param histograms how histograms are scraped
   * @param names which names may be; UTF-8 by default
   * @param escaping how names are to be written; null (default) for what {@code names} implies
   * @param extraMetrics whether the additional scrape metrics are written; false by default
   * @param failureLog file to which failures are written, or null
   */
  public record ScrapeDefaults(
      List<ScrapeProtocol> protocols,
      ScrapeLimits limits,
      HistogramOptions histograms,
      NameValidation names,
      @Nullable NameEscaping escaping,
      boolean extraMetrics,
      @Nullable Path failureLog) {
    public ScrapeDefaults {
      protocols = List.copyOf(protocols);
    }
  }
}
