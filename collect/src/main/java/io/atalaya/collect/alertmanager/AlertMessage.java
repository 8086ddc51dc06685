package io.atalaya.collect.alertmanager;

import io.atalaya.model.AlertChange;
import io.atalaya.model.Labels;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/** The body of {@code POST /api/v2/alerts}: a JSON array of {@code postableAlert}. */
final class AlertMessage {
  /** Milliseconds of UTC, as the clients of Alertmanager's API write times. */
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private static final int FIRST_PRINTABLE = 0x20;

  private final StringBuilder out = new StringBuilder(1 << 10);

  private AlertMessage() {}

  static byte[] of(List<AlertChange> alerts) {
    AlertMessage message = new AlertMessage();
    message.out.append('[');
    for (int i = 0; i < alerts.size(); i++) {
      message.out.append(i == 0 ? "" : ",");
      message.alert(alerts.get(i));
    }
    return message.out.append(']').toString().getBytes(StandardCharsets.UTF_8);
  }

  private void alert(AlertChange alert) {
    out.append("{\"labels\":");
    labels(alert.labels());
    out.append(",\"annotations\":");
    labels(alert.annotations());
    out.append(",\"startsAt\":");
    time(alert.startsAt());
    Instant endsAt = alert.endsAt();
    if (endsAt != null) {
      out.append(",\"endsAt\":");
      time(endsAt);
    }
    out.append(",\"generatorURL\":");
    quoted(alert.generatorUrl());
    out.append('}');
  }

  private void labels(Labels labels) {
    out.append('{');
    for (int i = 0; i < labels.size(); i++) {
      out.append(i == 0 ? "" : ",");
      quoted(labels.name(i));
      out.append(':');
      quoted(labels.value(i));
    }
    out.append('}');
  }

  private void time(Instant time) {
    out.append('"').append(TIME.format(time)).append('"');
  }

  private void quoted(String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < FIRST_PRINTABLE) {
        out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }
}
