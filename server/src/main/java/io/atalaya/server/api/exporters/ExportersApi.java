package io.atalaya.server.api.exporters;

import io.atalaya.collect.discover.Discovery;
import io.atalaya.collect.discover.TargetGroup;
import io.atalaya.collect.http.Deadline;
import io.atalaya.collect.http.ExchangeException;
import io.atalaya.collect.http.Network;
import io.atalaya.collect.scrape.MetricSource;
import io.atalaya.collect.scrape.ScrapeConfig;
import io.atalaya.server.http.HttpException;
import io.atalaya.server.http.HttpRequest;
import io.atalaya.server.http.HttpResponse;
import io.atalaya.server.http.Routes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Supplier;

/**
 * Answers {@code GET /exporters/NAME} with what the exporter of that name tells, asked anew, and
 * {@code GET /exporters/host} with what this machine tells, if it is watched; and {@code GET
 * /exporters/KIND?target=HOST:PORT} as exporters of many targets do, for the targets that the
 * configuration names with their logins. Any other target is refused: whoever may ask us could else
 * ask whatever we can reach.
 */
public final class ExportersApi {
  private static final String HOST = "host";

  private final Supplier<List<ScrapeConfig>> jobs;
  private final Supplier<String> host;
  private final Network network;

  /**
   * One.
   *
   * @param host the exposition of this machine; empty if it is not watched
   */
  public ExportersApi(Supplier<List<ScrapeConfig>> jobs, Supplier<String> host, Network network) {
    this.jobs = jobs;
    this.host = host;
    this.network = network;
  }

  public void addTo(Routes routes) {
    routes.get("/exporters/{name}", this::tell);
  }

  private void tell(HttpRequest request, HttpResponse response) throws IOException {
    String name = request.pathParameter("name");
    String target = request.queryParameter("target");
    for (ScrapeConfig job : jobs.get()) {
      MetricSource source = job.request().source();
      if (source != null && meant(job, source, name, target)) {
        send(response, told(job, source));
        return;
      }
    }
    String machine = name.equals(HOST) && target.isEmpty() ? host.get() : "";
    if (!machine.isEmpty()) {
      send(response, machine.getBytes(StandardCharsets.UTF_8));
      return;
    }
    throw new HttpException(
        404,
        target.isEmpty()
            ? "there is no exporter named " + name + " in the configuration"
            : "the section exporters names no " + name + " at " + target);
  }

  private static void send(HttpResponse response, byte[] text) throws IOException {
    response.send(MetricSource.CONTENT_TYPE + "; charset=utf-8", text);
  }

  private byte[] told(ScrapeConfig job, MetricSource source) {
    try {
      Deadline deadline = Deadline.in(job.timeout(), network.ticker());
      return source.tell(network, deadline).text().getBytes(StandardCharsets.UTF_8);
    } catch (ExchangeException e) {
      throw new HttpException(503, String.valueOf(e.getMessage()));
    }
  }

  private static boolean meant(ScrapeConfig job, MetricSource source, String name, String target) {
    return target.isEmpty()
        ? job.jobName().equals(name)
        : source.kind().equals(name) && addresses(job).contains(target);
  }

  private static List<String> addresses(ScrapeConfig job) {
    return job.discoveries().stream()
        .filter(Discovery.Static.class::isInstance)
        .flatMap(d -> ((Discovery.Static) d).groups().stream())
        .flatMap(group -> group.targets().stream())
        .map(labels -> labels.get(TargetGroup.ADDRESS))
        .toList();
  }
}
