package io.atalaya.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.atalaya.collect.discover.Discovery;
import io.atalaya.collect.discover.Discovery.DnsRecords;
import io.atalaya.collect.discover.Discovery.Kubernetes;
import io.atalaya.collect.discover.Discovery.Kubernetes.Role;
import io.atalaya.model.SecretSource;
import io.atalaya.model.http.Credentials;
import io.atalaya.model.http.HttpClientConfig;
import io.atalaya.server.config.yaml.Problem;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DiscoveryReaderTest {
  private static final HttpClientConfig HTTP = HttpClientConfig.defaults();

  @TempDir private Path folder;

  private LoadResult load(String keys) throws IOException {
    Path file = folder.resolve("p.yml");
    Files.writeString(file, "scrape_configs:\n- job_name: a\n  " + keys.indent(2).strip() + "\n");
    return ConfigLoader.load(List.of(file), Map.of(), PromqlExpressions.with(Set.of()));
  }

  private Discovery one(String keys) throws IOException {
    LoadResult result = load(keys);
    assertThat(result.problems().stream().filter(Problem::isError)).isEmpty();
    return ((LoadResult.Loaded) result)
        .configuration()
        .scrapeConfigs()
        .getFirst()
        .discoveries()
        .getFirst();
  }

  @Test
  void whatIsNotSaidHasPrometheusDefaults() throws IOException {
    assertThat(one("http_sd_configs: [{url: 'http://h/x'}]"))
        .isEqualTo(new Discovery.Http(URI.create("http://h/x"), Duration.ofMinutes(1), HTTP));
    assertThat(one("dns_sd_configs: [{names: [n]}]"))
        .isEqualTo(new Discovery.Dns(List.of("n"), DnsRecords.SRV, 0, Duration.ofSeconds(30)));
    assertThat(one("docker_sd_configs: [{host: 'unix:///d'}]"))
        .isEqualTo(
            new Discovery.Docker(
                URI.create("unix:///d"),
                80,
                "localhost",
                true,
                Map.of(),
                Duration.ofMinutes(1),
                HTTP));
    assertThat(one("consul_sd_configs: [{}]"))
        .isEqualTo(
            new Discovery.Consul(
                URI.create("http://localhost:8500"),
                new Discovery.ConsulScope("", "", "", true, null),
                List.of(),
                List.of(),
                Map.of(),
                "",
                "",
                ",",
                Duration.ofSeconds(30),
                HTTP));
  }

  @Test
  void inAClusterTheServiceAccountIsUsed() throws IOException {
    Kubernetes found =
        (Kubernetes) one("kubernetes_sd_configs: [{role: pod, namespaces: {own_namespace: true}}]");
    assertThat(found.role()).isEqualTo(Role.POD);
    assertThat(found.api().server()).isNull();
    assertThat(found.api().ownNamespace()).hasFileName("namespace");
    assertThat(found.api().http().credentials()).isInstanceOf(Credentials.Authorization.class);
  }

  @Test
  void aKubeConfigNamesServerAndUser() throws IOException {
    Files.writeString(
        folder.resolve("kube"),
        """
        current-context: c
        contexts: [{name: c, context: {cluster: k, user: u}}]
        clusters: [{name: k, cluster: {server: 'https://k:6443', certificate-authority: ca.pem}}]
        users: [{name: u, user: {token: t}}]
        """);
    Kubernetes found =
        (Kubernetes) one("kubernetes_sd_configs: [{role: node, kubeconfig_file: kube}]");
    assertThat(found.api().server()).isEqualTo(URI.create("https://k:6443"));
    assertThat(found.api().http().tls().ca())
        .isEqualTo(SecretSource.file(folder.resolve("ca.pem")));
    assertThat(found.api().http().credentials())
        .isEqualTo(Credentials.bearer(SecretSource.inline("t")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          http_sd_configs: [{}]                              | URL is missing
          http_sd_configs: [{url: 'ftp://x'}]                | URL scheme must be 'http' or 'https'
          dns_sd_configs: [{}]                               | at least one SRV record name
          dns_sd_configs: [{names: [a], type: A}]            | a port is required
          dns_sd_configs: [{names: [a], type: TXT}]          | invalid DNS-SD records type TXT
          docker_sd_configs: [{}]                            | host missing
          consul_sd_configs: [{server: ''}]                  | requires a server address
          kubernetes_sd_configs: [{}]                        | role missing
          kubernetes_sd_configs: [{role: vacation}]          | unknown Kubernetes SD role "vacation"
          kubernetes_sd_configs: [{role: pod, bearer_token: x}] | provide the 'api_server' URL
          kubernetes_sd_configs: [{role: node, selectors: [{role: pod}]}] | supports only node
          nomad_sd_configs: [{server: x}]                    | nomad_sd_configs is not supported
          """)
  void whatCannotWorkIsRefusedWithItsReason(String keys, String reason) throws IOException {
    assertThat(load(keys).problems().stream().filter(Problem::isError).map(Problem::toString))
        .isNotEmpty()
        .allMatch(text -> text.matches("(?s).*p.yml:[0-9]+:[0-9]+: .*"))
        .anyMatch(text -> text.contains(reason));
  }
}
