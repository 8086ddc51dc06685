package io.atalaya.alert.notify;

import io.atalaya.model.Labels;
import io.atalaya.model.Notification;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Notifications that tests send. */
final class Examples {
  static final Instant DUE = Instant.parse("2026-01-01T12:00:00Z");
  static final Instant STARTED = Instant.parse("2026-01-01T11:59:00.5Z");

  private Examples() {}

  static Notification.Alert alert(boolean firing, String... labels) {
    return new Notification.Alert(
        Labels.of(labels),
        Labels.of("summary", "a host is down"),
        STARTED,
        firing ? Instant.EPOCH : DUE,
        "http://atalaya/graph?g0.expr=up&g0.tab=1",
        firing);
  }

  static Notification.Alert firing(String host) {
    return alert(true, "alertname", "Down", "instance", host);
  }

  static Notification of(Notification.Alert... alerts) {
    return notification(Map.of(), alerts);
  }

  static Notification notification(Map<String, String> routeLabels, Notification.Alert... alerts) {
    return new Notification(
        "00000000000000aa",
        "on.call",
        "{}/{team=\"ops\"}:{alertname=\"Down\"}",
        "first notification",
        Labels.of("alertname", "Down"),
        routeLabels,
        List.of(alerts),
        0,
        "http://atalaya",
        DUE);
  }
}
