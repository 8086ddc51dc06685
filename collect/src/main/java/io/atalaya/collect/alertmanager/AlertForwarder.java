package io.atalaya.collect.alertmanager;

import io.atalaya.collect.discover.DiscoveryTally;
import io.atalaya.collect.discover.TargetFileParser;
import io.atalaya.collect.http.Network;
import io.atalaya.model.AlertChange;
import io.atalaya.model.AlertSink;
import io.atalaya.model.Scheduler;
import io.atalaya.model.relabel.Relabeling;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;

/**
 * Tells this server's own routing and all other Alertmanagers of the configuration what the rules
 * say. Never waits for any of them.
 */
public final class AlertForwarder implements AlertSink, AutoCloseable {
  private final AlertSink own;
  private final AlertmanagerSet.Surroundings surroundings;
  private final LongAdder toldOwn = new LongAdder();
  private volatile Relabeling relabeling = Relabeling.none();
  private volatile List<AlertmanagerSet> sets = List.of();

  /**
   * A forwarder that knows of nobody else yet.
   *
   * @param own this server's own routing; told first
   * @param self whether a URL for alerts is that of this very server
   */
  public AlertForwarder(
      AlertSink own,
      QueueLimits limits,
      TargetFileParser files,
      Network network,
      Scheduler scheduler,
      Predicate<URI> self) {
    this.own = own;
    surroundings =
        new AlertmanagerSet.Surroundings(
            limits, files, network, scheduler, new DiscoveryTally(scheduler), self);
  }

  /** Tells these Alertmanagers from now on, and no others. What did not change goes on. */
  public synchronized void apply(AlertingConfig wanted) {
    relabeling = Relabeling.of(wanted.relabelRules());
    List<AlertmanagerSet> before = new ArrayList<>(sets);
    List<AlertmanagerSet> after = new ArrayList<>();
    List<AlertmanagerSet> fresh = new ArrayList<>();
    for (AlertingConfig.Alertmanagers config : wanted.alertmanagers()) {
      AlertmanagerSet same =
          before.stream().filter(s -> s.config().equals(config)).findFirst().orElse(null);
      if (same == null) {
        same = new AlertmanagerSet("config-" + after.size(), config, surroundings);
        fresh.add(same);
      }
      before.remove(same);
      after.add(same);
    }
    fresh.forEach(AlertmanagerSet::start);
    sets = List.copyOf(after);
    List<SendLoop> gone = before.stream().flatMap(set -> set.end().stream()).toList();
    Scheduler scheduler = surroundings.scheduler();
    gone.forEach(
        loop -> scheduler.at(scheduler.instant(), "last alerts to " + loop.url(), loop::stop));
  }

  @Override
  public void accept(List<AlertChange> changes) {
    List<AlertChange> relabeled = AlertmanagerSet.relabeled(changes, relabeling);
    if (!relabeled.isEmpty()) {
      own.accept(relabeled);
      toldOwn.add(relabeled.size());
      sets.forEach(set -> set.send(relabeled));
    }
  }

  /**
   * Whom the configuration names.
   *
   * @param active who is told, this very server included if it is named
   * @param dropped whom relabelling leaves out
   * @param namesSelf whether this very server is among the active ones
   */
  public record Known(List<URI> active, List<URI> dropped, boolean namesSelf) {
    public Known {
      active = List.copyOf(active);
      dropped = List.copyOf(dropped);
    }
  }

  /** Whom the configuration names, as the discoveries have it now. */
  public Known known() {
    List<URI> active = new ArrayList<>();
    List<URI> dropped = new ArrayList<>();
    boolean namesSelf = false;
    for (AlertmanagerSet set : sets) {
      set.loops().forEach(loop -> active.add(loop.url()));
      active.addAll(set.selves());
      dropped.addAll(set.dropped());
      namesSelf |= !set.selves().isEmpty();
    }
    return new Known(active, dropped, namesSelf);
  }

  /** What the discoveries of Alertmanagers do. */
  public DiscoveryTally discoveries() {
    return surroundings.tally();
  }

  /** How each of the others is told. */
  public List<SendStatus> statuses() {
    return sets.stream().flatMap(s -> s.loops().stream()).map(SendLoop::status).toList();
  }

  /** How many alerts this server's own routing was told of. */
  public long toldOwn() {
    return toldOwn.sum();
  }

  public QueueLimits limits() {
    return surroundings.limits();
  }

  /** Sends what waits, or drops it, to all at the same time. */
  @Override
  public void close() {
    List<SendLoop> left;
    synchronized (this) {
      left = sets.stream().flatMap(set -> set.end().stream()).toList();
      sets = List.of();
    }
    List<Thread> threads =
        left.stream()
            .map(loop -> Thread.ofVirtual().name("last alerts").start(loop::stop))
            .toList();
    try {
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
