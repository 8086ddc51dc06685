package io.atalaya.collect.discover;

import static org.assertj.core.api.Assertions.assertThat;

import io.atalaya.collect.discover.Discovery.ConsulScope;
import io.atalaya.collect.discover.Discovery.Kubernetes.Attach;
import io.atalaya.collect.discover.Discovery.Kubernetes.Role;
import io.atalaya.collect.discover.kubernetes.KubernetesApi;
import io.atalaya.collect.http.AddressGuard;
import io.atalaya.collect.http.Network;
import io.atalaya.model.Labels;
import io.atalaya.model.http.HttpClientConfig;
import io.atalaya.testkit.VirtualScheduler;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every {@code __meta_} label that Prometheus 3.14 documents is told where its fact is known. */
final class MetaLabelsTest {
  private static final Duration REFRESH = Duration.ofSeconds(30);
  private static final HttpClientConfig HTTP = HttpClientConfig.defaults();
  private static final String POD_PARTS =
      "ip container_name container_id container_image container_init container_port_name"
          + " container_port_number container_port_protocol ready phase node_name host_ip uid"
          + " controller_kind controller_name";
  private static final Map<Role, String> OF_ROLES =
      Map.of(
          Role.NODE,
          "node_name node_provider_id",
          Role.POD,
          "namespace pod_name " + prefixed("pod_", POD_PARTS),
          Role.SERVICE,
          "namespace service_name service_cluster_ip service_port_name service_port_number"
              + " service_port_protocol service_type",
          Role.ENDPOINTS,
          "namespace endpoints_name endpoint_port_name endpoint_port_protocol endpoint_ready"
              + " service_name",
          Role.ENDPOINTSLICE,
          "namespace endpointslice_name endpointslice_address_type endpointslice_port_name"
              + " endpointslice_port_protocol endpointslice_port"
              + " endpointslice_endpoint_conditions_ready service_name",
          Role.INGRESS,
          "namespace ingress_name ingress_scheme ingress_host ingress_path");

  private static String prefixed(String prefix, String names) {
    return prefix + names.replace(" ", " " + prefix);
  }

  private static Set<String> names(Discovery discovery) {
    VirtualScheduler clock = new VirtualScheduler(Instant.EPOCH);
    List<TargetGroup> found = new ArrayList<>();
    try (Discoverer discoverer =
        new Discoverer(
            List.of(discovery),
            (_, _) -> List.of(),
            Network.system(AddressGuard.open()),
            clock,
            found::addAll)) {
      discoverer.start();
      clock.advance(REFRESH);
    }
    Set<String> names = new TreeSet<>();
    for (TargetGroup group : found) {
      names.addAll(group.labels().toMap().keySet());
      for (Labels target : group.targets()) {
        names.addAll(target.toMap().keySet());
      }
    }
    return names;
  }

  private static List<String> expected(String prefix, String names) {
    return List.of(prefixed("__meta_" + prefix, names).split(" "));
  }

  @ParameterizedTest
  @EnumSource(Role.class)
  void aClusterTellsThemForEachRole(Role role) throws IOException {
    try (FakeRegistries registries = new FakeRegistries()) {
      RegistryData.fill(registries);
      Discovery discovery =
          new Discovery.Kubernetes(
              role,
              new KubernetesApi(registries.url(), null, HTTP),
              List.of(),
              Map.of(),
              Attach.NONE);
      String names = OF_ROLES.getOrDefault(role, "");
      assertThat(names(discovery)).containsAll(expected("kubernetes_", names));
    }
  }

  @Test
  void dockerTellsThem() throws IOException {
    try (FakeRegistries registries = new FakeRegistries()) {
      RegistryData.fill(registries);
      Discovery discovery =
          new Discovery.Docker(registries.url(), 80, "localhost", true, Map.of(), REFRESH, HTTP);
      String names =
          "container_id container_name container_network_mode network_id network_name"
              + " network_scope network_internal network_ingress network_ip port_private";
      assertThat(names(discovery)).containsAll(expected("docker_", names));
    }
  }

  @Test
  void consulTellsThem() throws IOException {
    try (FakeRegistries registries = new FakeRegistries()) {
      RegistryData.fill(registries);
      Discovery discovery =
          new Discovery.Consul(
              registries.url(),
              new ConsulScope("", "", "", true, null),
              List.of(),
              List.of(),
              Map.of(),
              "",
              "",
              ",",
              REFRESH,
              HTTP);
      String names = "address node tags service health service_address service_port dc service_id";
      assertThat(names(discovery)).containsAll(expected("consul_", names));
    }
  }

  @Test
  void aListFromTheWebTellsWhereItIsFrom() throws IOException {
    try (FakeRegistries registries = new FakeRegistries()) {
      RegistryData.fill(registries);
      URI url = registries.url().resolve("/sd");
      assertThat(names(new Discovery.Http(url, REFRESH, HTTP))).contains("__meta_url");
    }
  }
}
