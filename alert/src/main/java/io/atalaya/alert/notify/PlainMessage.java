package io.atalaya.alert.notify;

import io.atalaya.alert.template.AlertFacts;
import io.atalaya.model.Labels;
import io.atalaya.model.Notification;
import io.atalaya.model.PromDuration;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A message without templates, for receivers that configure no text and for texts that fail: what
 * fires, since when, its labels and texts, where to look at it and where to silence it.
 */
final class PlainMessage {
  /** A delivery later than this after it was due says so. */
  private static final Duration LATE = Duration.ofMinutes(1);

  private final Notification notification;
  private final Instant now;

  PlainMessage(Notification notification, Instant now) {
    this.notification = notification;
    this.now = now;
  }

  /** One line: state, number, what the alerts have in common. */
  String subject() {
    return "[" + state() + "] " + title();
  }

  private String state() {
    long firing = notification.alerts().stream().filter(Notification.Alert::firing).count();
    return firing == 0 ? "RESOLVED" : "FIRING:" + firing;
  }

  private String title() {
    Labels group = notification.groupLabels();
    if (group.isEmpty()) {
      return names();
    }
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < group.size(); i++) {
      out.append(i == 0 ? "" : " ").append(group.value(i));
    }
    return out.toString();
  }

  private String names() {
    return notification.alerts().stream()
        .map(alert -> alert.labels().get("alertname"))
        .distinct()
        .limit(3)
        .collect(Collectors.joining(", "));
  }

  String text() {
    StringBuilder out = new StringBuilder();
    for (Notification.Alert alert : notification.alerts()) {
      appendText(out, alert);
    }
    if (notification.truncatedAlerts() > 0) {
      out.append("… and ").append(notification.truncatedAlerts()).append(" more\n\n");
    }
    return out.append(notification.externalUrl()).append("\n").toString();
  }

  private void appendText(StringBuilder out, Notification.Alert alert) {
    out.append(headline(alert)).append('\n');
    for (List<String> row : rows(alert)) {
      out.append("  ").append(row.getFirst()).append(": ").append(row.getLast()).append('\n');
    }
    if (!alert.generatorUrl().isEmpty()) {
      out.append("  graph: ").append(alert.generatorUrl()).append('\n');
    }
    String silence = AlertFacts.silenceUrl(alert, notification.externalUrl());
    if (alert.firing() && !silence.isEmpty()) {
      out.append("  silence: ").append(silence).append('\n');
    }
    out.append('\n');
  }

  private static String headline(Notification.Alert alert) {
    return alert.labels().get("alertname") + (alert.firing() ? " fires" : " is resolved");
  }

  /** Texts first, then the reason, then times, then labels. */
  private List<List<String>> rows(Notification.Alert alert) {
    List<List<String>> rows = new ArrayList<>();
    Map<String, String> notes = alert.annotations().toMap();
    String summary = notes.remove("summary");
    if (summary != null) {
      rows.add(List.of("summary", summary));
    }
    notes.forEach((name, value) -> rows.add(List.of(name, value)));
    String because = alert.firing() ? AlertFacts.because(alert) : "";
    if (!because.isEmpty()) {
      rows.add(List.of("because", because));
    }
    Instant until = alert.firing() ? now : alert.endsAt();
    rows.add(
        List.of("since", seconds(alert.startsAt()) + " (" + lasted(alert.startsAt(), until) + ")"));
    if (!alert.firing()) {
      rows.add(List.of("until", seconds(alert.endsAt())));
    }
    alert.labels().toMap().forEach((name, value) -> rows.add(List.of(name, value)));
    return rows;
  }

  private static String seconds(Instant at) {
    return at.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private static String lasted(Instant from, Instant to) {
    return PromDuration.format(Math.max(0, Duration.between(from, to).toSeconds()) * 1000);
  }

  /** Says by how much the message is late, or nothing if it is not. */
  String lateLine() {
    Duration late = Duration.between(notification.due(), now);
    return late.compareTo(LATE) < 0
        ? ""
        : "Delivered late by " + PromDuration.format(late.toSeconds() * 1000) + ".\n\n";
  }
}
