package io.atalaya.collect.exporter;

import io.atalaya.collect.host.Readings;
import io.atalaya.collect.host.TextExposition;
import io.atalaya.collect.http.Deadline;
import io.atalaya.collect.http.ExchangeException;
import io.atalaya.collect.http.ExchangeException.Reason;
import io.atalaya.collect.http.Network;
import io.atalaya.collect.scrape.MetricSource;
import io.atalaya.model.Labels;

/** One kind of server whose metrics we tell. */
public sealed interface Exporter extends MetricSource
    permits RedisExporter,
        PostgresExporter,
        MysqlExporter,
        NginxExporter,
        MemcachedExporter,
        RabbitExporter,
        ContainerExporter {
  /** The metric that is 1 if the server answered, and 0 if not. */
  String upMetric();

  /** Whom it asks: {@code host:port}. */
  String address();

  /** Adds all that the server tells. */
  void read(Readings out, Network network, Deadline deadline) throws ExchangeException;

  /** The exposition; a server that does not answer is one of a single metric. */
  @Override
  default Told tell(Network network, Deadline deadline) throws ExchangeException {
    String help = "Whether the last question to the server was answered.";
    try {
      Readings all = new Readings();
      read(all, network, deadline);
      all.gauge(upMetric(), help, Labels.empty(), 1);
      return new Told(TextExposition.of(all.all()), "");
    } catch (ExchangeException e) {
      if (e.reason() == Reason.INTERNAL) {
        throw e;
      }
      Readings down = new Readings();
      down.gauge(upMetric(), help, Labels.empty(), 0);
      return new Told(TextExposition.of(down.all()), e.reason().text() + ": " + e.getMessage());
    }
  }
}
