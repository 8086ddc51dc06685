package io.atalaya.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.atalaya.collect.discover.Discovery;
import io.atalaya.collect.discover.TargetGroup;
import io.atalaya.collect.scrape.HistogramOptions;
import io.atalaya.collect.scrape.NameEscaping;
import io.atalaya.collect.scrape.ScrapeConfig;
import io.atalaya.collect.scrape.ScrapeLimits;
import io.atalaya.collect.scrape.ScrapeProtocol;
import io.atalaya.collect.scrape.ScrapeRequest;
import io.atalaya.model.Labels;
import io.atalaya.model.NameValidation;
import io.atalaya.model.Secret;
import io.atalaya.model.SecretSource;
import io.atalaya.model.http.Credentials;
import io.atalaya.model.http.HttpClientConfig;
import io.atalaya.model.http.ProxyConfig;
import io.atalaya.model.http.TlsConfig;
import io.atalaya.model.http.TlsVersion;
import io.atalaya.model.relabel.RelabelRule;
import io.atalaya.server.config.yaml.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All defaults and all keys of a scrape job. */
class ScrapeReaderTest {
  private static final String EVERY_KEY =
      """
      scrape_configs:
        - job_name: all
          scrape_interval: 20s
          scrape_timeout: 15s
          honor_labels: true
          honor_timestamps: false
          track_timestamps_staleness: true
          params: { module: [http_2xx, "${A}"], x: ["1"] }
          scrape_protocols: [PrometheusText0.0.4, PrometheusProto]
          fallback_scrape_protocol: PrometheusText1.0.0
          scrape_native_histograms: true
          always_scrape_classic_histograms: true
          convert_classic_histograms_to_nhcb: true
          native_histogram_bucket_limit: 100
          native_histogram_min_bucket_factor: 1.5
          scrape_failure_log_file: failures.log
          metrics_path: /m
          scheme: https
          enable_compression: false
          body_size_limit: 1MB
          sample_limit: 2
          target_limit: 3
          label_limit: 4
          label_name_length_limit: 5
          label_value_length_limit: 6
          keep_dropped_targets: 7
          metric_name_validation_scheme: legacy
          metric_name_escaping_scheme: dots
          extra_scrape_metrics: true
          follow_redirects: false
          enable_http2: false
          basic_auth: { username: u, password_file: secret }
          proxy_url: http://proxy:3128
          no_proxy: a, b
          http_headers: { X: { values: [v], secrets: [s], files: [f] } }
          tls_config:
            ca_file: ca.pem
            cert_file: /cert.pem
            key_file: key.pem
            server_name: n
            insecure_skip_verify: true
            min_version: TLS12
            max_version: TLS13
          static_configs:
            - targets: [h1:1, h2:2]
              labels: { env: "${A}" }
            - targets: [h3:3]
          file_sd_configs:
            - files: [targets/*.yml, /abs.json]
              refresh_interval: 1m
          relabel_configs:
            - source_labels: [__address__, job]
              separator: "-"
              regex: "(.*):${A}$"
              target_label: instance
              replacement: ${1}
          metric_relabel_configs:
            - { action: HashMod, source_labels: [a], modulus: 8, target_label: b }
      """;

  @TempDir Path dir;

  private ScrapeConfig job(String text) throws IOException {
    Path file = Files.writeString(dir.resolve("prometheus.yml"), text);
    LoadResult result =
        ConfigLoader.load(List.of(file), Map.of("A", "b"), PromqlExpressions.with(Set.of()));
    assertThat(result.problems().stream().filter(Problem::isError)).isEmpty();
    return ((LoadResult.Loaded) result).configuration().scrapeConfigs().getFirst();
  }

  @Test
  void aJobWithOnlyANameHasAllDefaults() throws IOException {
    assertThat(job("scrape_configs: [{job_name: a}]")).isEqualTo(ScrapeConfig.of("a"));
  }

