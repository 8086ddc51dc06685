package io.atalaya.collect.scrape;

import io.atalaya.model.http.HttpClientConfig;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a target is asked.
 *
 * @param scheme plain (the default) or TLS, as in a URL
 * @param path {@code metrics_path}; {@code /metrics} by default
 * @param params query parameters, each with one or more values; none by default
 * @param protocols formats to ask for, most wanted first; {@link ScrapeProtocol#DEFAULTS}
 * @param fallback format to assume if the answer names none that is known; null (default) for none
 * @param enableCompression whether gzip is asked for; true by default
 * @param escaping {@code metric_name_escaping_scheme}; {@link NameEscaping#ALLOW_UTF8} by default
 * @param http credentials, TLS, proxy, redirects, headers
 * @param source what tells the metrics in place of HTTP; null (default) for HTTP
 */
public record ScrapeRequest(
    String scheme,
    String path,
    Map<String, List<String>> params,
    List<ScrapeProtocol> protocols,
    @Nullable ScrapeProtocol fallback,
    boolean enableCompression,
    NameEscaping escaping,
    HttpClientConfig http,
    @Nullable MetricSource source) {

  public ScrapeRequest {
    Map<String, List<String>> copy = new LinkedHashMap<>();
    params.forEach((name, values) -> copy.put(name, List.copyOf(values)));
    params = Collections.unmodifiableMap(copy);
    protocols = List.copyOf(protocols);
    if (!scheme.equals("http") && !scheme.equals("https")) {
      throw new IllegalArgumentException(
          "scheme must be \"http\" or \"https\", got \"" + scheme + "\"");
    }
    if (protocols.isEmpty()) {
      throw new IllegalArgumentException("scrape_protocols cannot be empty");
    }
    if (Set.copyOf(protocols).size() != protocols.size()) {
      throw new IllegalArgumentException(
          "duplicated protocol in scrape_protocols, got "
              + protocols.stream().map(ScrapeProtocol::text).toList());
    }
  }

  public static ScrapeRequest defaults() {
    return new ScrapeRequest(
        "http",
        "/metrics",
        Map.of(),
        ScrapeProtocol.DEFAULTS,
        null,
        true,
        NameEscaping.ALLOW_UTF8,
        HttpClientConfig.defaults(),
        null);
  }

  public ScrapeRequest withParams(Map<String, List<String>> value) {
    return new ScrapeRequest(
        scheme, path, value, protocols, fallback, enableCompression, escaping, http, source);
  }

  public ScrapeRequest withProtocols(
      List<ScrapeProtocol> wanted, @Nullable ScrapeProtocol ifUnknown) {
    return new ScrapeRequest(
        scheme, path, params, wanted, ifUnknown, enableCompression, escaping, http, source);
  }

  public ScrapeRequest withHttp(HttpClientConfig value) {
    return new ScrapeRequest(
        scheme, path, params, protocols, fallback, enableCompression, escaping, value, source);
  }

  /** The same, told by something else than HTTP. */
  public ScrapeRequest withSource(@Nullable MetricSource value) {
    return new ScrapeRequest(
        scheme, path, params, protocols, fallback, enableCompression, escaping, http, value);
  }
}
