package io.atalaya.server.metrics;

import io.atalaya.collect.alertmanager.AlertForwarder;
import io.atalaya.collect.discover.DiscoveryTally;
import io.atalaya.collect.scrape.ScrapeManager;
import java.util.List;

/** What discoveries find, under Prometheus' names. */
public final class DiscoveryMetrics {
  private final ScrapeManager scrapes;
  private final AlertForwarder forwarder;

  public DiscoveryMetrics(ScrapeManager scrapes, AlertForwarder forwarder) {
    this.scrapes = scrapes;
    this.forwarder = forwarder;
  }

  public void write(MetricsText out) {
    writeTally(out, "scrape", scrapes.discoveries());
    writeTally(out, "notify", forwarder.discoveries());
    writeFailures(out, List.of(scrapes.discoveries(), forwarder.discoveries()));
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
}
