package io.atalaya.alert.route;

import io.atalaya.model.AlertChange;
import io.atalaya.model.Labels;
import io.atalaya.model.Notification;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What routing knows of one alert.
 *
 * @param labels identity
 * @param annotations texts for people
 * @param startsAt since when it fires
 * @param endsAt when it ended, or until when it counts as firing if nothing new is heard
 * @param generatorUrl where to look
 * @param updatedAt when it was last heard of
 * @param timeout whether {@code endsAt} is only our guess, because nobody named an end
 * @param evidence what made it fire, as last heard; null if nobody said
 */
record TrackedAlert(
    Labels labels,
    Labels annotations,
    Instant startsAt,
    Instant endsAt,
    String generatorUrl,
    Instant updatedAt,
    boolean timeout,
    AlertChange.@Nullable Evidence evidence) {

  static TrackedAlert of(AlertChange change, Instant now, Duration resolveTimeout) {
    Instant ends = change.endsAt();
    return new TrackedAlert(
        change.labels(),
        change.annotations(),
        change.startsAt(),
        ends == null ? now.plus(resolveTimeout) : ends,
        change.generatorUrl(),
        now,
        ends == null,
        change.evidence());
  }

  boolean resolvedAt(Instant now) {
    return !endsAt.isAfter(now);
  }

  /**
   * This word of an alert put together with an older one, as Alertmanager merges them: if the times
   * they speak of overlap, the alert started with the earlier start, and an end that was only
   * guessed gives way.
   */
  TrackedAlert after(TrackedAlert older, Instant now) {
    boolean overlap =
        isWithin(endsAt, older.startsAt, older.endsAt)
            || isWithin(startsAt, older.startsAt, older.endsAt);
    if (!overlap) {
      return this;
    }
    Instant start = older.startsAt.isBefore(startsAt) ? older.startsAt : startsAt;
    boolean keepEnd =
        older.endsAt.isAfter(endsAt) && (resolvedAt(now) ? older.resolvedAt(now) : !older.timeout);
    return new TrackedAlert(
        labels,
        annotations,
        start,
        keepEnd ? older.endsAt : endsAt,
        generatorUrl,
        updatedAt,
        timeout,
        evidence);
  }

  /** The same, with the objects of an older word of the alert where they are equal. */
  TrackedAlert sharing(TrackedAlert older) {
    return new TrackedAlert(
        older.labels,
        annotations.equals(older.annotations) ? older.annotations : annotations,
        startsAt.equals(older.startsAt) ? older.startsAt : startsAt,
        endsAt,
        generatorUrl.equals(older.generatorUrl) ? older.generatorUrl : generatorUrl,
        updatedAt,
        timeout,
        sharing(evidence, older.evidence));
  }

  private static AlertChange.@Nullable Evidence sharing(
      AlertChange.@Nullable Evidence evidence, AlertChange.@Nullable Evidence older) {
    if (evidence == null || older == null) {
      return evidence;
    }
    AlertChange.Evidence shared =
        new AlertChange.Evidence(older.group(), older.rule(), older.expression(), evidence.value());
    return shared.equals(evidence) ? shared : evidence;
  }

  /** The same, with texts that other alerts have too as the same objects. */
  TrackedAlert pooled(TextPool pool) {
    return new TrackedAlert(
        pool.of(labels),
        pool.of(annotations),
        startsAt,
        endsAt,
        pool.of(generatorUrl),
        updatedAt,
        timeout,
        evidence == null ? null : pool.of(evidence));
  }

  private static boolean isWithin(Instant time, Instant from, Instant to) {
    return time.isAfter(from) && time.isBefore(to);
  }

  /** The same, ending at another time. */
  TrackedAlert endingAt(Instant time) {
    return new TrackedAlert(
        labels, annotations, startsAt, time, generatorUrl, updatedAt, timeout, evidence);
  }

  /** How it is told at {@code now}. */
  Notification.Alert toldAt(Instant now) {
    boolean resolved = resolvedAt(now);
    return new Notification.Alert(
        labels,
        annotations,
        startsAt,
        resolved ? endsAt : Instant.EPOCH,
        generatorUrl,
        !resolved,
        evidence);
  }
}
