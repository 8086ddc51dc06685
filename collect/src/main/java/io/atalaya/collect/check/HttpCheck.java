package io.atalaya.collect.check;

import io.atalaya.model.SecretSource;
import io.atalaya.model.http.HttpClientConfig;
import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Asks a URL and looks at the answer.
 *
 * @param basics name, labels, times, judgement
 * @param url absolute URL of the web; credentials belong into {@code http}
 * @param method HTTP method; {@code GET} by default
 * @param headers headers of the request, {@code Host} and {@code Content-Type} included; none by
 *     default
 * @param body what is sent; null (default) for nothing
 * @param expectedStatus codes that count as success; 200–299 by default
 * @param conditions what must be true of the body; nothing by default
 * @param slowAfter time after which a good answer is {@code degraded}; null (default) for never
 * @param certificateExpiresWithin {@code degraded} if the certificate has less left than this; null
 *     (default) for never
 * @param maxRedirects redirects that are followed, if {@code http} follows any; 10 by default
 * @param maxBodyBytes size of the body, decompressed, above which the check fails; 16 MiB by
 *     default
 * @param http credentials, TLS, proxy, whether redirects are followed
 */
public record HttpCheck(
    CheckBasics basics,
    URI url,
    String method,
    Map<String, SecretSource> headers,
    @Nullable String body,
    List<StatusRange> expectedStatus,
    List<BodyCondition> conditions,
    @Nullable Duration slowAfter,
    @Nullable Duration certificateExpiresWithin,
    int maxRedirects,
    int maxBodyBytes,
    HttpClientConfig http)
    implements CheckConfig {
  public static final int DEFAULT_MAX_REDIRECTS = 10;
  public static final int DEFAULT_MAX_BODY_BYTES = 16 << 20;

  /** Copies the collections and checks the URL. */
  public HttpCheck {
    headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
    expectedStatus = List.copyOf(expectedStatus);
    conditions = List.copyOf(conditions);
    requireWebUrl(url);
    if (expectedStatus.isEmpty()) {
      throw new IllegalArgumentException("a check without expected status can never succeed");
    }
    if (maxRedirects < 0 || maxBodyBytes < 0) {
      throw new IllegalArgumentException("max_redirects and max_body_size must not be negative");
    }
  }

  private static void requireWebUrl(URI url) {
    String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
    if (!(scheme.equals("http") || scheme.equals("https")) || url.getHost() == null) {
      throw new IllegalArgumentException(
          "\"" + url + "\" is no URL to ask: it needs http:// or https:// and a host");
    }
    if (url.getUserInfo() != null) {
      throw new IllegalArgumentException(
          "the URL holds a user name; give it as basic_auth so that it is kept secret");
    }
  }

  /** A plain GET with the defaults of everything else. */
  public static HttpCheck of(CheckBasics basics, URI url) {
    return new HttpCheck(
        basics,
        url,
        "GET",
        Map.of(),
        null,
        List.of(StatusRange.SUCCESS),
        List.of(),
        null,
        null,
        DEFAULT_MAX_REDIRECTS,
        DEFAULT_MAX_BODY_BYTES,
        HttpClientConfig.defaults());
  }

  @Override
  public String kind() {
    return "http";
  }

  @Override
  public String target() {
    return url.toString();
  }

  @Override
  public Prober prober(ProbeContext context) {
    return new HttpProber(this, context);
  }
}
