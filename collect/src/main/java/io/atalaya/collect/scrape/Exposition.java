package io.atalaya.collect.scrape;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Chooses the parser for a body by the media type its sender claims. */
final class Exposition {
  private Exposition() {}

  /**
   * A parser for a body. An empty body is taken in every format: a target with nothing to tell.
   *
   * @param fallback what to assume if the claim is missing or unknown; null for nothing
   * @throws ExpositionException if no parser fits
   */
  static ExpositionParser parser(
      byte[] body, int length, String contentType, @Nullable ScrapeProtocol fallback)
      throws ExpositionException {
    if (length == 0) {
      return new TextParser(body, 0);
    }
    int semicolon = contentType.indexOf(';');
    String media = semicolon < 0 ? contentType : contentType.substring(0, semicolon);
    return switch (media.strip().toLowerCase(Locale.ROOT)) {
      case "text/plain" -> new TextParser(body, length);
      case "application/openmetrics-text" -> new OpenMetricsParser(body, length);
      case "application/vnd.google.protobuf" -> throw unreadable(contentType);
      default -> fallback(body, length, contentType, fallback);
    };
  }

  private static ExpositionParser fallback(
      byte[] body, int length, String contentType, @Nullable ScrapeProtocol fallback)
      throws ExpositionException {
    if (fallback == null) {
      throw new ExpositionException(
          contentType.isEmpty()
              ? "the answer has no Content-Type, and the job no fallback_scrape_protocol"
              : "the Content-Type \"" + contentType + "\" is not an exposition format");
    }
    return switch (fallback) {
      case TEXT_0_0_4, TEXT_1_0_0 -> new TextParser(body, length);
      case OPENMETRICS_0_0_1, OPENMETRICS_1_0_0 -> new OpenMetricsParser(body, length);
      case PROMETHEUS_PROTO -> throw unreadable(contentType);
    };
  }

  private static ExpositionException unreadable(String contentType) {
    return new ExpositionException(
        "the protobuf format is not read yet; ask for text formats (Content-Type \""
            + contentType
            + "\")");
  }
}
