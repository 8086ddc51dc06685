package io.atalaya.alert.route;

import io.atalaya.alert.journal.Journal;
import io.atalaya.alert.journal.RecordInput;
import io.atalaya.alert.journal.RecordOutput;
import io.atalaya.model.Labels;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The alerts that routing knows, kept on disk if there is a file: else the end of an alert that
 * fired before a restart would never be told, for nobody would remember that it fired.
 *
 * <p>Only the beginning and the end of an alert are written, not every repetition. After a restart
 * an alert that fired counts as firing for as long as the last word that was written promised, at
 * least for the resolve timeout, so that its rule has time to say whether it still does. For use
 * under the dispatcher's lock only.
 */
final class AlertMemory implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AlertMemory.class);
  private static final int ALERT = 1;
  private static final int FORGOTTEN = 2;
  private static final int ALERT_WITH_EVIDENCE = 3;

  private final Map<Labels, TrackedAlert> alerts = new HashMap<>();

  /** The same in the API's order, so that a page of very many needs no sorting. */
  private final NavigableSet<Rank> ranks = new TreeSet<>();

  private final @Nullable Journal journal;
  private boolean diskFailed;

  /** An alert's place in the API's order. */
  private record Rank(long fingerprint, Labels labels) implements Comparable<Rank> {
    static Rank of(Labels labels) {
      return new Rank(labels.fingerprint(), labels);
    }

    @Override
    public int compareTo(Rank other) {
      int byFingerprint = Long.compareUnsigned(fingerprint, other.fingerprint);
      return byFingerprint != 0 ? byFingerprint : labels.compareTo(other.labels);
    }
  }

  private AlertMemory() {
    journal = null;
  }

  private AlertMemory(Path file, Instant now, Duration atLeast) throws IOException {
    journal = Journal.open(file, "alerts", this::replay);
    alerts.replaceAll((labels, alert) -> prolonged(alert, now, atLeast));
    alerts.keySet().forEach(labels -> ranks.add(Rank.of(labels)));
  }

  /** A memory that a restart loses. */
  static AlertMemory ofThisRun() {
    return new AlertMemory();
  }

  /**
   * Opens the file, or creates it.
   *
   * @param atLeast how long an alert that fired counts as firing from now on
   */
  static AlertMemory open(Path file, Instant now, Duration atLeast) throws IOException {
    return new AlertMemory(file, now, atLeast);
  }

  private void replay(byte[] payload) {
    RecordInput in = new RecordInput(payload);
    switch (in.kind()) {
      case ALERT -> remember(read(in, false));
      case ALERT_WITH_EVIDENCE -> remember(read(in, true));
      case FORGOTTEN -> alerts.remove(in.labels());
      default -> throw new IllegalArgumentException("unknown kind of record among the alerts");
    }
  }

  private void remember(TrackedAlert alert) {
    alerts.put(alert.labels(), alert);
  }

  private static TrackedAlert prolonged(TrackedAlert alert, Instant now, Duration atLeast) {
    if (alert.resolvedAt(alert.updatedAt())) {
      return alert;
    }
    Duration promised = Duration.between(alert.updatedAt(), alert.endsAt());
    Duration valid = promised.compareTo(atLeast) > 0 ? promised : atLeast;
    return alert.endingAt(now.plus(valid));
  }

  @Nullable TrackedAlert get(Labels labels) {
    return alerts.get(labels);
  }

  Collection<TrackedAlert> all() {
    return alerts.values();
  }

  /** All by fingerprint, read while the stream is used. */
  Stream<TrackedAlert> byFingerprint() {
    return ranks.stream().map(rank -> Objects.requireNonNull(alerts.get(rank.labels())));
  }

  /** Remembers what was just heard of an alert. */
  void put(TrackedAlert alert) {
    Instant now = alert.updatedAt();
    TrackedAlert before = alerts.put(alert.labels(), alert);
    if (before == null) {
      ranks.add(Rank.of(alert.labels()));
    }
    if (before == null || before.resolvedAt(now) != alert.resolvedAt(now)) {
      write(record(alert));
    }
  }

  /** Forgets the alerts that ended before a time, except those still needed, and names them. */
  List<Labels> forgetEndedBefore(Instant time, Set<Labels> needed) {
    List<Labels> forgotten = new ArrayList<>();
    for (Iterator<TrackedAlert> i = alerts.values().iterator(); i.hasNext(); ) {
      TrackedAlert alert = i.next();
      if (alert.endsAt().isBefore(time) && !needed.contains(alert.labels())) {
        i.remove();
        ranks.remove(Rank.of(alert.labels()));
        forgotten.add(alert.labels());
        write(new RecordOutput(FORGOTTEN).labels(alert.labels()).toBytes());
      }
    }
    return forgotten;
  }

  private void write(byte[] record) {
    if (journal == null) {
      return;
    }
    try {
      journal.append(record);
      if (journal.worthRewriting()) {
        journal.rewrite(alerts.values().stream().map(AlertMemory::record).toList());
      }
      diskFailed = false;
    } catch (IOException e) {
      if (!diskFailed) {
        LOG.error("Alerts cannot be remembered over a restart: {}", e.toString());
      }
      diskFailed = true;
    }
  }

  private static byte[] record(TrackedAlert alert) {
    return new RecordOutput(ALERT_WITH_EVIDENCE)
        .labels(alert.labels())
        .labels(alert.annotations())
        .instant(alert.startsAt())
        .instant(alert.endsAt())
        .text(alert.generatorUrl())
        .instant(alert.updatedAt())
        .bool(alert.timeout())
        .evidence(alert.evidence())
        .toBytes();
  }

  private static TrackedAlert read(RecordInput in, boolean withEvidence) {
    return new TrackedAlert(
        in.labels(),
        in.labels(),
        in.instant(),
        in.instant(),
        in.text(),
        in.instant(),
        in.bool(),
        withEvidence ? in.evidence() : null);
  }

  @Override
  public void close() {
    try {
      if (journal != null) {
        journal.close();
      }
    } catch (IOException e) {
      LOG.warn("The file of the alerts was not closed well: {}", e.toString());
    }
  }
}
