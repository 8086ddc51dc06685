package io.atalaya.server.config;

import io.atalaya.model.Secret;
import io.atalaya.model.SecretSource;
import io.atalaya.model.http.Credentials;
import io.atalaya.model.http.HttpClientConfig;
import io.atalaya.model.http.ProxyConfig;
import io.atalaya.model.http.TlsConfig;
import io.atalaya.model.http.TlsVersion;
import io.atalaya.server.config.yaml.Section;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The keys of Prometheus' {@code http_config}, which stand in a section of their own or among those
 * of a scrape job, a check or a receiver.
 */
final class HttpClientReader {
  private static final Map<String, TlsVersion> TLS_VERSIONS =
      Map.of(
          "TLS10", TlsVersion.TLS10,
          "TLS11", TlsVersion.TLS11,
          "TLS12", TlsVersion.TLS12,
          "TLS13", TlsVersion.TLS13);

  private HttpClientReader() {}

  /** Reads the keys from a section; those that belong to others are left alone. */
  static HttpClientConfig read(Section s) {
    return readWithHttp2(s, true);
  }

  /** The same, with another default of {@code enable_http2}. */
  static HttpClientConfig readWithHttp2(Section s, boolean http2Default) {
    Credentials credentials = credentials(s);
    TlsConfig tls = s.section("tls_config", HttpClientReader::tls).orElseGet(TlsConfig::defaults);
    ProxyConfig proxy = proxy(s);
    boolean followRedirects = s.flag("follow_redirects", true);
    boolean http2 = s.flag("enable_http2", http2Default);
    Map<String, List<SecretSource>> headers =
        s.namedSections("http_headers", HttpClientReader::header);
    return s.inline(
            _ -> new HttpClientConfig(credentials, tls, proxy, followRedirects, http2, headers))
        .orElseGet(HttpClientConfig::defaults);
  }

  private static Credentials credentials(Section s) {
    Optional<Credentials> basic = s.section("basic_auth", HttpClientReader::basic);
    Optional<Credentials> authorization =
        s.section("authorization", HttpClientReader::authorization);
    Optional<SecretSource> bearer = s.secret("bearer_token", "bearer_token_file");
    Optional<Credentials> oauth2 = s.section("oauth2", HttpClientReader::oauth2);
    if (authorization.isPresent() && bearer.isPresent()) {
      s.error("authorization", "authorization is not compatible with bearer_token & file");
    }
    List<String> given = new ArrayList<>();
    for (String key : List.of("basic_auth", "oauth2", "authorization", "bearer_token")) {
      if (s.has(key) || s.has(key + "_file")) {
        given.add(key);
      }
    }
    if (given.size() > 1) {
      s.error(given.get(1), "at most one of " + String.join(", ", given) + " must be configured");
    }
    return basic
        .or(() -> authorization)
        .or(() -> oauth2)
        .or(() -> bearer.map(Credentials::bearer))
        .orElse(Credentials.NONE);
  }

  private static Credentials basic(Section s) {
    Optional<SecretSource> user = userName(s);
    Optional<SecretSource> password = s.secret("password", "password_file");
    Secrets.refuseReference(s, "username_ref");
    Secrets.refuseReference(s, "password_ref");
    SecretSource none = SecretSource.inline("");
    return new Credentials.Basic(user.orElse(none), password.orElse(none));
  }

  /** A user name is no secret and is shown; in a file it may stand all the same. */
  private static Optional<SecretSource> userName(Section s) {
    Optional<String> inline = s.text("username");
    Optional<Path> file = s.file("username_file");
    if (inline.isPresent() && file.isPresent()) {
      s.error("username_file", "at most one of username & username_file must be configured");
    }
    return inline.map(SecretSource::inline).or(() -> file.map(SecretSource::file));
  }

  private static Credentials authorization(Section s) {
    String type = s.text("type", "Bearer").strip();
    Optional<SecretSource> credentials = s.secret("credentials", "credentials_file");
    Secrets.refuseReference(s, "credentials_ref");
    if (type.equalsIgnoreCase("basic")) {
      s.error("type", "authorization type cannot be set to \"basic\", use \"basic_auth\" instead");
    }
    return new Credentials.Authorization(
        type.isEmpty() ? "Bearer" : type, credentials.orElse(SecretSource.inline("")));
  }

  private static Credentials oauth2(Section s) {
    String clientId = s.text("client_id", "");
    Optional<SecretSource> secret = s.secret("client_secret", "client_secret_file");
    Secrets.refuseReference(s, "client_secret_ref");
    String tokenUrl = s.url("token_url").map(Secret::reveal).orElse("");
    refuseJwt(s);
    if (clientId.isEmpty()) {
      s.error("client_id", "oauth2 client_id must be configured");
    }
    if (tokenUrl.isEmpty()) {
      s.error("token_url", "oauth2 token_url must be configured");
    }
    return new Credentials.OAuth2(
        clientId,
        secret.orElse(SecretSource.inline("")),
        s.texts("scopes"),
        tokenUrl,
        s.secretMap("endpoint_params"),
        s.section("tls_config", HttpClientReader::tls).orElseGet(TlsConfig::defaults),
        proxy(s));
  }

