package io.atalaya.server.remoteread;

import io.atalaya.model.Labels;
import io.atalaya.model.Secret;
import io.atalaya.model.http.HttpClientConfig;
import java.time.Duration;
import java.util.Map;

/**
 * A server that samples are read from: an entry of {@code remote_read}.
 *
 * @param name unique if not empty, which it is by default
 * @param url where; a secret, for it may hold a password
 * @param timeout how long one request may take; 1 m by default
 * @param headers further headers
 * @param readRecent whether it is asked for times that we hold ourselves; false by default
 * @param requiredMatchers labels a query must name for the server to be asked; none by default
 * @param filterExternalLabels whether our external labels are asked for; true by default
 * @param maxFrameBytes of one frame of a streamed answer: {@code chunked_read_limit}; 50,000,000 by
 *     default
 * @param http how requests are made
 */
public record RemoteReadConfig(
    String name,
    Secret url,
    Duration timeout,
    Map<String, Secret> headers,
    boolean readRecent,
    Labels requiredMatchers,
    boolean filterExternalLabels,
    int maxFrameBytes,
    HttpClientConfig http) {
  public RemoteReadConfig {
    headers = Map.copyOf(headers);
  }
}
