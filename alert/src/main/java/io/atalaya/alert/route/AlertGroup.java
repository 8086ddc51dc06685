package io.atalaya.alert.route;

import io.atalaya.model.AlertOrder;
import io.atalaya.model.Labels;
import io.atalaya.model.Scheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Alerts that are told together. For use under the dispatcher's lock only. */
final class AlertGroup {
  private final RouteNode node;
  private final Labels labels;
  private final String key;
  private final Map<Labels, TrackedAlert> alerts = new TreeMap<>(AlertOrder.BY_LABELS);
  private Instant due;
  private boolean lingering;
  private Scheduler.@Nullable Task timer;

  AlertGroup(RouteNode node, Labels labels, Instant due) {
    this.node = node;
    this.labels = labels;
    this.due = due;
    key = node.groupKey(labels);
  }

  /** What names a group among those of all nodes. */
  record Id(String routeId, Labels labels) {}

  Id id() {
    return new Id(node.id(), labels);
  }

  /** Whether the alert was not in it, or had ended. */
  boolean put(TrackedAlert alert, Instant now) {
    TrackedAlert before = alerts.put(alert.labels(), alert);
    return before == null || (before.resolvedAt(now) && !alert.resolvedAt(now));
  }

  List<TrackedAlert> alerts() {
    return List.copyOf(alerts.values());
  }

  /** Removes alerts, except those that were heard of since. */
  void removeUnchanged(Collection<TrackedAlert> told) {
    told.forEach(alert -> alerts.remove(alert.labels(), alert));
  }

  /**
   * How long until it is looked at again: its interval, or only its wait the first time that
   * nothing in it fires.
   */
  Duration nextPause(Instant now) {
    boolean over = alerts.values().stream().allMatch(alert -> alert.resolvedAt(now));
    boolean overForTheFirstTime = over && !lingering;
    lingering = over;
    Duration wait = node.groupWait();
    return overForTheFirstTime && wait.compareTo(node.groupInterval()) < 0
        ? wait
        : node.groupInterval();
  }

  boolean isEmpty() {
    return alerts.isEmpty();
  }

  RouteNode node() {
    return node;
  }

  Labels labels() {
    return labels;
  }

  String key() {
    return key;
  }

  /** When it is looked at next. */
  Instant due() {
    return due;
  }

  void due(Instant when) {
    due = when;
  }

  void timer(Scheduler.Task task) {
    timer = task;
  }

  void cancel() {
    if (timer != null) {
      timer.cancel();
    }
  }
}
