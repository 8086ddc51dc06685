package io.atalaya.server;

import io.atalaya.alert.outbox.Outbox;
import io.atalaya.alert.route.RoutingConfig;
import io.atalaya.collect.alertmanager.AlertForwarder;
import io.atalaya.collect.alertmanager.AlertForwarder.Known;
import io.atalaya.collect.alertmanager.SendStatus;
import io.atalaya.server.metrics.MetricsText;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Everybody who is told of alerts: the Alertmanagers that the configuration names, and this
 * server's own routing if somebody is told by it. The routing counts as the Alertmanager at this
 * server's own address, which it is for those who send alerts to it.
 */
final class Alertmanagers {
  private static final String PREFIX = "prometheus_notifications_";

  private final AlertForwarder forwarder;
  private final Supplier<RoutingConfig> routing;
  private final Outbox outbox;
  private final URI own;

  /**
   * Everybody.
   *
   * @param own where this server takes alerts
   */
  Alertmanagers(AlertForwarder forwarder, Supplier<RoutingConfig> routing, Outbox outbox, URI own) {
    this.forwarder = forwarder;
    this.routing = routing;
    this.outbox = outbox;
    this.own = own;
  }

  private boolean ownTells() {
    return routing.get().receivers().stream().anyMatch(r -> !r.configs().isEmpty());
  }

  Known known() {
    Known named = forwarder.known();
    if (named.namesSelf() || !ownTells()) {
      return named;
    }
    List<URI> active = new ArrayList<>(named.active());
    active.add(own);
    return new Known(active, named.dropped(), false);
  }

  void write(MetricsText out) {
    Known known = known();
    out.gauge(
        PREFIX + "alertmanagers_discovered",
        "Alertmanagers that are told of alerts, this server's own routing included.",
        known.active().size());
    out.gauge(
        PREFIX + "queue_capacity",
        "Alerts that may wait for one Alertmanager.",
        forwarder.limits().capacity());
    forwarder.statuses().forEach(status -> write(out, status));
    if (known.namesSelf() || known.active().contains(own)) {
      writeCounts(out, own.toString(), forwarder.toldOwn(), 0, 0, outbox.undelivered());
    }
  }

  private static void write(MetricsText out, SendStatus status) {
    writeCounts(
        out, status.url(), status.sent(), status.errors(), status.dropped(), status.queued());
    out.summary(
        PREFIX + "latency_seconds",
        "How long requests to an Alertmanager took.",
        status.latency(),
        new double[] {.5, .9, .99},
        "alertmanager",
        status.url());
    out.histogram(
        PREFIX + "latency_histogram_seconds",
        "How long requests to an Alertmanager took.",
        status.bounds(),
        status.buckets(),
        status.latency().sum(),
        "alertmanager",
        status.url());
  }

  private static void writeCounts(
      MetricsText out, String url, long sent, long errors, long dropped, int queued) {
    out.counter(
        PREFIX + "sent_total", "Alerts that an Alertmanager took.", sent, "alertmanager", url);
    out.counter(
        PREFIX + "errors_total",
        "Alerts in requests that an Alertmanager refused or did not answer.",
        errors,
        "alertmanager",
        url);
    out.counter(
        PREFIX + "dropped_total",
        "Alerts that will not be sent, because of an error or a full queue.",
        dropped,
        "alertmanager",
        url);
    out.gauge(
        PREFIX + "queue_length",
        "Alerts that wait; for this server's own routing, messages.",
        queued,
        "alertmanager",
        url);
  }
}
