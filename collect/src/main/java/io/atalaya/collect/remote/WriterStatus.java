package io.atalaya.collect.remote;

import io.atalaya.model.http.ShownUrl;

/** How a writer is, for those who watch it. */
public final class WriterStatus {
  private final String name;
  private final RemoteWriteConfig config;
  private final WriteCounters counters;
  private final Amounts pending;
  private final int shards;
  private final double desiredShards;
  private final long behindBytes;
  private final long lostParts;

  WriterStatus(
      String name,
      RemoteWriteConfig config,
      WriteCounters counters,
      Amounts pending,
      int shards,
      double desiredShards,
      long behindBytes,
      long lostParts) {
    this.name = name;
    this.config = config;
    this.counters = counters;
    this.pending = pending;
    this.shards = shards;
    this.desiredShards = desiredShards;
    this.behindBytes = behindBytes;
    this.lostParts = lostParts;
  }

  /** Takes what there is to tell, under the names of Prometheus without their prefix. */
  public interface Visitor {
    void counter(String name, String help, double value, String... labels);

    void gauge(String name, String help, double value);

    /**
     * A histogram.
     *
     * @param bounds upper bounds of the buckets
     * @param counts observations in each bucket, and above all of them
     */
    void histogram(String name, String help, double[] bounds, long[] counts, double sum);
  }

  public String name() {
    return name;
  }

  /** How many requests may be under way at once. */
  int shards() {
    return shards;
  }

  /** Where it sends to, without what may be secret in it. */
  public String url() {
    return ShownUrl.of(config.url().reveal());
  }

  /** Bytes of the log that it has not read. */
  public long behindBytes() {
    return behindBytes;
  }

  /** Time of the newest sample that it has read, in seconds; 0 for none. */
  public double highestReadSeconds() {
    return counters.highestReadMillis.get() / 1e3;
  }

  /** Parts of the log that it will never get. */
  public long lostParts() {
    return lostParts;
  }

  /** Tells everything. */
  public void tell(Visitor to) {
    tellKinds(to, "total", "sent to the other server", counters.sent.sum());
    tellKinds(to, "failed_total", "refused by the other server for good", counters.failed.sum());
    tellKinds(to, "retried_total", "sent again", counters.retried.sum());
    Amounts notSent = counters.notSent.sum();
    tellKinds(to, "dropped_total", "not sent", notSent, "reason", "dropped_series");
    Amounts old = counters.tooOld.sum();
    tellKinds(to, "dropped_total", "not sent", old, "reason", "too_old");
    to.counter(
        "histograms_dropped_total",
        "Histograms not sent.",
        counters.customBuckets.sum(),
        "reason",
        "nhcb_in_rw1_not_supported");
    to.counter(
        "enqueue_retries_total",
        "Times the reading waited because a shard was full.",
        counters.enqueueRetries.sum());
    to.counter("bytes_total", "Bytes sent, compressed.", counters.bytes.sum());
    to.counter(
        "metadata_bytes_total",
        "Bytes of metadata sent, compressed.",
        counters.metadataBytes.sum());
    to.counter("metadata_total", "Metadata sent.", counters.metadata.sum());
    to.counter("metadata_failed_total", "Metadata refused.", counters.metadataFailed.sum());
    to.counter("metadata_retried_total", "Metadata sent again.", counters.metadataRetried.sum());
    to.histogram(
        "sent_batch_duration_seconds",
        "How long requests took.",
        WriteCounters.BOUNDS,
        counters.durations(),
        counters.seconds());
    tellGauges(to);
  }

  private static void tellKinds(
      Visitor to, String name, String what, Amounts amounts, String... labels) {
    to.counter("samples_" + name, "Samples " + what + ".", amounts.samples(), labels);
    to.counter("histograms_" + name, "Histograms " + what + ".", amounts.histograms(), labels);
    to.counter("exemplars_" + name, "Exemplars " + what + ".", amounts.exemplars(), labels);
  }

  private void tellGauges(Visitor to) {
    to.gauge("samples_pending", "Samples in the shards.", pending.samples());
    to.gauge("histograms_pending", "Histograms in the shards.", pending.histograms());
    to.gauge("exemplars_pending", "Exemplars in the shards.", pending.exemplars());
    to.gauge("shard_capacity", "Samples a shard can hold.", config.queue().capacity());
    to.gauge("shards", "Shards that send.", shards);
    to.gauge("shards_max", "Shards there may be.", config.queue().maxShards());
    to.gauge("shards_min", "Shards there must be.", config.queue().minShards());
    to.gauge("shards_desired", "Shards that the load asks for.", desiredShards);
    to.gauge("max_samples_per_send", "Samples in a request.", config.queue().maxSamplesPerSend());
    to.gauge(
        "queue_highest_timestamp_seconds",
        "Time of the newest sample that a shard has taken.",
        highestReadSeconds());
    to.gauge(
        "queue_highest_sent_timestamp_seconds",
        "Time of the newest sample that the other server has taken.",
        counters.highestSentMillis.get() / 1e3);
  }
}
