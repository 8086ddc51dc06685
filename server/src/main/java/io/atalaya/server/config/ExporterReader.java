package io.atalaya.server.config;

import io.atalaya.collect.database.DatabaseKind;
import io.atalaya.collect.database.DatabaseServer;
import io.atalaya.collect.exporter.ContainerExporter;
import io.atalaya.collect.exporter.Exporter;
import io.atalaya.collect.exporter.MemcachedExporter;
import io.atalaya.collect.exporter.MysqlExporter;
import io.atalaya.collect.exporter.NginxExporter;
import io.atalaya.collect.exporter.PostgresExporter;
import io.atalaya.collect.exporter.RabbitExporter;
import io.atalaya.collect.exporter.RedisExporter;
import io.atalaya.collect.scrape.ScrapeConfig;
import io.atalaya.collect.scrape.ScrapeRequest;
import io.atalaya.model.http.UrlHost;
import io.atalaya.server.config.yaml.Section;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The keys of one built-in exporter, which is a scrape job of its own. What it asks is a section,
 * in short form an address:
 *
 * <pre>
 *   exporters:
 *     - redis: cache:6379
 *     - { name: orders, interval: 30s, postgresql: { address: db, user: u, password_file: p } }
 *     - containers: {}
 * </pre>
 */
final class ExporterReader {
  private static final List<Kind> KINDS =
      List.of(
          new Kind("redis", "address", s -> new RedisExporter(ServiceAddress.redis(s))),
          new Kind("postgresql", "address", ExporterReader::postgres),
          new Kind("mysql", "address", ExporterReader::mysql),
          new Kind("nginx", "url", s -> new NginxExporter(url(s), HttpClientReader.read(s))),
          new Kind("memcached", "address", ExporterReader::memcached),
          new Kind("rabbitmq", "url", s -> new RabbitExporter(url(s), HttpClientReader.read(s))),
          new Kind("containers", "cgroups", ExporterReader::containers));

  private final GlobalConfig global;

  /** A kind as files write it. */
  private record Kind(String name, String shortKey, Section.Reader<Exporter> reader) {}

  ExporterReader(GlobalConfig global) {
    this.global = global;
  }

  ScrapeConfig read(Section s) {
    Duration interval = s.duration("interval", global.scrapeInterval());
    Duration timeout = s.duration("timeout", shorter(global.scrapeTimeout(), interval));
    List<Exporter> found = new ArrayList<>();
    List<String> given = new ArrayList<>();
    for (Kind kind : KINDS) {
      if (s.has(kind.name())) {
        given.add(kind.name());
      }
      s.sectionOr(kind.shortKey(), kind.name(), kind.reader()).ifPresent(found::add);
    }
    if (given.size() != 1) {
      throw new IllegalArgumentException(
          "an exporter needs exactly one of %s; it has %d"
              .formatted(String.join(", ", KINDS.stream().map(Kind::name).toList()), given.size()));
    }
    if (found.isEmpty()) {
      throw new IllegalArgumentException(given.getFirst() + " is not valid");
    }
    Exporter exporter = found.getFirst();
    return ScrapeConfig.of(s.text("name", given.getFirst()))
        .withTargets(exporter.address())
        .withTimes(interval, timeout)
        .withRequest(ScrapeRequest.defaults().withSource(exporter));
  }

  private static Duration shorter(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }

  private static URI url(Section s) {
    return s.parsed("url", URI::create)
        .filter(url -> !UrlHost.of(url).isEmpty() && UrlHost.user(url) == null)
        .orElseThrow(
            () -> new IllegalArgumentException("url must be an http:// URL without a user name"));
  }

  private static Exporter postgres(Section s) {
    DatabaseServer server = ServiceAddress.database(s, DatabaseKind.POSTGRESQL);
    return new PostgresExporter(
        server.database().isEmpty() ? server.withDatabase("postgres") : server);
  }

  private static Exporter mysql(Section s) {
    return new MysqlExporter(ServiceAddress.database(s, DatabaseKind.MYSQL));
  }

  private static Exporter memcached(Section s) {
    HostPort address = ServiceAddress.address(s, MemcachedExporter.DEFAULT_PORT);
    return new MemcachedExporter(address.host(), address.port());
  }

  private static Exporter containers(Section s) {
    return new ContainerExporter(
        s.file("cgroups").orElse(ContainerExporter.DEFAULT_CGROUPS),
        s.file("proc").orElse(ContainerExporter.DEFAULT_PROC),
        s.file("docker_socket").orElse(ContainerExporter.DEFAULT_DOCKER),
        s.file("containerd_socket").orElse(ContainerExporter.DEFAULT_CONTAINERD));
  }
}
