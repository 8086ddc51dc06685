package io.atalaya.server;

import io.atalaya.alert.outbox.Outbox;
import io.atalaya.alert.rule.GroupStatus;
import io.atalaya.alert.rule.RuleManager;
import io.atalaya.alert.rule.RuleStatus;
import io.atalaya.collect.check.CheckManager;
import io.atalaya.collect.scrape.ScrapeCounters;
import io.atalaya.collect.scrape.ScrapeManager;
import io.atalaya.model.SampleSink;
import io.atalaya.server.metrics.MetricsText;
import io.atalaya.store.Tsdb;
import io.atalaya.store.block.BlockInfo;
import java.time.Instant;
import java.util.List;

/** What the stages tell of themselves, under the names that Prometheus' dashboards expect. */
final class StageMetrics {
  private final Tsdb store;
  private final ScrapeManager scrapes;
  private final CheckManager checks;
  private final RuleManager rules;
  private final Outbox outbox;

  StageMetrics(
      Tsdb store, ScrapeManager scrapes, CheckManager checks, RuleManager rules, Outbox outbox) {
    this.store = store;
    this.scrapes = scrapes;
    this.checks = checks;
    this.rules = rules;
    this.outbox = outbox;
  }

  void write(MetricsText out) {
    out.gauge(
        "prometheus_tsdb_head_series",
        "Series that are active in the head.",
        store.activeSeries(SampleSink.DEFAULT_TENANT));
    writeBlocks(out);
    writeScrapes(out, scrapes.counters());
    out.gauge("atalaya_checks", "Checks that run.", checks.statuses().size());
    out.counter(
        "atalaya_check_store_failures_total",
        "Results of checks that the store could not take.",
        checks.storeFailures());
    rules.status().forEach(group -> writeGroup(out, group));
    out.gauge(
        "atalaya_outbox_undelivered",
        "Notifications that are due and have not arrived yet.",
        outbox.undelivered());
    out.counter(
        "atalaya_outbox_disk_errors_total",
        "Times the outbox could not be written.",
        outbox.diskErrors());
  }

  private void writeBlocks(MetricsText out) {
    List<BlockInfo> blocks = store.blocks();
    out.gauge("prometheus_tsdb_blocks_loaded", "Blocks that are served.", blocks.size());
    out.gauge(
        "prometheus_tsdb_storage_blocks_bytes",
        "Bytes of the blocks that are served.",
        store.blockBytes());
    out.gauge(
        "prometheus_tsdb_lowest_timestamp",
        "Time of the oldest sample in a block, in milliseconds.",
        blocks.stream().mapToLong(BlockInfo::firstMillis).min().orElse(0));
    out.gauge(
        "atalaya_tsdb_blocks_damaged",
        "Blocks that were set aside because they are damaged; their samples are missing.",
        store.damagedBlocks().size());
    out.gauge(
        "atalaya_tsdb_deletions_pending",
        "Deletions whose samples still take space.",
        store.pendingDeletions());
  }

  private static void writeScrapes(MetricsText out, ScrapeCounters.Snapshot counts) {
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
  }

  private static void writeGroup(MetricsText out, GroupStatus group) {
    String key = group.group().key();
    out.counter(
        "prometheus_rule_group_iterations_total",
        "Evaluations of the group.",
        group.evaluations(),
        "rule_group",
        key);
    out.counter(
        "prometheus_rule_group_iterations_missed_total",
        "Evaluations left out because the one before took too long.",
        group.missed(),
        "rule_group",
        key);
    out.gauge(
        "prometheus_rule_group_rules",
        "Rules in the group.",
        group.rules().size(),
        "rule_group",
        key);
    out.gauge(
        "atalaya_rule_group_failing_rules",
        "Rules of the group whose last evaluation failed.",
        group.rules().stream().filter(r -> r.health() == RuleStatus.Health.ERROR).count(),
        "rule_group",
        key);
    out.gauge(
        "prometheus_rule_group_last_duration_seconds",
        "How long the last evaluation took.",
        group.evaluationTime().toNanos() / 1e9,
        "rule_group",
        key);
    Instant last = group.lastEvaluation();
    if (last != null) {
      out.gauge(
          "prometheus_rule_group_last_evaluation_timestamp_seconds",
          "When the group was evaluated last.",
          last.toEpochMilli() / 1000.0,
          "rule_group",
          key);
    }
  }
}
