package io.atalaya.server;

import io.atalaya.alert.rule.RuleManager;
import io.atalaya.collect.scrape.ScrapeCounters;
import io.atalaya.collect.scrape.ScrapeManager;
import io.atalaya.collect.scrape.TargetMetadata;
import io.atalaya.collect.scrape.TargetStatus;
import io.atalaya.collect.scrape.Targets;
import io.atalaya.server.metrics.MetricsText;
import io.atalaya.server.query.ActiveQueries;
import io.atalaya.store.Tsdb;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the alerts and dashboards that people already have for Prometheus look at, where it means
 * the same here.
 */
final class PeerMetrics {
  private final String version;
  private final ActiveQueries queries;
  private final int maxQueries;
  private final RuleManager rules;
  private final ScrapeManager scrapes;
  private final Tsdb store;

  PeerMetrics(
      String version,
      ActiveQueries queries,
      int maxQueries,
      RuleManager rules,
      ScrapeManager scrapes,
      Tsdb store) {
    this.version = version;
    this.queries = queries;
    this.maxQueries = maxQueries;
    this.rules = rules;
    this.scrapes = scrapes;
    this.store = store;
  }

  void write(MetricsText out) {
    out.gauge(
        "prometheus_build_info", "Always 1; the label tells our version.", 1, "version", version);
    out.gauge("prometheus_engine_queries", "Queries that run or wait.", queries.running().size());
    out.gauge(
        "prometheus_engine_queries_concurrent_max", "Queries that may run at once.", maxQueries);
    rules
        .status()
        .forEach(
            group ->
                out.counter(
                    "prometheus_rule_evaluation_failures_total",
                    "Evaluations of rules that failed.",
                    group.failures(),
                    "rule_group",
                    group.group().key()));
    rules
        .status()
        .forEach(
            group ->
                out.counter(
                    "prometheus_rule_evaluations_total",
                    "Evaluations of rules.",
                    (double) group.evaluations() * group.rules().size(),
                    "rule_group",
                    group.group().key()));
    writeTargets(out);
    out.counter(
        "prometheus_tsdb_compactions_failed_total",
        "Times blocks could not be written, merged or dropped.",
        store.failedCompactions());
  }

  private void writeTargets(MetricsText out) {
    ScrapeCounters.Snapshot counts = scrapes.counters();
    out.counter(
        "prometheus_target_scrapes_exceeded_body_size_limit_total",
        "Scrapes refused because of body_size_limit.",
        counts.tooLarge());
    out.counter(
        "prometheus_target_scrapes_exceeded_sample_limit_total",
        "Scrapes refused because of sample_limit.",
        counts.tooManySamples());
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
    writeMetadata(out);
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
