package io.atalaya.server.status;

import io.atalaya.server.json.JsonOut;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** A page as JSON, and its incidents and maintenance as RSS 2.0. */
final class StatusFeeds {
  private StatusFeeds() {}

  static byte[] json(View view) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonOut out = new JsonOut(bytes)) {
      out.object()
          .field("title", view.title())
          .field("description", view.description())
          .field("at", view.at().toString())
          .field("status", word(view.overall()))
          .name("groups")
          .array();
      for (View.Group group : view.groups()) {
        out.object().field("name", group.name()).name("checks").array();
        for (View.Check check : group.checks()) {
          write(out, check);
        }
        out.end().end();
      }
      out.end().name("incidents").array();
      for (Incident incident : view.incidents()) {
        IncidentsApi.write(out, incident);
      }
      out.end().name("maintenance").array();
      for (View.Planned planned : view.maintenance()) {
        out.object()
            .field("name", planned.name())
            .field("from", planned.from().toString())
            .field("until", planned.until().toString())
            .field("checks", planned.checks())
            .end();
      }
      out.end().end();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static String word(Shown state) {
    return state.name().toLowerCase(Locale.ROOT);
  }

  private static void write(JsonOut out, View.Check check) throws IOException {
    out.object().field("name", check.name());
    if (!check.target().isEmpty()) {
      out.field("target", check.target());
    }
    out.field("state", word(check.state()))
        .field("since", check.since().toString())
        .field("uptimePercent", check.uptimePercent())
        .name("days")
        .array();
    for (Day day : check.days()) {
      out.number(day.uptimePercent());
    }
    out.end().end();
  }

  static String rss(View view, String link) {
    StringBuilder out = new StringBuilder(1024);
    out.append("<?xml version=\"1.0\" encoding=\"UTF-8\"?><rss version=\"2.0\"><channel><title>")
        .append(Escaped.of(view.title()))
        .append("</title><link>")
        .append(Escaped.of(link))
        .append("</link><description>")
        .append(Escaped.of(view.description()))
        .append("</description>");
    for (Incident incident : view.incidents()) {
      for (int i = incident.updates().size() - 1; i >= 0; i--) {
        Incident.Update update = incident.updates().get(i);
        item(
            out,
            incident.title() + ": " + update.phase().text(),
            update.text(),
            "incident-" + incident.id() + "-" + i,
            update.at());
      }
    }
    for (View.Planned planned : view.maintenance()) {
      item(
          out,
          "Maintenance: " + planned.name(),
          "From " + planned.from() + " to " + planned.until(),
          "maintenance-" + planned.name() + "-" + planned.from(),
          planned.from());
    }
    return out.append("</channel></rss>\n").toString();
  }

  private static void item(StringBuilder out, String title, String text, String id, Instant at) {
    out.append("<item><title>")
        .append(Escaped.of(title))
        .append("</title><description>")
        .append(Escaped.of(text))
        .append("</description><guid isPermaLink=\"false\">")
        .append(Escaped.of(id))
        .append("</guid><pubDate>")
        .append(DateTimeFormatter.RFC_1123_DATE_TIME.format(at.atOffset(ZoneOffset.UTC)))
        .append("</pubDate></item>");
  }
}
