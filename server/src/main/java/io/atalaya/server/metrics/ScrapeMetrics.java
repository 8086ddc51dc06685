package io.atalaya.server.metrics;

import io.atalaya.collect.scrape.ScrapeCounters;
import io.atalaya.collect.scrape.ScrapeManager;
import io.atalaya.collect.scrape.ScrapeTimes;
import io.atalaya.collect.scrape.TargetMetadata;
import io.atalaya.collect.scrape.TargetStatus;
import io.atalaya.collect.scrape.Targets;
import io.atalaya.model.PromDuration;
import java.util.Map;
import java.util.TreeMap;

/** What is scraped, how regularly, and what was refused, under Prometheus' names. */
public final class ScrapeMetrics {
  private static final double[] QUANTILES = {.01, .05, .5, .9, .99};

  private final ScrapeManager scrapes;

  public ScrapeMetrics(ScrapeManager scrapes) {
    this.scrapes = scrapes;
  }

  public void write(MetricsText out) {
    writeCounts(out, scrapes.counters());
    writeTimes(out);
    writeTargets(out);
    writeMetadata(out);
  }

  private static void writeCounts(MetricsText out, ScrapeCounters.Snapshot counts) {
    out.counter("atalaya_scrapes_total", "Scrapes made.", counts.scrapes());
    out.counter(
        "prometheus_target_scrapes_sample_out_of_order_total",
        "Samples refused because they were too late.",
        counts.outOfOrder());
    out.counter(
        "prometheus_target_scrapes_sample_duplicate_timestamp_total",
        "Samples refused because another value is stored at their time.",
        counts.duplicates());
    out.counter(
        "prometheus_target_scrapes_sample_out_of_bounds_total",
        "Samples refused because their time is too far ahead.",
        counts.outOfBounds());
    out.counter(
        "atalaya_scrape_series_refused_total",
        "Series refused because the tenant has as many as it may have.",
        counts.refusedSeries());
    out.counter(
        "atalaya_scrape_histograms_contradictory_total",
        "Classic histograms left out because they could not become native ones.",
        counts.contradictoryHistograms());
    out.counter(
        "atalaya_scrape_store_failures_total",
        "Scrapes whose samples the store could not take.",
        counts.storeFailures());
    out.counter(
        "prometheus_target_scrapes_exceeded_body_size_limit_total",
        "Scrapes refused because of body_size_limit.",
        counts.tooLarge());
    out.counter(
        "prometheus_target_scrapes_exceeded_sample_limit_total",
        "Scrapes refused because of sample_limit.",
        counts.tooManySamples());
    out.counter(
        "prometheus_target_scrape_pool_exceeded_label_limits_total",
        "Scrapes refused because of label_limit and its like.",
        counts.overLabelLimits());
  }

  private void writeTimes(MetricsText out) {
    ScrapeTimes times = scrapes.times();
    times.jobs().forEach((job, counts) -> writeJob(out, job, counts));
    times
        .intervals()
        .forEach(
            (interval, apart) ->
                out.summary(
                    "prometheus_target_interval_length_seconds",
                    "How far scrapes lay apart.",
                    apart,
                    QUANTILES,
                    "interval",
                    PromDuration.format(interval.toMillis())));
    out.counter(
        "prometheus_target_scrape_pool_exceeded_target_limit_total",
        "Times a job had more targets than target_limit, so that none was scraped.",
        times.jobs().values().stream().mapToLong(ScrapeTimes.Job::overTargetLimit).sum());
  }

  private static void writeJob(MetricsText out, String job, ScrapeTimes.Job counts) {
    out.summary(
        "prometheus_target_sync_length_seconds",
        "How long it took to bring the targets of a job up to date.",
        counts.syncs(),
        QUANTILES,
        "scrape_job",
        job);
    out.counter(
        "prometheus_target_sync_failed_total",
        "Targets left out because something is wrong with them.",
        counts.failedTargets(),
        "scrape_job",
        job);
    out.counter(
        "prometheus_target_scrape_pool_sync_total",
        "Times the targets of a job were brought up to date.",
        counts.syncs().count(),
        "scrape_job",
        job);
    out.gauge(
        "prometheus_target_scrape_pool_target_limit",
        "How many targets a job may have; 0 for any number.",
        counts.targetLimit(),
        "scrape_job",
        job);
  }

  private void writeTargets(MetricsText out) {
    Targets targets = scrapes.targets();
    Map<String, Integer> active = new TreeMap<>();
    for (TargetStatus target : targets.active()) {
      active.merge(target.pool(), 1, Integer::sum);
    }
    Map<String, Integer> found = new TreeMap<>(active);
    targets.droppedCounts().forEach((pool, dropped) -> found.merge(pool, dropped, Integer::sum));
    out.gauge("prometheus_target_scrape_pools_total", "Scrape jobs.", found.size());
    found.forEach(
        (pool, count) ->
            out.gauge(
                "prometheus_sd_discovered_targets",
                "Targets that were found, dropped ones included.",
                count,
                "name",
                "scrape",
                "config",
                pool));
    active.forEach(
        (pool, count) ->
            out.gauge(
                "prometheus_target_scrape_pool_targets",
                "Targets that are scraped.",
                count,
                "scrape_job",
                pool));
  }

  private void writeMetadata(MetricsText out) {
    Map<String, Integer> entries = new TreeMap<>();
    for (TargetMetadata target : scrapes.metadata()) {
      entries.merge(target.target().get("job"), target.families().size(), Integer::sum);
    }
    entries.forEach(
        (job, count) ->
            out.gauge(
                "prometheus_target_metadata_cache_entries",
                "Metric families that targets describe.",
                count,
                "scrape_job",
                job));
  }
}
