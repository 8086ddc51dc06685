package io.atalaya.collect.scrape;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Chooses how a body is read by the media type its sender claims. */
final class Exposition {
  private static final String PROTOBUF = "application/vnd.google.protobuf";

  /** A media type with its parameters, each a token or quoted (RFC 9110, section 8.3.1). */
  private static final Pattern CONTENT_TYPE =
      Pattern.compile(
          "\\s*([^\\s;,\"/]+/[^\\s;,\"/]+)\\s*"
              + "(?:;\\s*[^\\s;,\"=]+\\s*=\\s*(?:[^\\s;,\"]+|\"[^\"]*\")\\s*)*;?\\s*");

  /** No claim is longer; the pattern is not made for what is. */
  private static final int MAX_CLAIM_CHARS = 1024;

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
              : "the Content-Type \"%.100s\" is not an exposition format".formatted(contentType));
    }
    return switch (fallback) {
      case TEXT_0_0_4, TEXT_1_0_0 -> new TextParser(body, length);
      case OPENMETRICS_0_0_1, OPENMETRICS_1_0_0 -> new OpenMetricsParser(body, length);
      case PROMETHEUS_PROTO -> throw new IllegalStateException("protobuf is read by another walk");
    };
  }

  /** Whether a body is to be read as protobuf, which {@link ProtoWalk} does. */
  static boolean isProtobuf(String contentType, @Nullable ScrapeProtocol fallback) {
    String media = mediaType(contentType);
    return media.equals(PROTOBUF)
        || (fallback == ScrapeProtocol.PROMETHEUS_PROTO && !isText(media));
  }

  private static boolean isText(String media) {
    return media.equals("text/plain") || media.equals("application/openmetrics-text");
  }

  /** The media type alone; empty if the claim cannot be read. */
  private static String mediaType(String contentType) {
    if (contentType.length() > MAX_CLAIM_CHARS) {
      return "";
    }
    Matcher claim = CONTENT_TYPE.matcher(contentType);
    return claim.matches() ? claim.group(1).toLowerCase(Locale.ROOT) : "";
  }
}