  @Test
  void everyKeyHasItsMeaning() throws IOException {
    ScrapeConfig job = job(EVERY_KEY);

    HttpClientConfig http =
        new HttpClientConfig(
            new Credentials.Basic(SecretSource.inline("u"), file("secret")),
            new TlsConfig(
                file("ca.pem"),
                SecretSource.file(Path.of("/cert.pem")),
                file("key.pem"),
                "n",
                true,
                TlsVersion.TLS12,
                TlsVersion.TLS13),
            new ProxyConfig.Via(Secret.of("http://proxy:3128"), List.of("a", "b")),
            false,
            false,
            Map.of("X", List.of(SecretSource.inline("v"), SecretSource.inline("s"), file("f"))));
    ScrapeRequest request =
        new ScrapeRequest(
            "https",
            "/m",
            Map.of("module", List.of("http_2xx", "b"), "x", List.of("1")),
            List.of(ScrapeProtocol.TEXT_0_0_4, ScrapeProtocol.PROMETHEUS_PROTO),
            ScrapeProtocol.TEXT_1_0_0,
            false,
            NameEscaping.DOTS,
            http,
            null);
    assertThat(job)
        .isEqualTo(
            new ScrapeConfig(
                "all",
                Duration.ofSeconds(20),
                Duration.ofSeconds(15),
                request,
                new ScrapeConfig.Honor(true, false, true),
                discoveries(),
                List.of(rule()),
                List.of(hashmod()),
                new ScrapeLimits(1 << 20, 2, 4, 5, 6, 3, 7),
                new HistogramOptions(true, true, true, 100, 1.5),
                NameValidation.LEGACY,
                true,
                dir.resolve("failures.log")));
  }

  private SecretSource file(String name) {
    return SecretSource.file(dir.resolve(name));
  }

  private List<Discovery> discoveries() {
    return List.of(
        new Discovery.Static(
            List.of(
                TargetGroup.ofAddresses(List.of("h1:1", "h2:2"), Labels.of("env", "b"), "0"),
                TargetGroup.ofAddresses(List.of("h3:3"), Labels.empty(), "1"))),
        new Discovery.Files(
            List.of(dir.resolve("targets/*.yml"), Path.of("/abs.json")), Duration.ofMinutes(1)));
  }

  /** Nothing in it is replaced: dollars are the rule's own. */
  private static RelabelRule rule() {
    return new RelabelRule(
        List.of("__address__", "job"),
        "-",
        "(.*):${A}$",
        0,
        "instance",
        "${1}",
        RelabelRule.Action.REPLACE,
        NameValidation.LEGACY);
  }

  private static RelabelRule hashmod() {
    return new RelabelRule(
        List.of("a"),
        RelabelRule.DEFAULT_SEPARATOR,
        RelabelRule.DEFAULT_REGEX,
        8,
        "b",
        RelabelRule.DEFAULT_REPLACEMENT,
        RelabelRule.Action.HASHMOD,
        NameValidation.LEGACY);
  }

  @Test
  void whatAJobDoesNotSayComesFromGlobal() throws IOException {
    ScrapeConfig job =
        job(
            """
            global:
              scrape_interval: 7s
              sample_limit: 9
              body_size_limit: 2KB
              scrape_native_histograms: true
              extra_scrape_metrics: true
              metric_name_validation_scheme: legacy
              scrape_failure_log_file: f.log
            scrape_configs: [{job_name: a, sample_limit: 0, label_limit: 3}]
            """);

    assertThat(job.interval()).isEqualTo(Duration.ofSeconds(7));
    assertThat(job.timeout()).isEqualTo(Duration.ofSeconds(7));
    assertThat(job.limits()).isEqualTo(new ScrapeLimits(2048, 9, 3, 0, 0, 0, 0));
    assertThat(job.request().protocols()).startsWith(ScrapeProtocol.PROMETHEUS_PROTO);
    assertThat(job.request().escaping()).isEqualTo(NameEscaping.UNDERSCORES);
    assertThat(job.nameValidation()).isEqualTo(NameValidation.LEGACY);
    assertThat(job.extraMetrics()).isTrue();
    assertThat(job.failureLog()).isEqualTo(dir.resolve("f.log"));
  }
}
