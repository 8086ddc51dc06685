package io.atalaya.alert.notify;

import io.atalaya.model.AlertOrder;
import io.atalaya.model.Labels;
import io.atalaya.model.Notification;
import io.avaje.json.JsonWriter;
import io.avaje.json.stream.JsonStream;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Alertmanager's webhook payload, version 4: names and order of the fields as its 0.34 writes them,
 * labels sorted by name, a firing alert's end as Go's zero time.
 */
final class WebhookPayload {
  private static final String ZERO_TIME = "0001-01-01T00:00:00Z";

  /** RFC 3339 with as many digits of the second's fraction as are needed, as Go writes it. */
  private static final DateTimeFormatter TIME =
      new DateTimeFormatterBuilder()
          .appendPattern("uuuu-MM-dd'T'HH:mm:ss")
          .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
          .appendLiteral('Z')
          .toFormatter(java.util.Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  /** The version of a webhook's payload. */
  static final String VERSION = "4";

  private WebhookPayload() {}

  /** The bytes to post; at most {@code maxAlerts} alerts, 0 for all. */
  static byte[] of(Notification notification, Labels routeLabels, long maxAlerts, String version) {
    List<Notification.Alert> all =
        notification.alerts().stream()
            .sorted(Comparator.comparing(Notification.Alert::labels, AlertOrder.BY_LABELS))
            .toList();
    int shown = maxAlerts == 0 ? all.size() : (int) Math.min(maxAlerts, all.size());
    List<Notification.Alert> alerts = all.subList(0, shown);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (JsonWriter json = JsonStream.builder().build().writer(out)) {
      json.beginObject();
      field(json, "receiver", quotedForRegex(notification.receiver()));
      boolean firing = alerts.stream().anyMatch(Notification.Alert::firing);
      field(json, "status", firing ? "firing" : "resolved");
      json.name("alerts");
      json.beginArray();
      alerts.forEach(alert -> write(json, alert));
      json.endArray();
      field(json, "notification_reason", notification.reason());
      map(json, "groupLabels", notification.groupLabels().toMap());
      map(json, "commonLabels", common(alerts.stream().map(Notification.Alert::labels).toList()));
      map(
          json,
          "commonAnnotations",
          common(alerts.stream().map(Notification.Alert::annotations).toList()));
      map(json, "routeLabels", routeLabels.toMap());
      field(json, "externalURL", notification.externalUrl());
      field(json, "version", version);
      field(json, "groupKey", notification.groupKey());
      json.name("truncatedAlerts");
      json.value(notification.truncatedAlerts() + all.size() - shown);
      json.endObject();
    }
    return out.toByteArray();
  }

  /** Alertmanager quotes the name for use in links to its page. */
  private static String quotedForRegex(String name) {
    return name.replaceAll("[\\\\.+*?()|\\[\\]{}^$]", "\\\\$0");
  }

  private static void write(JsonWriter json, Notification.Alert alert) {
    json.beginObject();
    field(json, "status", alert.firing() ? "firing" : "resolved");
    map(json, "labels", alert.labels().toMap());
    map(json, "annotations", alert.annotations().toMap());
    field(json, "startsAt", time(alert.startsAt()));
    field(json, "endsAt", alert.firing() ? ZERO_TIME : time(alert.endsAt()));
    field(json, "generatorURL", alert.generatorUrl());
    field(json, "fingerprint", alert.labels().fingerprintText());
    json.endObject();
  }

  private static String time(Instant instant) {
    return TIME.format(instant);
  }

  private static void field(JsonWriter json, String name, String value) {
    json.name(name);
    json.value(value);
  }

  private static void map(JsonWriter json, String name, Map<String, String> map) {
    json.name(name);
    json.beginObject();
    map.forEach((key, value) -> field(json, key, value));
    json.endObject();
  }

  /** What is the same in all of them. */
  static Map<String, String> common(List<Labels> all) {
    if (all.isEmpty()) {
      return Map.of();
    }
    Map<String, String> same = all.getFirst().toMap();
    all.forEach(
        labels -> same.entrySet().removeIf(e -> !labels.get(e.getKey()).equals(e.getValue())));
    return same;
  }
}
