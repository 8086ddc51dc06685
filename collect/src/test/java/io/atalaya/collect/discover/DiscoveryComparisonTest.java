package io.atalaya.collect.discover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.atalaya.collect.discover.Discovery.Kubernetes.Attach;
import io.atalaya.collect.discover.Discovery.Kubernetes.Role;
import io.atalaya.collect.discover.kubernetes.KubernetesApi;
import io.atalaya.collect.http.AddressGuard;
import io.atalaya.collect.http.Network;
import io.atalaya.model.Labels;
import io.atalaya.model.http.HttpClientConfig;
import io.atalaya.model.json.JsonValue;
import io.atalaya.testkit.InstalledProgram;
import io.atalaya.testkit.VirtualScheduler;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The same registries asked by us and by the real Prometheus: both must find the same targets with
 * the same labels. Debian's Prometheus knows no Consul; {@code RegistryTargetsTest} does.
 */
final class DiscoveryComparisonTest {
  private static final Duration REFRESH = Duration.ofSeconds(60);
  private static final HttpClientConfig HTTP = HttpClientConfig.defaults();

  /** Makes all targets differ in their labels; those that do not are told once only. */
  private static final String RELABEL =
      "  relabel_configs: [{action: labelmap, regex: '__meta_(.+)'}]\n";

  @TempDir private Path folder;

  @Test
  void findsWhatPrometheusFinds() throws IOException, InterruptedException {
    Optional<Path> program = InstalledProgram.find("prometheus");
    assumeTrue(program.isPresent(), "prometheus is not installed: nothing to compare with");
    try (FakeRegistries registries = new FakeRegistries()) {
      RegistryData.fill(registries);
      Map<String, Discovery> jobs = jobs(registries.url());
      Map<String, Set<String>> ours = new TreeMap<>();
      jobs.forEach((job, discovery) -> ours.put(job, ours(discovery)));
      assertThat(theirs(program.get(), registries, ours)).isEqualTo(ours);
    }
  }

  private static Map<String, Discovery> jobs(URI registries) {
    Map<String, Discovery> jobs = new LinkedHashMap<>();
    jobs.put("http", new Discovery.Http(registries.resolve("/sd"), REFRESH, HTTP));
    jobs.put(
        "docker", new Discovery.Docker(registries, 80, "localhost", true, Map.of(), REFRESH, HTTP));
    for (Role role : Role.values()) {
      jobs.put(
          role.name().toLowerCase(Locale.ROOT),
          new Discovery.Kubernetes(
              role,
              new KubernetesApi(registries, null, HTTP),
              List.of(),
              Map.of(),
              new Attach(role == Role.POD, false, false, false, false)));
    }
    return jobs;
  }

  private static String config(FakeRegistries registries) {
    StringBuilder config = new StringBuilder("scrape_configs:\n");
    config.append(job("http", "http", "url: " + registries.url() + "/sd"));
    config.append(job("docker", "docker", "host: " + registries.url()));
    for (Role role : Role.values()) {
      String name = role.name().toLowerCase(Locale.ROOT);
      String attach = role == Role.POD ? "{node: true}" : "{}";
      String keys = "role: " + name + "\n    api_server: " + registries.url();
      config.append(job(name, "kubernetes", keys + "\n    attach_metadata: " + attach));
    }
    return config.toString();
  }

  private static String job(String name, String kind, String keys) {
    return "- job_name: " + name + "\n  " + kind + "_sd_configs:\n  - " + keys + "\n" + RELABEL;
  }

  /** Every target as its address and its {@code __meta_} labels. */
  private static Set<String> ours(Discovery discovery) {
    VirtualScheduler clock = new VirtualScheduler(Instant.EPOCH);
    Network network = Network.system(AddressGuard.open());
    Set<String> targets = new TreeSet<>();
    List<TargetGroup> found = new ArrayList<>();
    try (Discoverer discoverer =
        new Discoverer(
            List.of(discovery),
            (_, _) -> List.of(),
            network,
            clock,
            groups -> {
              found.clear();
              found.addAll(groups);
            })) {
      discoverer.start();
      clock.advance(Duration.ofSeconds(30));
    }
    for (TargetGroup group : found) {
      for (Labels target : group.targets()) {
        Map<String, String> labels = new TreeMap<>(group.labels().toMap());
        labels.putAll(target.toMap());
        targets.add(shown(labels));
      }
    }
    return targets;
  }

  private static String shown(Map<String, String> labels) {
    Map<String, String> kept = new TreeMap<>(labels);
    kept.keySet().removeIf(name -> !name.startsWith("__meta_") && !name.equals("__address__"));
    return kept.toString();
  }

  private Map<String, Set<String>> theirs(
      Path program, FakeRegistries registries, Map<String, Set<String>> expected)
      throws IOException, InterruptedException {
    Path config = folder.resolve("prometheus.yml");
    Files.writeString(config, config(registries));
    int port = InstalledProgram.freePort();
    try (InstalledProgram prometheus =
        InstalledProgram.start(
            program,
            "--config.file=" + config,
            "--storage.tsdb.path=" + folder.resolve("data"),
            "--log.level=error",
            "--web.listen-address=127.0.0.1:" + port)) {
      URI targets = URI.create("http://127.0.0.1:" + port + "/api/v1/targets?state=active");
      // They tell of new targets every five seconds.
      String answer =
          prometheus.fetchUntil(
              targets, a -> byJob(JsonValue.parse(a)).keySet().equals(expected.keySet()));
      return byJob(JsonValue.parse(answer));
    }
  }

  private static Map<String, Set<String>> byJob(JsonValue answer) {
    Map<String, Set<String>> found = new TreeMap<>();
    for (JsonValue target : answer.items("data", "activeTargets")) {
      found
          .computeIfAbsent(target.text("scrapePool"), _ -> new TreeSet<>())
          .add(shown(target.texts("discoveredLabels")));
    }
    return found;
  }
}
