package io.atalaya.server.api.push;

import io.atalaya.collect.push.PushCounters;
import io.atalaya.collect.push.PushReceivers;
import io.atalaya.collect.push.RemoteWriteReceiver.Version;
import io.atalaya.collect.push.gateway.PushGateway;
import io.atalaya.server.config.PushConfig;
import io.atalaya.server.config.PushConfig.Receiver;
import io.atalaya.server.http.Endpoint;
import io.atalaya.server.http.HttpException;
import io.atalaya.server.http.Routes;
import io.atalaya.server.metrics.MetricsText;
import java.util.Set;
import java.util.function.Supplier;

/** All addresses to push to, put together. A receiver that is not switched on answers 404. */
public final class PushApi {
  private final Supplier<PushConfig> config;
  private final Set<Version> messages;
  private final PushReceivers receivers;
  private final PushGateway gateway;

  /**
   * The addresses.
   *
   * @param messages of remote write that are taken
   */
  public PushApi(
      Supplier<PushConfig> config,
      Set<Version> messages,
      PushReceivers receivers,
      PushGateway gateway) {
    this.config = config;
    this.messages = messages;
    this.receivers = receivers;
    this.gateway = gateway;
  }

  public void addTo(Routes routes) {
    RemoteWriteEndpoint write =
        new RemoteWriteEndpoint(receivers.remoteWrite(), receivers.limits(), messages);
    routes.post(
        "/api/v1/write",
        ifOn(Receiver.REMOTE_WRITE, "--web.enable-remote-write-receiver", write::handle));
    routes.post(
        "/api/v1/otlp/v1/metrics",
        ifOn(
            Receiver.OTLP,
            "--web.enable-otlp-receiver",
            new OtlpEndpoint(receivers.otlp())::handle));
    new InfluxEndpoints(receivers.influx())
        .addTo(routes, endpoint -> ifOn(Receiver.INFLUXDB, endpoint));
    GatewayEndpoints groups = new GatewayEndpoints(gateway);
    routes.put("/metrics/{key*}", ifOn(Receiver.PUSHGATEWAY, groups::put));
    routes.post("/metrics/{key*}", ifOn(Receiver.PUSHGATEWAY, groups::post));
    routes.delete("/metrics/{key*}", ifOn(Receiver.PUSHGATEWAY, groups::delete));
    routes.get("/api/v1/metrics", ifOn(Receiver.PUSHGATEWAY, groups::list));
    routes.post(
        "/api/v1/import",
        ifOn(Receiver.JSON_LINES, new JsonLinesEndpoint(receivers.jsonLines())::handle));
  }

  private Endpoint ifOn(Receiver receiver, Endpoint endpoint) {
    return ifOn(receiver, "", endpoint);
  }

  private Endpoint ifOn(Receiver receiver, String flag, Endpoint endpoint) {
    return (request, response) -> {
      if (!config.get().receivers().contains(receiver)) {
        throw new HttpException(
            404,
            "this receiver is switched off; "
                + (flag.isEmpty() ? "" : "start with " + flag + ", or ")
                + "add "
                + receiver.key()
                + " to push.receivers of the configuration");
      }
      endpoint.handle(request, response);
    };
  }

  /** What the receivers tell of themselves. */
  public void write(MetricsText out) {
    receivers.counters().forEach((protocol, counts) -> write(out, counts, protocol));
    out.gauge(
        "atalaya_push_remembered_series",
        "Series whose bytes on the wire are remembered.",
        receivers.remoteWrite().rememberedSeries(),
        "protocol",
        "remote_write");
    out.counter(
        "prometheus_api_remote_write_invalid_labels_samples_total",
        "Samples of remote write refused for their labels.",
        receivers.remoteWrite().counters().invalidLabels());
    out.gauge("atalaya_pushgateway_groups", "Pushed groups kept.", gateway.groups().size());
    out.counter(
        "atalaya_pushgateway_store_failures_total",
        "Times pushed groups, or a series of theirs, could not be stored.",
        gateway.storeFailures());
  }

  private static void write(MetricsText out, PushCounters.Snapshot counts, String protocol) {
    taken(out, protocol, "float", counts.samples());
    taken(out, protocol, "histogram", counts.histograms());
    taken(out, protocol, "exemplar", counts.exemplars());
    refused(out, protocol, "out_of_order", counts.outOfOrder());
    refused(out, protocol, "duplicate", counts.duplicates());
    refused(out, protocol, "too_far_ahead", counts.tooFarAhead());
    refused(out, protocol, "invalid_labels", counts.invalidLabels());
    refused(out, protocol, "series_limit", counts.refusedSeries());
    refused(out, protocol, "invalid_histogram", counts.invalidHistograms());
    refused(out, protocol, "invalid_exemplar", counts.invalidExemplars());
    failed(out, protocol, "unreadable", counts.unreadable());
    failed(out, protocol, "store_unavailable", counts.unavailable());
  }

  private static void taken(MetricsText out, String protocol, String type, long value) {
    out.counter(
        "atalaya_push_samples_total",
        "Pushed samples that were taken.",
        value,
        "protocol",
        protocol,
        "type",
        type);
  }

  private static void refused(MetricsText out, String protocol, String reason, long value) {
    out.counter(
        "atalaya_push_refused_samples_total",
        "Pushed samples, series or exemplars that were refused.",
        value,
        "protocol",
        protocol,
        "reason",
        reason);
  }

  private static void failed(MetricsText out, String protocol, String reason, long value) {
    out.counter(
        "atalaya_push_failed_requests_total",
        "Pushed requests of which nothing was taken.",
        value,
        "protocol",
        protocol,
        "reason",
        reason);
  }
}
