package io.atalaya.server.metrics;

import io.atalaya.collect.remote.RemoteWriters;
import io.atalaya.collect.remote.WriterStatus;
import io.atalaya.model.SampleLog;
import java.util.Arrays;
import java.util.List;

/** What the senders of remote write tell of themselves, under Prometheus' names. */
public final class RemoteMetrics {
  private static final String PREFIX = "prometheus_remote_storage_";

  private final RemoteWriters writers;
  private final SampleLog log;

  public RemoteMetrics(RemoteWriters writers, SampleLog log) {
    this.writers = writers;
    this.log = log;
  }

  public void write(MetricsText out) {
    out.gauge(
        "atalaya_remote_storage_kept_log_bytes",
        "Bytes of the log that are kept only because a server has not taken them.",
        log.keptBytes());
    List<WriterStatus> statuses = writers.statuses();
    out.gauge(
        PREFIX + "highest_timestamp_in_seconds",
        "Time of the newest sample that is to be sent.",
        statuses.stream().mapToDouble(WriterStatus::highestReadSeconds).max().orElse(0));
    statuses.forEach(status -> write(out, status));
  }

  private static void write(MetricsText out, WriterStatus status) {
    String[] whose = {"remote_name", status.name(), "url", status.url()};
    status.tell(new Told(out, whose));
    out.gauge(
        "atalaya_remote_storage_behind_bytes",
        "Bytes of the log that were not read for the server yet.",
        status.behindBytes(),
        whose);
    out.counter(
        "atalaya_remote_storage_lost_log_parts_total",
        "Parts of the log that were dropped before the server could take them.",
        status.lostParts(),
        whose);
  }

  /** Adds what a writer tells, with its labels. */
  private record Told(MetricsText out, String[] whose) implements WriterStatus.Visitor {
    @Override
    public void counter(String name, String help, double value, String... labels) {
      String[] all = Arrays.copyOf(whose, whose.length + labels.length);
      System.arraycopy(labels, 0, all, whose.length, labels.length);
      out.counter(PREFIX + name, help, value, all);
    }

    @Override
    public void gauge(String name, String help, double value) {
      out.gauge(PREFIX + name, help, value, whose);
    }

    @Override
    public void histogram(String name, String help, double[] bounds, long[] counts, double sum) {
      out.histogram(PREFIX + name, help, bounds, counts, sum, whose);
    }
  }
}
