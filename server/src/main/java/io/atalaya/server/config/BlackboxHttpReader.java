package io.atalaya.server.config;

import io.atalaya.collect.cel.CelException;
import io.atalaya.collect.cel.CelExpression;
import io.atalaya.collect.check.BodyCondition;
import io.atalaya.collect.check.CheckBasics;
import io.atalaya.collect.check.CheckConfig;
import io.atalaya.collect.check.HeaderCondition;
import io.atalaya.collect.check.HttpCheck;
import io.atalaya.collect.check.HttpCheck.Compression;
import io.atalaya.collect.check.HttpCheck.TlsRule;
import io.atalaya.collect.check.StatusRange;
import io.atalaya.collect.http.AddressPolicy;
import io.atalaya.model.SecretSource;
import io.atalaya.model.http.Credentials;
import io.atalaya.model.http.HttpClientConfig;
import io.atalaya.model.http.UrlHost;
import io.atalaya.server.config.yaml.Section;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The section {@code http} of a module, and the check it makes of a target. */
final class BlackboxHttpReader {
  private static final String HTTP_3 = "HTTP/3.0";

  private final AddressPolicy addresses;
  private final HttpClientConfig http;
  private final HttpCheck.Request request;
  private final HttpCheck.Expected expected;
  private final String unsupported;

  private BlackboxHttpReader(Section s) {
    addresses = BlackboxAddress.read(s, false);
    s.flag("skip_resolve_phase_with_proxy", false);
    HttpClientConfig client = HttpClientReader.read(s);
    Optional<Boolean> old =
        s.has("no_follow_redirects")
            ? Optional.of(s.flag("no_follow_redirects", false))
            : Optional.empty();
    s.ignore("no_follow_redirects");
    http = old.map(refuses -> client.withFollowRedirects(!refuses)).orElse(client);
    unsupported = unsupported(s);
    request = request(s);
    expected = expected(s);
  }

  static BlackboxModule.Checks read(Section s) {
    return new BlackboxHttpReader(s)::check;
  }

  /** What this module asks for and we do not speak; empty for nothing. */
  private static String unsupported(Section s) {
    boolean http3 = s.flag("enable_http3", false);
    List<String> versions = s.texts("valid_http_versions");
    if (http3 && s.flag("enable_http2", true)) {
      s.error("enable_http3", "when enable_http3 is true, enable_http2 must be set to false");
    }
    if (http3 && (versions.contains("HTTP/2.0") || versions.contains("HTTP/1.1"))) {
      s.error("valid_http_versions", "only HTTP/3.0 is possible when enable_http3 is true");
    }
    if (!http3 && versions.contains(HTTP_3)) {
      s.error("valid_http_versions", "HTTP/3.0 needs enable_http3: true");
    }
    String what = http3 ? "HTTP/3" : "";
    if (!what.isEmpty()) {
      s.problems()
          .warning(s.at(), what + " cannot be probed yet; this module fails", "use another one");
    }
    return what;
  }

  private static HttpCheck.Request request(Section s) {
    Map<String, SecretSource> headers = HttpClientReader.plainHeaders(s, "headers");
    Optional<String> compression = s.text("compression").filter(c -> !c.isEmpty());
    requireAccepted(s, headers, compression.orElse(""));
    Optional<String> body = s.literal("body").filter(b -> !b.isEmpty());
    var file = s.file("body_file");
    if (body.isPresent() && file.isPresent()) {
      s.error("body_file", "setting body and body_file both are not allowed");
    }
    return new HttpCheck.Request(
        s.text("method", "GET"),
        headers,
        body.orElse(null),
        body.isPresent() ? null : file.orElse(null),
        compression.flatMap(BlackboxHttpReader::compression).orElse(Compression.IDENTITY));
  }

  private static Optional<Compression> compression(String word) {
    for (Compression known : Compression.values()) {
      if (known.text().equals(word.toLowerCase(Locale.ROOT))) {
        return Optional.of(known);
      }
    }
    return Optional.empty();
  }

  /** What is to be unpacked must be among what is accepted (RFC 9110, 12.5.3). */
  private static void requireAccepted(
      Section s, Map<String, SecretSource> headers, String compression) {
    for (Map.Entry<String, SecretSource> header : headers.entrySet()) {
      if (header.getKey().equalsIgnoreCase("Accept-Encoding")
          && !accepts(text(header.getValue()), compression)) {
        s.error(
            "headers",
            "compression: %s is not among what Accept-Encoding names".formatted(compression));
      }
    }
  }

  private static String text(SecretSource source) {
    try {
      return source.read().reveal();
    } catch (IOException e) {
      return "";
    }
  }

  private static boolean accepts(String accepted, String compression) {
    if (accepted.isEmpty() || compression.isEmpty()) {
      return true;
    }
    double best = -1;
    boolean fits = false;
    for (String part : accepted.split(",")) {
      int semicolon = part.lastIndexOf(';');
      String name = (semicolon < 0 ? part : part.substring(0, semicolon)).strip();
      double quality = semicolon < 0 ? 1 : quality(part.substring(semicolon + 1).strip());
      if ((name.equals(compression) || name.equals("*")) && quality > best) {
        best = quality;
        fits = quality > 0;
      }
    }
    return fits;
  }

