package io.atalaya.server.remoteread;

import io.atalaya.collect.http.Network;
import io.atalaya.model.Labels;
import io.atalaya.model.SeriesSelection;
import io.atalaya.model.SeriesSet;
import io.atalaya.model.SeriesSource;
import io.atalaya.model.http.ShownUrl;
import io.atalaya.server.metrics.MetricsText;
import io.atalaya.store.merge.MergedSeriesSet;
import io.atalaya.store.merge.WarningSeriesSet;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * What is stored here, and what other servers have. They are asked at the same time; one that fails
 * leaves a warning with the answer. Names and values of labels are ours alone, as in Prometheus.
 */
public final class RemoteReads implements SeriesSource, AutoCloseable {
  private final SeriesSource own;
  private final LongSupplier begin;
  private final Network network;
  private volatile List<ReadClient> clients = List.of();
  private volatile Labels external = Labels.of();

  /**
   * Our own source and no other.
   *
   * @param begin from when on our own samples are complete, in milliseconds
   */
  public RemoteReads(SeriesSource own, LongSupplier begin, Network network) {
    this.own = own;
    this.begin = begin;
    this.network = network;
  }

  /** Reads from these servers from now on. */
  public synchronized void apply(List<RemoteReadConfig> configs, Labels externalLabels) {
    external = externalLabels;
    List<ReadClient> before = clients;
    List<ReadClient> now = new ArrayList<>();
    for (RemoteReadConfig config : configs) {
      now.add(
          before.stream()
              .filter(c -> c.config().equals(config))
              .findFirst()
              .orElseGet(() -> new ReadClient(config, network)));
    }
    clients = List.copyOf(now);
    before.stream().filter(c -> !now.contains(c)).forEach(ReadClient::close);
  }

  @Override
  public SeriesSet select(SeriesSelection selection) {
    Map<ReadClient, Long> asked = asked(selection);
    if (asked.isEmpty()) {
      return own.select(selection);
    }
    List<SeriesSet> sets = Collections.synchronizedList(new ArrayList<>());
    List<String> warnings = Collections.synchronizedList(new ArrayList<>());
    List<Thread> threads = new ArrayList<>();
    asked.forEach(
        (client, toMillis) ->
            threads.add(
                Thread.ofVirtual()
                    .name("remote-read")
                    .start(() -> read(client, selection, toMillis, sets, warnings))));
    SeriesSet here = own.select(selection);
    join(threads);
    warnings.addAll(0, here.warnings());
    List<SeriesSet> all = new ArrayList<>(List.of(here));
    all.addAll(sets);
    SeriesSet merged = MergedSeriesSet.of(all);
    return WarningSeriesSet.of(merged, List.copyOf(warnings), here.infos());
  }

  /** The servers to ask, each up to which time. */
  private Map<ReadClient, Long> asked(SeriesSelection selection) {
    Map<ReadClient, Long> asked = new LinkedHashMap<>();
    for (ReadClient client : clients) {
      long to = selection.toMillis();
      if (!client.config().readRecent()) {
        to = Math.min(to, begin.getAsLong());
      }
      if (to >= selection.fromMillis() && client.isMeant(selection)) {
        asked.put(client, to);
      }
    }
    return asked;
  }

  private void read(
      ReadClient client,
      SeriesSelection selection,
      long toMillis,
      List<SeriesSet> sets,
      List<String> warnings) {
    try {
      sets.add(FetchedSet.of(client.read(selection, toMillis, external), selection));
    } catch (IOException e) {
      warnings.add(
          "remote_read: " + ShownUrl.of(client.config().url().reveal()) + ": " + e.getMessage());
    }
  }

  private static void join(List<Thread> threads) {
    try {
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public List<String> labelNames(SeriesSelection selection, int limit) {
    return own.labelNames(selection, limit);
  }

  @Override
  public List<String> labelValues(String name, SeriesSelection selection, int limit) {
    return own.labelValues(name, selection, limit);
  }

  /** Writes what was asked. */
  public void write(MetricsText out) {
    for (ReadClient client : clients) {
      String name = client.config().name();
      String url = ShownUrl.of(client.config().url().reveal());
      String family = "prometheus_remote_read_client_queries_total";
      String help = "Questions to other servers, by whether an answer came.";
      long failed = client.failed();
      out.counter(
          family, help, client.asked() - failed, "remote_name", name, "url", url, "code", "200");
      out.counter(family, help, failed, "remote_name", name, "url", url, "code", "failed");
    }
  }

  @Override
  public void close() {
    clients.forEach(ReadClient::close);
  }
}