  /** Keys of the other grant, by which a token is signed for. */
  private static void refuseJwt(Section s) {
    s.choice(
        "grant_type", "client_credentials", Map.of("client_credentials", "client_credentials"));
    for (String key :
        List.of(
            "client_certificate_key",
            "client_certificate_key_file",
            "client_certificate_key_id",
            "client_certificate_key_ref",
            "signature_algorithm",
            "iss",
            "audience",
            "claims")) {
      if (s.has(key)) {
        s.error(key, key + " is not supported yet; use grant_type: client_credentials");
      }
      s.hide(key);
    }
  }

  /** The keys of a {@code tls_config}. */
  static TlsConfig tls(Section s) {
    @Nullable SecretSource ca = pem(s, "ca");
    @Nullable SecretSource cert = pem(s, "cert");
    @Nullable SecretSource key = s.secret("key", "key_file").orElse(null);
    Secrets.refuseReference(s, "ca_ref");
    Secrets.refuseReference(s, "cert_ref");
    Secrets.refuseReference(s, "key_ref");
    return new TlsConfig(
        ca,
        cert,
        key,
        s.text("server_name", ""),
        s.flag("insecure_skip_verify", false),
        version(s, "min_version"),
        version(s, "max_version"));
  }

  private static @Nullable SecretSource pem(Section s, String key) {
    Optional<String> inline = s.text(key);
    Optional<Path> file = s.file(key + "_file");
    if (inline.isPresent() && file.isPresent()) {
      s.error(key, "at most one of " + key + " and " + key + "_file must be configured");
    }
    return inline.map(SecretSource::inline).or(() -> file.map(SecretSource::file)).orElse(null);
  }

  private static @Nullable TlsVersion version(Section s, String key) {
    return s.parsed(key, HttpClientReader::tlsVersion).orElse(null);
  }

  private static TlsVersion tlsVersion(String text) {
    TlsVersion version = TLS_VERSIONS.get(text);
    if (version == null) {
      throw new IllegalArgumentException(
          "unknown TLS version \"" + text + "\"; possible are TLS10, TLS11, TLS12, TLS13");
    }
    return version;
  }

  private static ProxyConfig proxy(Section s) {
    Optional<Secret> url = s.secret("proxy_url").filter(u -> !u.isEmpty());
    String noProxy = s.text("no_proxy", "");
    boolean fromEnvironment = s.flag("proxy_from_environment", false);
    boolean connectHeader = s.has("proxy_connect_header");
    Map<String, List<Secret>> connectHeaders = s.secretLists("proxy_connect_header");
    if (connectHeader && !fromEnvironment && url.isEmpty()) {
      s.error(
          "proxy_connect_header",
          "if proxy_connect_header is configured, proxy_url or proxy_from_environment must also be"
              + " configured");
    }
    if (fromEnvironment && url.isPresent()) {
      s.error("proxy_url", "if proxy_from_environment is configured, proxy_url must not be");
    }
    if (fromEnvironment && !noProxy.isEmpty()) {
      s.error("no_proxy", "if proxy_from_environment is configured, no_proxy must not be");
    }
    if (!fromEnvironment && url.isEmpty() && !noProxy.isEmpty()) {
      s.error("no_proxy", "if no_proxy is configured, proxy_url must also be configured");
    }
    if (fromEnvironment) {
      return new ProxyConfig.FromEnvironment(connectHeaders);
    }
    return url.<ProxyConfig>map(u -> new ProxyConfig.Via(u, hosts(noProxy), connectHeaders))
        .orElse(ProxyConfig.DIRECT);
  }

  private static List<String> hosts(String text) {
    return Arrays.stream(text.split(",")).map(String::strip).filter(t -> !t.isEmpty()).toList();
  }

  /** The values of one header, written in place, as secrets or in files. */
  static List<SecretSource> header(Section s) {
    List<SecretSource> values = new ArrayList<>();
    s.texts("values").forEach(value -> values.add(SecretSource.inline(value)));
    s.secretTexts("secrets").forEach(value -> values.add(new SecretSource.Inline(value)));
    s.files("files").forEach(file -> values.add(SecretSource.file(file.path())));
    return values;
  }

  /** The keys inside a section named {@code key}, or the defaults if it is absent. */
  static HttpClientConfig section(Section s, String key, HttpClientConfig fallback) {
    return s.section(key, HttpClientReader::read).orElse(fallback);
  }

  /** Headers of one value each, as checks and blackbox_exporter write them. */
  static Map<String, SecretSource> plainHeaders(Section s, String key) {
    Map<String, SecretSource> headers = new LinkedHashMap<>();
    s.secretMap(key).forEach((name, value) -> headers.put(name, new SecretSource.Inline(value)));
    return headers;
  }
}
