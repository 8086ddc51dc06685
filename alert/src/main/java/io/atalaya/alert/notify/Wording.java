package io.atalaya.alert.notify;

import io.atalaya.alert.template.NotificationTemplates;
import io.atalaya.model.Labels;
import io.atalaya.model.Notification;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * The texts of one message to a receiver over HTTP. A template that fails gives way to something
 * plain, and the body says so: ask for the body last.
 */
final class Wording {
  private static final String ELLIPSIS = "…";

  private final Texts texts;
  private final PlainMessage plain;

  Wording(NotificationTemplates templates, Notification notification, Instant now) {
    texts = new Texts(templates, notification);
    plain = new PlainMessage(notification, now);
  }

  /** What a template gives; nothing if it fails. */
  String text(String template) {
    return template.isEmpty() ? "" : texts.text(template, "");
  }

  /** One line that must not be missing, cut to so many characters. */
  String title(String template, int maxRunes) {
    return cut(texts.text(template, plain.subject()), maxRunes);
  }

  /** The body, cut to so many characters; plain if its template fails. */
  String body(String template, int maxRunes) {
    String text = texts.text(template, plain.text());
    return cut(plain.lateLine() + failureLine() + text, maxRunes);
  }

  /**
   * The body as HTML: values are escaped. If it were too long it is plain, for a cut tag is none.
   *
   * @param tagsCount whether the receiver counts the tags too, or only what is read
   */
  String htmlBody(String template, int maxRunes, boolean tagsCount) {
    String text = texts.html(template, escaped(plain.text()));
    String whole = plain.lateLine() + escaped(failureLine()) + text;
    String counted = tagsCount ? whole : whole.replaceAll("<[^>]*>", "");
    return counted.codePointCount(0, counted.length()) <= maxRunes
        ? whole
        : cut(escaped(plain.lateLine() + plain.text()), maxRunes)
            .replaceAll("&[a-z0-9#]{0,5}…$", "…");
  }

  /** Whatever happens to templates: what fires, since when, its labels. */
  String plainBody(int maxRunes) {
    return cut(plain.lateLine() + plain.text(), maxRunes);
  }

  Labels routeLabels() {
    return texts.routeLabels();
  }

  private String failureLine() {
    return texts.failed() ? texts.failureLine() + "\n\n" : "";
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  /** At most so many characters, the last one an ellipsis if some are missing. */
  static String cut(String text, int maxRunes) {
    if (text.codePointCount(0, text.length()) <= maxRunes) {
      return text;
    }
    return text.substring(0, text.offsetByCodePoints(0, maxRunes - 1)) + ELLIPSIS;
  }

  /** At most so many bytes of UTF-8, for receivers that count these. */
  static String cutBytes(String text, int maxBytes) {
    if (text.getBytes(StandardCharsets.UTF_8).length <= maxBytes) {
      return text;
    }
    int end = 0;
    for (int bytes = 0; end < text.length(); ) {
      int c = text.codePointAt(end);
      bytes += utf8Bytes(c);
      if (bytes > maxBytes - utf8Bytes(ELLIPSIS.codePointAt(0))) {
        break;
      }
      end += Character.charCount(c);
    }
    return text.substring(0, end) + ELLIPSIS;
  }

  private static int utf8Bytes(int codePoint) {
    if (codePoint < 0x80) {
      return 1;
    }
    if (codePoint < 0x800) {
      return 2;
    }
    return codePoint < 0x10000 ? 3 : 4;
  }
}
