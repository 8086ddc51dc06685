package io.atalaya.server.metrics;

import io.atalaya.model.SampleSink;
import io.atalaya.store.StoreOptions;
import io.atalaya.store.Tsdb;
import io.atalaya.store.block.BlockInfo;
import io.atalaya.store.head.HeadExtent;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;

/**
 * The store under Prometheus' names, as far as they mean the same: what it calls head, block and
 * log is there, its pages, checkpoints and mapped chunks are not.
 */
public final class StoreMetrics {
  /** What Prometheus says without a lock file: whether the last end was clean is not known. */
  private static final int NO_LOCK_FILE = -1;

  private final Tsdb store;
  private final Supplier<StoreOptions> options;
  private final DoubleSupplier share;

  /**
   * Metrics of a store.
   *
   * @param share percentage of the disk that it may take; 0 if nothing is said
   */
  public StoreMetrics(Tsdb store, Supplier<StoreOptions> options, DoubleSupplier share) {
    this.store = store;
    this.options = options;
    this.share = share;
  }

  public void write(MetricsText out) {
    out.gauge(
        "prometheus_tsdb_head_series",
        "Series that are active in the head.",
        store.activeSeries(SampleSink.DEFAULT_TENANT));
    writeBlocks(out);
    writeHead(out);
    writeLog(out);
    out.gauge(
        "prometheus_tsdb_retention_limit_seconds",
        "How long samples are kept.",
        options.get().retention().toSeconds());
    out.gauge(
        "prometheus_tsdb_retention_limit_bytes",
        "How much is kept; 0 for any amount.",
        options.get().retentionBytes());
    out.gauge(
        "prometheus_tsdb_retention_limit_percentage",
        "Share of the disk that may be kept; 0 if nothing is said of it.",
        share.getAsDouble());
    out.gauge(
        "prometheus_tsdb_clean_start",
        "Always -1: whether the process ended cleanly before is not looked at.",
        NO_LOCK_FILE);
  }

  private void writeBlocks(MetricsText out) {
    List<BlockInfo> blocks = store.blocks();
    out.gauge("prometheus_tsdb_blocks_loaded", "Blocks that are served.", blocks.size());
    out.gauge(
        "prometheus_tsdb_storage_blocks_bytes",
        "Bytes of the blocks that are served.",
        store.blockBytes());
    long first = blocks.stream().mapToLong(BlockInfo::firstMillis).min().orElse(0);
    out.gauge(
        "prometheus_tsdb_lowest_timestamp",
        "Time of the oldest sample in a block, in milliseconds.",
        first);
    out.gauge(
        "prometheus_tsdb_lowest_timestamp_seconds",
        "Time of the oldest sample in a block.",
        first / 1e3);
    out.counter(
        "prometheus_tsdb_reloads_failures_total",
        "Blocks that could not be loaded.",
        store.damagedBlocks().size());
    out.counter(
        "prometheus_tsdb_compactions_total",
        "Blocks that were written from the head or merged from others.",
        store.compactions());
    out.counter(
        "prometheus_tsdb_compactions_failed_total",
        "Times blocks could not be written, merged or dropped.",
        store.failedCompactions());
    out.gauge(
        "atalaya_tsdb_blocks_damaged",
        "Blocks that were set aside because they are damaged; their samples are missing.",
        store.damagedBlocks().size());
    out.gauge(
        "atalaya_tsdb_deletions_pending",
        "Deletions whose samples still take space.",
        store.pendingDeletions());
  }

  private void writeHead(MetricsText out) {
    HeadExtent head = store.headExtent(SampleSink.DEFAULT_TENANT);
    out.counter(
        "prometheus_tsdb_head_series_created_total",
        "Series that came into the head, at the start from the log included.",
        head.series() + head.seriesRemoved());
    out.counter(
        "prometheus_tsdb_head_series_removed_total",
        "Series that the head has forgotten because they were idle.",
        head.seriesRemoved());
    out.gauge("prometheus_tsdb_head_chunks", "Runs of samples in the head.", head.chunks());
    if (!head.isEmpty()) {
      writeTimes(out, "prometheus_tsdb_head_min_time", "the oldest", head.firstMillis());
      writeTimes(out, "prometheus_tsdb_head_max_time", "the newest", head.lastMillis());
    }
  }

  private void writeLog(MetricsText out) {
    out.gauge(
        "prometheus_tsdb_wal_storage_size_bytes",
        "Bytes of the log and of the head's files.",
        store.logBytes());
    out.gauge(
        "prometheus_tsdb_wal_segment_current",
        "Number of the file of the log that is written to.",
        store.currentLogSegment());
    out.gauge("atalaya_tsdb_log_segments", "Files the log consists of.", store.logSegments());
    out.counter(
        "prometheus_tsdb_wal_corruptions_total",
        "Damaged parts of the log that were found at the start.",
        store.replayReport().problems().size());
  }

  private static void writeTimes(MetricsText out, String name, String which, long millis) {
    out.gauge(name, "Time of " + which + " sample in the head, in milliseconds.", millis);
    out.gauge(name + "_seconds", "Time of " + which + " sample in the head.", millis / 1e3);
  }
}
