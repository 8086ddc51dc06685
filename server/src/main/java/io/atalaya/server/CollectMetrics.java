package io.atalaya.server;

import io.atalaya.collect.alertmanager.AlertForwarder;
import io.atalaya.collect.discover.DiscoveryTally;
import io.atalaya.collect.scrape.ScrapeManager;
import io.atalaya.collect.scrape.ScrapeTimes;
import io.atalaya.model.PromDuration;
import io.atalaya.server.metrics.MetricsText;
import java.util.List;

/** What discoveries find and how regularly targets are scraped, under Prometheus' names. */
final class CollectMetrics {
  private static final double[] QUANTILES = {.01, .05, .5, .9, .99};

  private final ScrapeManager scrapes;
  private final AlertForwarder forwarder;

  CollectMetrics(ScrapeManager scrapes, AlertForwarder forwarder) {
    this.scrapes = scrapes;
    this.forwarder = forwarder;
  }

  void write(MetricsText out) {
    writeTally(out, "scrape", scrapes.discoveries());
    writeTally(out, "notify", forwarder.discoveries());
    writeFailures(out, List.of(scrapes.discoveries(), forwarder.discoveries()));
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
    out.counter(
        "prometheus_target_scrape_pool_exceeded_label_limits_total",
        "Scrapes refused because of label_limit and its like.",
        scrapes.counters().overLabelLimits());
  }

  private static void writeTally(MetricsText out, String name, DiscoveryTally tally) {
    out.counter(
        "prometheus_sd_received_updates_total",
        "Changes that discoveries reported.",
        tally.receivedUpdates(),
        "name",
        name);
    out.counter(
        "prometheus_sd_updates_total",
        "Changes of targets that were passed on.",
        tally.updates(),
        "name",
        name);
    out.counter(
        "prometheus_sd_updates_delayed_total",
        "Changes that waited because others had just been passed on.",
        tally.delayedUpdates(),
        "name",
        name);
    out.gauge(
        "prometheus_sd_failed_configs",
        "Discoveries that could not be started: none, or the configuration is refused.",
        0,
        "name",
        name);
    tally.refreshes().forEach((who, refreshed) -> writeRefreshes(out, who, refreshed));
  }

  private static void writeRefreshes(
      MetricsText out, DiscoveryTally.Who who, DiscoveryTally.Refreshed refreshed) {
    out.counter(
        "prometheus_sd_refresh_failures_total",
        "Questions to registries that failed.",
        refreshed.failures(),
        "config",
        who.job(),
        "mechanism",
        who.mechanism());
    out.summary(
        "prometheus_sd_refresh_duration_seconds",
        "How long questions to registries took.",
        refreshed.durations(),
        new double[] {.5, .9, .99},
        "config",
        who.job(),
        "mechanism",
        who.mechanism());
  }

  private static void writeFailures(MetricsText out, List<DiscoveryTally> tallies) {
    out.counter(
        "prometheus_sd_http_failures_total",
        "Questions of http_sd that failed.",
        tallies.stream().mapToLong(tally -> tally.failures("http")).sum());
    out.counter(
        "prometheus_sd_file_read_errors_total",
        "Times a target file could not be read.",
        tallies.stream().mapToLong(DiscoveryTally::fileErrors).sum());
    out.counter(
        "prometheus_sd_kubernetes_failures_total",
        "Times the API of a Kubernetes cluster did not answer.",
        tallies.stream().mapToLong(DiscoveryTally::clusterErrors).sum());
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
}
