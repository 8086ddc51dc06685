package io.atalaya.collect.scrape;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Chooses how a body is read by the media type its sender claims. */
final class Exposition {
  private static final String PROTOBUF = "application/vnd.google.protobuf";

  private Exposition() {}

  /**
   * A parser for a body of text. An empty body is taken in every format: a target with nothing to
   * tell.
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
    return switch (mediaType(contentType)) {
      case "text/plain" -> new TextParser(body, length);
      case "application/openmetrics-text" -> new OpenMetricsParser(body, length);
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
      case PROMETHEUS_PROTO -> throw new IllegalStateException("protobuf is read by another walk");
    };
  }

  /** Whether a body is to be read as protobuf, which {@link ProtoWalk} does. */
  static boolean isProtobuf(String contentType, @Nullable ScrapeProtocol fallback)
      throws ExpositionException {
    String media = mediaType(contentType);
    if (!media.equals(PROTOBUF)) {
      return fallback == ScrapeProtocol.PROMETHEUS_PROTO && !isText(media);
    }
    String parameters = contentType.toLowerCase(Locale.ROOT).replaceAll("[ \"]", "");
    boolean known =
        parameters.contains("proto=io.prometheus.client.metricfamily")
            && parameters.contains("encoding=delimited");
    if (!known) {
      throw new ExpositionException(
          "the Content-Type \"" + contentType + "\" is not delimited MetricFamily messages");
    }
    return true;
  }

  private static boolean isText(String media) {
    return media.equals("text/plain") || media.equals("application/openmetrics-text");
  }

  private static String mediaType(String contentType) {
    int semicolon = contentType.indexOf(';');
    String media = semicolon < 0 ? contentType : contentType.substring(0, semicolon);
    return media.strip().toLowerCase(Locale.ROOT);
  }
}