  private static double quality(String text) {
    try {
      return Double.parseDouble(text.startsWith("q=") ? text.substring(2) : text);
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  private static HttpCheck.Expected expected(Section s) {
    List<StatusRange> status =
        s.parsedList(
            "valid_status_codes",
            code -> new StatusRange(Integer.parseInt(code), Integer.parseInt(code)));
    boolean noTls = s.flag("fail_if_ssl", false);
    boolean tls = s.flag("fail_if_not_ssl", false);
    List<BodyCondition> body = new ArrayList<>();
    s.literals("fail_if_body_matches_regexp")
        .forEach(regex -> add(s, body, "fail_if_body_matches_regexp", regex, false));
    s.literals("fail_if_body_not_matches_regexp")
        .forEach(regex -> add(s, body, "fail_if_body_not_matches_regexp", regex, true));
    cel(s, "fail_if_body_json_matches_cel", false).ifPresent(body::add);
    cel(s, "fail_if_body_json_not_matches_cel", true).ifPresent(body::add);
    List<HeaderCondition> headers = new ArrayList<>();
    headers.addAll(s.sections("fail_if_header_matches", h -> header(h, false)));
    headers.addAll(s.sections("fail_if_header_not_matches", h -> header(h, true)));
    long limit = s.sizeBytes("body_size_limit", 0);
    return new HttpCheck.Expected(
        status.isEmpty() ? List.of(StatusRange.SUCCESS) : status,
        s.texts("valid_http_versions"),
        noTls ? TlsRule.FORBIDDEN : tls ? TlsRule.REQUIRED : TlsRule.EITHER,
        headers,
        body,
        limit == 0 ? HttpCheck.DEFAULT_MAX_BODY_BYTES : limit,
        null,
        null);
  }

  private static Optional<BodyCondition> cel(Section s, String key, boolean holds) {
    try {
      return s.literal(key).map(text -> new BodyCondition.Cel(CelExpression.compile(text), holds));
    } catch (CelException e) {
      s.error(key, "could not compile the CEL program: " + e.getMessage());
      return Optional.empty();
    }
  }

  private static void add(
      Section s, List<BodyCondition> body, String key, String regex, boolean present) {
    try {
      body.add(new BodyCondition.Expression(regex, present));
    } catch (IllegalArgumentException e) {
      s.error(key, "could not compile the regular expression: " + e.getMessage());
    }
  }

  private static HeaderCondition header(Section s, boolean present) {
    return new HeaderCondition(
        s.text("header", ""), s.literal("regexp", ""), present, s.flag("allow_missing", false));
  }

  private CheckConfig check(CheckBasics basics, String target, String hostname) {
    if (!unsupported.isEmpty()) {
      throw new IllegalArgumentException(unsupported + " cannot be probed yet");
    }
    String lower = target.toLowerCase(Locale.ROOT);
    boolean web = lower.startsWith("http://") || lower.startsWith("https://");
    URI given = uri(web ? target : "http://" + target);
    Map<String, SecretSource> headers = headers(hostname);
    HttpCheck.Request asked =
        new HttpCheck.Request(
            request.method(), headers, request.body(), request.bodyFile(), request.compression());
    HttpCheck check =
        new HttpCheck(
            basics,
            withoutUser(given),
            asked,
            expected,
            HttpCheck.DEFAULT_MAX_REDIRECTS,
            client(given, headers));
    return BlackboxAddress.routed(check, addresses);
  }

  private Map<String, SecretSource> headers(String hostname) {
    Map<String, SecretSource> headers = new LinkedHashMap<>(request.headers());
    if (!hostname.isEmpty()) {
      requireSameHost(hostname);
      headers.keySet().removeIf(name -> name.equalsIgnoreCase("Host"));
      headers.put("Host", SecretSource.inline(hostname));
    }
    return headers;
  }

  private void requireSameHost(String hostname) {
    for (Map.Entry<String, SecretSource> header : request.headers().entrySet()) {
      if (header.getKey().equalsIgnoreCase("Host") && !text(header.getValue()).equals(hostname)) {
        throw new HostConflictException(text(header.getValue()), hostname);
      }
    }
  }

  /** TLS asks for the name in the header Host, as the server would be found under it. */
  private HttpClientConfig client(URI target, Map<String, SecretSource> headers) {
    HttpClientConfig client = http;
    String user = UrlHost.user(target);
    if (user != null && client.credentials().equals(Credentials.NONE)) {
      int colon = user.indexOf(':');
      client =
          client.withCredentials(
              new Credentials.Basic(
                  SecretSource.inline(colon < 0 ? user : user.substring(0, colon)),
                  SecretSource.inline(colon < 0 ? "" : user.substring(colon + 1))));
    }
    if (client.tls().serverName().isEmpty()) {
      for (Map.Entry<String, SecretSource> header : headers.entrySet()) {
        if (header.getKey().equalsIgnoreCase("Host")) {
          client = client.withTls(client.tls().withServerName(text(header.getValue())));
        }
      }
    }
    return client;
  }

  private static URI uri(String text) {
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("could not parse the target: " + e.getMessage(), e);
    }
  }

  private static URI withoutUser(URI uri) {
    return UrlHost.user(uri) == null
        ? uri
        : URI.create(uri.toString().replaceFirst("//[^/@]*@", "//"));
  }
}
