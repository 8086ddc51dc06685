package io.atalaya.collect.alertmanager;

import io.atalaya.collect.discover.Discoverer;
import io.atalaya.collect.discover.DiscoveryTally;
import io.atalaya.collect.discover.TargetFileParser;
import io.atalaya.collect.discover.TargetGroup;
import io.atalaya.collect.http.Network;
import io.atalaya.model.AlertChange;
import io.atalaya.model.Labels;
import io.atalaya.model.Scheduler;
import io.atalaya.model.relabel.Relabeling;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The Alertmanagers of one entry of {@code alertmanagers}, as its discoveries find them. */
final class AlertmanagerSet {
  private static final Logger log = LoggerFactory.getLogger(AlertmanagerSet.class);

  private final AlertingConfig.Alertmanagers config;
  private final Surroundings surroundings;
  private final Relabeling relabeling;
  private final Discoverer discoverer;
  private final Map<URI, SendLoop> loops = new LinkedHashMap<>();
  private List<URI> selves = List.of();
  private List<URI> dropped = List.of();
  private List<String> lastFaults = List.of();
  private boolean closed;

  /**
   * What all sets share.
   *
   * @param tally counts what discoveries do
   * @param self whether a URL is that of this very server, which is told without a request
   */
  record Surroundings(
      QueueLimits limits,
      TargetFileParser files,
      Network network,
      Scheduler scheduler,
      DiscoveryTally tally,
      Predicate<URI> self) {}

  AlertmanagerSet(String name, AlertingConfig.Alertmanagers config, Surroundings surroundings) {
    this.config = config;
    this.surroundings = surroundings;
    relabeling = Relabeling.of(config.alertRelabelRules());
    discoverer =
        new Discoverer(
            config.discoveries(),
            surroundings.files(),
            surroundings.network(),
            surroundings.scheduler(),
            this::found,
            name,
            surroundings.tally());
  }

  AlertingConfig.Alertmanagers config() {
    return config;
  }

  void start() {
    found(discoverer.start());
  }

  private void found(List<TargetGroup> groups) {
    Address.Found found = Address.of(groups, config);
    tell(found.faults());
    List<SendLoop> gone = replace(found);
    // Each may wait for its Alertmanager; discovery must not.
    gone.forEach(loop -> later("last alerts to " + loop.url(), loop::stop));
  }

  private void later(String what, Runnable task) {
    surroundings.scheduler().at(surroundings.scheduler().instant(), what, task);
  }

  private synchronized void tell(List<String> faults) {
    if (!faults.equals(lastFaults)) {
      faults.forEach(fault -> log.error("Alertmanagers left out: {}", fault));
    }
    lastFaults = faults;
  }

  private synchronized List<SendLoop> replace(Address.Found found) {
    if (closed) {
      return List.of();
    }
    selves = found.active().stream().filter(surroundings.self()).toList();
    List<URI> others = found.active().stream().filter(surroundings.self().negate()).toList();
    dropped = List.copyOf(found.dropped());
    List<SendLoop> gone = new ArrayList<>();
    for (URI url : List.copyOf(loops.keySet())) {
      if (!others.contains(url)) {
        gone.add(loops.remove(url));
      }
    }
    others.forEach(url -> loops.computeIfAbsent(url, this::loop));
    return gone;
  }

  private SendLoop loop(URI url) {
    return new SendLoop(
        url, config, surroundings.limits(), surroundings.network(), surroundings.scheduler());
  }

  /** Queues alerts for all of them, as {@code alert_relabel_configs} of the set have them. */
  void send(List<AlertChange> alerts) {
    List<AlertChange> relabeled = relabeled(alerts, relabeling);
    if (!relabeled.isEmpty()) {
      loops().forEach(loop -> loop.add(relabeled));
    }
  }

  /** Alerts with other labels; those that rules drop are left out. */
  static List<AlertChange> relabeled(List<AlertChange> alerts, Relabeling rules) {
    if (rules.isEmpty()) {
      return alerts;
    }
    List<AlertChange> kept = new ArrayList<>();
    for (AlertChange alert : alerts) {
      Labels labels = rules.apply(alert.labels());
      if (labels != null) {
        kept.add(alert.withLabels(labels));
      }
    }
    return kept;
  }

  /** The others that are told. */
  synchronized List<SendLoop> loops() {
    return List.copyOf(loops.values());
  }

  /** Addresses of this very server. */
  synchronized List<URI> selves() {
    return selves;
  }

  /** Whom relabelling leaves out. */
  synchronized List<URI> dropped() {
    return dropped;
  }

  /** Ends the discovery; gives what is left to be stopped. */
  List<SendLoop> end() {
    discoverer.close();
    synchronized (this) {
      closed = true;
      List<SendLoop> left = List.copyOf(loops.values());
      loops.clear();
      return left;
    }
  }
}
