package io.atalaya.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.atalaya.collect.check.HttpCheck;
import io.atalaya.collect.scrape.ScrapeConfig;
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

class ConfigLoaderTest {
  private static final String WHOLE =
      """
      global:
        scrape_interval: 5s
        smtp_smarthost: localhost:3025
        smtp_from: atalaya@example.org
        smtp_require_tls: false
      scrape_configs:
        - job_name: shop
          static_configs:
            - targets: ['127.0.0.1:8080']
              labels: { env: '${ENV:-test}' }
      checks:
        - name: front
          interval: 2s
          http: http://127.0.0.1:8080/health
      host: {}
      groups:
        - name: shop
          rules:
            - alert: ShopDown
              expr: up{job="shop"} == 0
              for: 10s
              annotations: { summary: '{{ $labels.instance }} is down' }
      route:
        receiver: team
      receivers:
        - name: team
          email_configs:
            - to: team@example.org
              send_resolved: true
          webhook_configs:
            - url: http://127.0.0.1:5001/
      web:
        listen: 127.0.0.1:0
      """;

  @TempDir Path dir;

  private Path file(String name, String text) throws IOException {
    return Files.writeString(dir.resolve(name), text);
  }

  private static Configuration loaded(LoadResult result) {
    assertThat(result.problems().stream().filter(Problem::isError)).isEmpty();
    assertThat(result).isInstanceOf(LoadResult.Loaded.class);
    return ((LoadResult.Loaded) result).configuration();
  }

  private LoadResult load(Path... files) {
    return ConfigLoader.load(
        List.of(files), Map.of("ENV", "prod"), PromqlExpressions.with(Set.of()));
  }

  @Test
  void oneFileSaysEverything() throws IOException {
    Configuration configuration = loaded(load(file("atalaya.yml", WHOLE)));

    ScrapeConfig job = configuration.scrapeConfigs().getFirst();
    assertThat(job.jobName()).isEqualTo("shop");
    assertThat(job.interval()).isEqualTo(Duration.ofSeconds(5));
    assertThat(job.timeout()).isEqualTo(Duration.ofSeconds(5));
    assertThat(job.discoveries().toString()).contains("prod");
    assertThat(configuration.checks().getFirst()).isInstanceOf(HttpCheck.class);
    assertThat(configuration.host()).isNotNull();
    assertThat(configuration.ruleGroups().getFirst().rules().getFirst().expr())
        .isEqualTo("up{job=\"shop\"} == 0");
    assertThat(configuration.routing().receivers().getFirst().configs()).hasSize(2);
    assertThat(configuration.web().listen().port()).isZero();
  }

  @Test
  void whatIsPrintedMeansTheSame() throws IOException {
    Configuration configuration = loaded(load(file("atalaya.yml", WHOLE)));
    String printed = ConfigPrinter.print(configuration);

    Configuration again = loaded(load(file("printed.yml", printed)));

    assertThat(ConfigPrinter.print(again)).isEqualTo(printed);
    assertThat(again.scrapeConfigs()).isEqualTo(configuration.scrapeConfigs());
    assertThat(again.checks()).isEqualTo(configuration.checks());
  }

  @Test
  void nothingGivenWatchesThisMachineAndTheServer() {
    Configuration configuration = loaded(load());

    assertThat(configuration.host()).isNotNull();
    assertThat(configuration.scrapeConfigs()).hasSize(1);
    assertThat(configuration.ruleGroups()).isNotEmpty();
    assertThat(configuration.routing().route().receiver()).isEqualTo(ConfigurationReader.NOBODY);
  }

  @Test
  void filesOfPrometheusAndAlertmanagerAreOneConfiguration() throws IOException {
    Path rules = file("rules.yml", "groups: [{name: a, rules: [{record: x, expr: y}]}]");
    Path prometheus =
        file("prometheus.yml", "global: {scrape_interval: 7s}\nrule_files: [rules.yml]\n");
    Path alertmanager =
        file(
            "alertmanager.yml",
            "global: {resolve_timeout: 1m}\nroute: {receiver: x}\nreceivers: [{name: x}]\n");

    Configuration configuration = loaded(load(prometheus, alertmanager, rules));

    assertThat(configuration.global().scrapeInterval()).isEqualTo(Duration.ofSeconds(7));
    assertThat(configuration.routing().resolveTimeout()).isEqualTo(Duration.ofMinutes(1));
    assertThat(configuration.ruleGroups()).hasSize(1);
  }

  @Test
  void allFaultsAreToldAtOnceWithTheirPlaces() throws IOException {
    Path file =
        file(
            "bad.yml",
            """
            scrape_configs:
              - job_name: a
                scrape_intervall: 5s
                metrics_path: ${NOWHERE}
              - job_name: a
            rute: {}
            """);

    assertThat(load(file).problems().stream().map(Problem::toString))
        .containsExactly(
            file + ":3:5: unknown key scrape_intervall; did you mean scrape_interval?",
            file
                + ":4:19: the environment variable NOWHERE is not set; set it, or write"
                + " ${NOWHERE:-default}, or $${NOWHERE} for the text itself",
            file
                + ":5:15: found multiple scrape configs with job name \"a\"; the first is at "
                + file
                + ":2:5",
            file + ":6:1: unknown key rute; did you mean route?");
  }
}
