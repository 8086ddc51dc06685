package io.atalaya.collect.check;

import io.atalaya.model.SecretSource;
import io.atalaya.model.http.HttpClientConfig;
import io.atalaya.model.http.UrlHost;
import java.net.URI;
import java.nio.file.Path;
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
 * @param request what is asked
 * @param expected what the answer must be like
 * @param maxRedirects redirects that are followed, if {@code http} follows any; 10 by default
 * @param http credentials, TLS, proxy, whether redirects are followed
 */
public record HttpCheck(
    CheckBasics basics,
    URI url,
    Request request,
    Expected expected,
    int maxRedirects,
    HttpClientConfig http)
    implements CheckConfig {
  public static final int DEFAULT_MAX_REDIRECTS = 10;
  public static final int DEFAULT_MAX_BODY_BYTES = 16 << 20;

  /**
   * What is asked.
   *
   * @param method HTTP method; {@code GET} by default
   * @param headers headers, {@code Host} and {@code Content-Type} included; none by default
   * @param body what is sent; null (default) for nothing
   * @param bodyFile whose content is sent; null (default) for none
   * @param compression how the body of the answer is packed whatever its headers say; then nothing
   *     is said about encodings either. Null (default) to ask for gzip, unless a header asks for
   *     something else, and to go by what the answer says
   */
  public record Request(
      String method,
      Map<String, SecretSource> headers,
      @Nullable String body,
      @Nullable Path bodyFile,
      @Nullable Compression compression) {
    /** A plain GET. */
    public static final Request GET = new Request("GET", Map.of(), null, null, null);

    /** Copies the headers. */
    public Request {
      headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
      if (body != null && bodyFile != null) {
        throw new IllegalArgumentException("a request has a body or a body_file, not both");
      }
    }
  }

  /** Ways to pack a body that can be unpacked. */
  public enum Compression {
    GZIP,
    DEFLATE,
    BR,
    ZSTD,
    IDENTITY;

    /** The word in headers. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Whether the last answer came over TLS. */
  public enum TlsRule {
    EITHER,
    REQUIRED,
    FORBIDDEN
  }

  /**
   * What the answer must be like; and when a good one is degraded.
   *
   * @param status codes that count as success; 200–299 by default
   * @param versions versions of HTTP that do, such as {@code HTTP/1.1}; all by default
   * @param tls whether TLS is needed; either by default
   * @param headers what must be true of its headers; nothing by default
   * @param body what must be true of its body; nothing by default
   * @param maxBodyBytes size of the body, decompressed, above which the check fails; 16 MiB by
   *     default
   * @param slowAfter time after which a good answer is {@code degraded}; null (default) for never
   * @param certificateExpiresWithin {@code degraded} if the certificate has less left than this;
   *     null (default) for never
   */
  public record Expected(
      List<StatusRange> status,
      List<String> versions,
      TlsRule tls,
      List<HeaderCondition> headers,
      List<BodyCondition> body,
      long maxBodyBytes,
      @Nullable Duration slowAfter,
      @Nullable Duration certificateExpiresWithin) {
    /** Any answer with a status of success. */
    public static final Expected SUCCESS =
        new Expected(
            List.of(StatusRange.SUCCESS),
            List.of(),
            TlsRule.EITHER,
            List.of(),
            List.of(),
            DEFAULT_MAX_BODY_BYTES,
            null,
            null);

    /** Copies the lists; checks that something can succeed. */
    public Expected {
      status = List.copyOf(status);
      versions = List.copyOf(versions);
      headers = List.copyOf(headers);
      body = List.copyOf(body);
      if (status.isEmpty()) {
        throw new IllegalArgumentException("a check without expected status can never succeed");
      }
      if (maxBodyBytes < 0) {
        throw new IllegalArgumentException("max_body_size must not be negative");
      }
    }

    public Expected withBody(List<BodyCondition> value) {
      return new Expected(
          status, versions, tls, headers, value, maxBodyBytes, slowAfter, certificateExpiresWithin);
    }

    public Expected withSlowAfter(@Nullable Duration value) {
      return new Expected(
          status, versions, tls, headers, body, maxBodyBytes, value, certificateExpiresWithin);
    }
  }

  /** Checks the URL. */
  public HttpCheck {
    requireWebUrl(url);
    if (maxRedirects < 0) {
      throw new IllegalArgumentException("max_redirects must not be negative");
    }
  }

  private static void requireWebUrl(URI url) {
    String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
    if (!(scheme.equals("http") || scheme.equals("https")) || UrlHost.of(url).isEmpty()) {
      throw new IllegalArgumentException(
          "\"" + url + "\" is no URL to ask: it needs http:// or https:// and a host");
    }
    if (UrlHost.user(url) != null) {
      throw new IllegalArgumentException(
          "the URL holds a user name; give it as basic_auth so that it is kept secret");
    }
  }

  /** A plain GET with the defaults of everything else. */
  public static HttpCheck of(CheckBasics basics, URI url) {
    return new HttpCheck(
        basics,
        url,
        Request.GET,
        Expected.SUCCESS,
        DEFAULT_MAX_REDIRECTS,
        HttpClientConfig.defaults());
  }

  public HttpCheck withExpected(Expected value) {
    return new HttpCheck(basics, url, request, value, maxRedirects, http);
  }

  public HttpCheck withHttp(HttpClientConfig value) {
    return new HttpCheck(basics, url, request, expected, maxRedirects, value);
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
