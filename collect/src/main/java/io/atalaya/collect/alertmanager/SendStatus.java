package io.atalaya.collect.alertmanager;

import io.atalaya.model.DurationSummary;

/** How one Alertmanager is told, for those who watch it. */
public final class SendStatus {
  private final String url;
  private final int queued;
  private final long sent;
  private final long errors;
  private final long dropped;
  private final double[] bounds;
  private final long[] buckets;
  private final DurationSummary.Snapshot latency;

  SendStatus(
      String url,
      int queued,
      long sent,
      long errors,
      long dropped,
      double[] bounds,
      long[] buckets,
      DurationSummary.Snapshot latency) {
    this.url = url;
    this.queued = queued;
    this.sent = sent;
    this.errors = errors;
    this.dropped = dropped;
    this.bounds = bounds;
    this.buckets = buckets;
    this.latency = latency;
  }

  /** Where alerts are sent to. */
  public String url() {
    return url;
  }

  /** Alerts that wait. */
  public int queued() {
    return queued;
  }

  /** Alerts that arrived. */
  public long sent() {
    return sent;
  }

  /** Alerts in requests that failed or were refused. */
  public long errors() {
    return errors;
  }

  /** Alerts that nobody will send any more, those of failed requests included. */
  public long dropped() {
    return dropped;
  }

  /** Upper bounds of {@link #buckets}, in seconds. */
  public double[] bounds() {
    return bounds.clone();
  }

  /** Requests by their duration, and at the end those above all bounds. */
  public long[] buckets() {
    return buckets.clone();
  }

  /** Durations of requests that arrived. */
  public DurationSummary.Snapshot latency() {
    return latency;
  }
}
