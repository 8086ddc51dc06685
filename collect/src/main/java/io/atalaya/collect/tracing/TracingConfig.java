package io.atalaya.collect.tracing;

import io.atalaya.model.Secret;
import io.atalaya.model.http.TlsConfig;
import java.time.Duration;
import java.util.Map;

/**
 * Where spans go: the section {@code tracing}.
 *
 * @param grpc whether gRPC is spoken, which is the default, and not HTTP
 * @param host of the collector
 * @param port of the collector
 * @param samplingFraction of traces that begin here, how many are noted, 0 (default) … 1; who asks
 *     us decides on those that begin with him
 * @param secure whether TLS is spoken; true by default
 * @param tls how
 * @param headers of each request
 * @param gzip whether requests are packed; false by default
 * @param timeout of a request; 10 s by default
 */
public record TracingConfig(
    boolean grpc,
    String host,
    int port,
    double samplingFraction,
    boolean secure,
    TlsConfig tls,
    Map<String, Secret> headers,
    boolean gzip,
    Duration timeout) {
  /** How long a request may take if nothing is said. */
  public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(10);

  public TracingConfig {
    headers = Map.copyOf(headers);
  }
}
