package io.atalaya.server.metrics;

import io.atalaya.alert.outbox.Outbox;

/** Whether messages arrive. */
public record OutboxMetrics(Outbox outbox) {
  public void write(MetricsText out) {
    out.gauge(
        "atalaya_outbox_undelivered",
        "Notifications that are due and have not arrived yet.",
        outbox.undelivered());
    out.counter(
        "atalaya_outbox_disk_errors_total",
        "Times the outbox could not be written.",
        outbox.diskErrors());
  }
}
