package io.atalaya.server.config;

import io.atalaya.collect.discover.Discovery;
import io.atalaya.collect.discover.Discovery.ConsulScope;
import io.atalaya.collect.discover.Discovery.DnsRecords;
import io.atalaya.model.Secret;
import io.atalaya.model.SecretSource;
import io.atalaya.model.http.Credentials;
import io.atalaya.model.http.HttpClientConfig;
import io.atalaya.model.http.UrlHost;
import io.atalaya.server.config.yaml.Section;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The keys of discoveries that ask a registry: HTTP, DNS, Docker, Consul, EC2. */
final class RegistryReader {
  private static final int MAX_PORT = 65_535;
  private static final URI NOWHERE = URI.create("http://localhost");

  private RegistryReader() {}

  static Discovery http(Section s) {
    String url = s.url("url").map(Secret::reveal).orElse("");
    Duration refresh = refresh(s, Discovery.Http.DEFAULT_REFRESH_INTERVAL);
    return new Discovery.Http(webUrl(s, "url", url), refresh, HttpClientReader.read(s));
  }

  private static URI webUrl(Section s, String key, String url) {
    if (url.isEmpty()) {
      s.error(key, "URL is missing");
      return NOWHERE;
    }
    URI uri = uri(s, key, url);
    String scheme = uri.getScheme() == null ? "" : uri.getScheme();
    if (!scheme.equals("http") && !scheme.equals("https")) {
      s.error(key, "URL scheme must be 'http' or 'https'");
    } else if (UrlHost.of(uri).isEmpty()) {
      s.error(key, "host is missing in URL");
    }
    return uri;
  }

  /** A URL; what is wrong with it is told. */
  static URI uri(Section s, String key, String text) {
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      s.error(key, "\"" + text + "\" is not a valid URL: " + e.getReason());
      return NOWHERE;
    }
  }

  static Discovery dns(Section s) {
    List<String> names = s.texts("names");
    if (names.isEmpty()) {
      s.error("names", "DNS-SD config must contain at least one SRV record name");
    }
    DnsRecords type = s.parsed("type", RegistryReader::records).orElse(DnsRecords.SRV);
    int port = port(s, 0);
    if (type != DnsRecords.SRV && port == 0) {
      s.error("port", "a port is required in DNS-SD configs for all record types except SRV");
    }
    return new Discovery.Dns(names, type, port, refresh(s, Discovery.Dns.DEFAULT_REFRESH_INTERVAL));
  }

  private static DnsRecords records(String text) {
    String upper = text.toUpperCase(Locale.ROOT);
    return Arrays.stream(DnsRecords.values())
        .filter(type -> type.name().equals(upper))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("invalid DNS-SD records type " + text));
  }

  private static int port(Section s, int fallback) {
    return s.integer("port", fallback, 0, MAX_PORT);
  }

  private static Duration refresh(Section s, Duration fallback) {
    return GlobalReader.positive(s, "refresh_interval", fallback);
  }

  static Discovery docker(Section s) {
    String host = s.text("host", "");
    if (host.isEmpty()) {
      s.error("host", "host missing; for example unix:///var/run/docker.sock");
    }
    URI uri = host.isEmpty() ? NOWHERE : uri(s, "host", host);
    if (!List.of("unix", "tcp", "http", "https").contains(String.valueOf(uri.getScheme()))) {
      s.error("host", "the host must begin with unix://, tcp://, http:// or https://");
    }
    return new Discovery.Docker(
        uri,
        port(s, 80),
        s.text("host_networking_host", "localhost"),
        s.flag("match_first_network", true),
        filters(s),
        refresh(s, Discovery.Docker.DEFAULT_REFRESH_INTERVAL),
        HttpClientReader.read(s));
  }

  /** {@code filters}: a list of names with values; values of the same name come together. */
  private static Map<String, List<String>> filters(Section s) {
    Map<String, List<String>> filters = new LinkedHashMap<>();
    s.sections("filters", RegistryReader::filter)
        .forEach(f -> filters.computeIfAbsent(f.name(), _ -> new ArrayList<>()).addAll(f.values()));
    return filters;
  }

  private record Filter(String name, List<String> values) {}

  private static Filter filter(Section s) {
    List<String> values = s.texts("values");
    if (values.isEmpty()) {
      s.error("values", "filter values cannot be empty");
    }
    return new Filter(s.text("name", ""), values);
  }

  static Discovery consul(Section s) {
    String server = s.text("server", "localhost:8500");
    if (server.isBlank()) {
      s.error("server", "consul SD configuration requires a server address");
    }
    String base = s.text("scheme", "http") + "://" + server + s.text("path_prefix", "");
    Optional<Secret> token = s.secret("token");
    HttpClientConfig http = consulUser(s, HttpClientReader.read(s));
    if (token.isPresent() && http.credentials() instanceof Credentials.Authorization) {
      s.error(
          "token", "at most one of consul SD token, authorization, or oauth2 can be configured");
    }
    ConsulScope scope =
        new ConsulScope(
            s.text("datacenter", ""),
            s.text("namespace", ""),
            s.text("partition", ""),
            s.flag("allow_stale", true),
            token.orElse(null));
    return new Discovery.Consul(
        uri(s, "server", base),
        scope,
        s.texts("services"),
        s.texts("tags"),
        s.textMap("node_meta"),
        s.text("filter", ""),
        s.text("health_filter", ""),
        s.text("tag_separator", ","),
        refresh(s, Discovery.Consul.DEFAULT_REFRESH_INTERVAL),
        http);
  }

  /** User and password may stand beside the keys of the HTTP client too. */
  private static HttpClientConfig consulUser(Section s, HttpClientConfig http) {
    String user = s.text("username", "");
    Optional<Secret> password = s.secret("password");
    if (user.isEmpty() && password.isEmpty()) {
      return http;
    }
    if (http.credentials() instanceof Credentials.Basic) {
      s.error(
          "username",
          "at most one of consul SD configuration username and password and basic auth can be"
              + " configured");
    }
    SecretSource secret = new SecretSource.Inline(password.orElse(Secret.of("")));
    return http.withCredentials(new Credentials.Basic(SecretSource.inline(user), secret));
  }

  static Discovery ec2(Section s) {
    String region = s.text("region", "");
    String endpoint = s.text("endpoint", "");
    return new Discovery.Ec2(
        region,
        endpoint.isEmpty() ? null : uri(s, "endpoint", endpoint),
        AwsReader.ofMachines(s, region),
        port(s, 80),
        filters(s),
        refresh(s, Discovery.Ec2.DEFAULT_REFRESH_INTERVAL),
        HttpClientReader.read(s));
  }
}
