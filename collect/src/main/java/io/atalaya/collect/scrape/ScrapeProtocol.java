package io.atalaya.collect.scrape;

import java.util.List;

/** Exposition formats that may be asked for. */
public enum ScrapeProtocol {
  PROMETHEUS_PROTO(
      "PrometheusProto",
      "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited"),
  OPENMETRICS_1_0_0("OpenMetricsText1.0.0", "application/openmetrics-text;version=1.0.0"),
  OPENMETRICS_0_0_1("OpenMetricsText0.0.1", "application/openmetrics-text;version=0.0.1"),
  TEXT_1_0_0("PrometheusText1.0.0", "text/plain;version=1.0.0"),
  TEXT_0_0_4("PrometheusText0.0.4", "text/plain;version=0.0.4");

  /** What is asked for by default, most wanted first. */
  public static final List<ScrapeProtocol> DEFAULTS =
      List.of(OPENMETRICS_1_0_0, OPENMETRICS_0_0_1, TEXT_1_0_0, TEXT_0_0_4);

  private final String text;
  private final String mediaType;

  ScrapeProtocol(String text, String mediaType) {
    this.text = text;
    this.mediaType = mediaType;
  }

  /** The name in a configuration. */
  public String text() {
    return text;
  }

  /** What stands for it in an {@code Accept} header. */
  public String mediaType() {
    return mediaType;
  }

  /**
   * The protocol of a name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static ScrapeProtocol parse(String text) {
    for (ScrapeProtocol protocol : values()) {
      if (protocol.text.equals(text)) {
        return protocol;
      }
    }
    throw new IllegalArgumentException("unknown scrape protocol \"" + text + "\"");
  }
}
