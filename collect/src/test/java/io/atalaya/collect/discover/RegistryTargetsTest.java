package io.atalaya.collect.discover;

import static org.assertj.core.api.Assertions.assertThat;

import io.atalaya.collect.discover.Discovery.ConsulScope;
import io.atalaya.collect.discover.Discovery.DnsRecords;
import io.atalaya.collect.discover.Discovery.Kubernetes.Attach;
import io.atalaya.collect.discover.Discovery.Kubernetes.Role;
import io.atalaya.collect.discover.kubernetes.KubernetesApi;
import io.atalaya.collect.dns.NameServer;
import io.atalaya.collect.http.AddressGuard;
import io.atalaya.collect.http.Network;
import io.atalaya.model.Labels;
import io.atalaya.model.Secret;
import io.atalaya.model.http.AwsKeys;
import io.atalaya.model.http.AwsSigning;
import io.atalaya.model.http.HttpClientConfig;
import io.atalaya.testkit.VirtualScheduler;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RegistryTargetsTest {
  private static final Duration REFRESH = Duration.ofSeconds(30);
  private static final HttpClientConfig HTTP = HttpClientConfig.defaults();
  private static final Network NETWORK = Network.system(AddressGuard.open());

  private final VirtualScheduler clock = new VirtualScheduler(Instant.EPOCH);
  private final List<List<TargetGroup>> told = new ArrayList<>();

  @Test
  void consulsInstancesBecomeTargetsWithAllThatItKnows() throws IOException {
    try (FakeRegistries registries = new FakeRegistries()) {
      RegistryData.fill(registries);
      ConsulScope scope = new ConsulScope("", "", "", true, Secret.of("t"));
      Discovery.Consul config =
          new Discovery.Consul(
              registries.url(),
              scope,
              List.of(),
              List.of("a", "b"),
              Map.of("rack", "7"),
              "",
              "",
              ",",
              REFRESH,
              HTTP);
      try (Discoverer consul = discoverer(config)) {
        consul.start();
        clock.advance(Duration.ofSeconds(10));
        List<TargetGroup> groups = consul.groups();
        assertThat(groups).hasSize(1);
        assertThat(groups.getFirst().labels())
            .isEqualTo(Labels.of("__meta_consul_service", "web", "__meta_consul_dc", "dc7"));
        assertThat(groups.getFirst().targets().getFirst().toMap())
            .containsEntry("__address__", "10.3.0.1:8000")
            .containsEntry("__meta_consul_tags", ",a,b,")
            .containsEntry("__meta_consul_health", "passing")
            .containsEntry("__meta_consul_metadata_rack_id", "7")
            .containsEntry("__meta_consul_service_metadata_version", "2")
            .containsEntry("__meta_consul_tagged_address_lan", "10.3.0.1");
        assertThat(groups.getFirst().targets().get(1).toMap())
            .containsEntry("__address__", "10.3.9.9:8001")
            .containsEntry("__meta_consul_health", "critical");
      }
      assertThat(registries.requests())
          .contains("/v1/health/service/web?node-meta=rack%3A7&tag=a&tag=b&stale=true");
    }
  }

  @Test
  void namesOfTheDnsBecomeTargetsAndStayWhileTheServerIsSilent() throws IOException {
    Discovery.Dns config = new Discovery.Dns(List.of("_m._tcp.x"), DnsRecords.SRV, 0, REFRESH);
    try (NameServer server =
        new NameServer(0, false, "0021 0001 0000003c 000b 0001 0002 238c 01 61 01 62 00")) {
      DnsTargets targets = new DnsTargets(config, server.client());
      assertThat(targets.ask().getFirst().targets())
          .containsExactly(
              Labels.of(
                  "__address__", "a.b:9100",
                  "__meta_dns_name", "_m._tcp.x",
                  "__meta_dns_srv_record_target", "a.b.",
                  "__meta_dns_srv_record_port", "9100"));
    }
  }

  @Test
  void whatARegistrySaidLastCountsWhileItFails() throws IOException {
    try (FakeRegistries registries = new FakeRegistries();
        Discoverer discoverer =
            discoverer(new Discovery.Http(registries.url().resolve("/sd"), REFRESH, HTTP))) {
      registries.on("/sd", "[{\"targets\": [\"a:1\"]}]");
      discoverer.start();
      clock.advance(REFRESH);
      registries.on("/sd", "[{\"targets\": [1]}]");
      clock.advance(REFRESH.multipliedBy(2));
      registries.on("/sd", "{\"not\": \"a list\"}");
      clock.advance(REFRESH.multipliedBy(2));
      registries.on("/sd", "[]");
      clock.advance(REFRESH.multipliedBy(2));
    }
    assertThat(told).hasSize(2);
    assertThat(addresses(told.getFirst())).containsExactly("a:1");
    assertThat(told.get(1)).isEmpty();
  }

  @Test
  void aClusterIsListedOnceAndThenWatched() throws IOException {
    try (FakeRegistries registries = new FakeRegistries()) {
      registries.on("/api/v1/nodes", RegistryData.list("v1", "Node", node("a", "10.0.0.1")));
      Discovery.Kubernetes config =
          new Discovery.Kubernetes(
              Role.NODE,
              new KubernetesApi(registries.url(), null, HTTP),
              List.of(),
              Map.of(),
              Attach.NONE);
      try (Discoverer discoverer = discoverer(config)) {
        discoverer.start();
        clock.advance(Duration.ofSeconds(10));
        registries.event("/api/v1/nodes", event("ADDED", node("b", "10.0.0.2")));
        clock.advance(Duration.ofSeconds(10));
        registries.event("/api/v1/nodes", event("DELETED", node("a", "10.0.0.1")));
        clock.advance(Duration.ofSeconds(10));
        registries.event("/api/v1/nodes", "{\"type\": \"ERROR\", \"object\": {\"code\": 410}}");
        clock.advance(Duration.ofSeconds(10));
      }
      assertThat(told.stream().map(RegistryTargetsTest::addresses))
          .containsExactly(
              List.of("10.0.0.1:10250"),
              List.of("10.0.0.1:10250", "10.0.0.2:10250"),
              List.of("10.0.0.2:10250"),
              List.of("10.0.0.1:10250"));
      assertThat(
              told.getFirst()
                  .getFirst()
                  .labels()
                  .get("__meta_kubernetes_node_condition_diskpressure"))
          .isEqualTo("false");
    }
  }

  private static String node(String name, String ip) {
    return "{\"metadata\": {\"name\": \""
        + name
        + "\", \"resourceVersion\": \"9\"}, \"status\": {"
        + "\"conditions\": [{\"type\": \"DiskPressure\", \"status\": \"False\"}],"
        + " \"addresses\": [{\"type\": \"InternalIP\", \"address\": \""
        + ip
        + "\"}],"
        + " \"daemonEndpoints\": {\"kubeletEndpoint\": {\"Port\": 10250}}}}";
  }

  private static String event(String type, String object) {
    return "{\"type\": \"" + type + "\", \"object\": " + object + "}";
  }

  @Test
  void machinesOfEc2BecomeTargets() throws IOException {
    try (FakeRegistries registries = new FakeRegistries()) {
      registries.on(
          "/#DescribeInstances",
          """
          <DescribeInstancesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">
            <reservationSet><item><ownerId>77</ownerId><instancesSet><item>
              <instanceId>i-1</instanceId><imageId>ami-1</imageId><instanceType>t3</instanceType>
              <instanceState><code>16</code><name>running</name></instanceState>
              <placement><availabilityZone>eu-1a</availabilityZone></placement>
              <privateIpAddress>10.4.0.1</privateIpAddress><vpcId>v</vpcId><subnetId>s1</subnetId>
              <networkInterfaceSet><item><subnetId>s1</subnetId></item></networkInterfaceSet>
              <tagSet><item><key>Name of it</key><value>web</value></item></tagSet>
            </item></instancesSet></item></reservationSet>
          </DescribeInstancesResponse>
          """);
      Discovery.Ec2 config =
          new Discovery.Ec2(
              "eu-1",
              registries.url(),
              new AwsSigning("eu-1", "", AwsKeys.lasting("key", Secret.of("secret")), "", null),
              9100,
              Map.of("tag:x", List.of("1", "2")),
              REFRESH,
              HTTP);
      try (Ec2Targets ec2 = new Ec2Targets(config, NETWORK, clock)) {
        assertThat(ec2.ask().getFirst().targets().getFirst().toMap())
            .containsEntry("__address__", "10.4.0.1:9100")
            .containsEntry("__meta_ec2_instance_id", "i-1")
            .containsEntry("__meta_ec2_owner_id", "77")
            .containsEntry("__meta_ec2_instance_state", "running")
            .containsEntry("__meta_ec2_availability_zone", "eu-1a")
            .containsEntry("__meta_ec2_subnet_id", ",s1,")
            .containsEntry("__meta_ec2_tag_Name_of_it", "web");
      }
      assertThat(registries.requests())
          .anyMatch(r -> r.contains("Filter.1.Name=tag%3Ax&Filter.1.Value.1=1&Filter.1.Value.2=2"));
    }
  }

  @Test
  void aDockerDaemonIsAskedOverItsLocalSocket(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("docker.sock");
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(file));
      Thread.ofPlatform().daemon().name("docker").start(() -> answerTwice(server));
      Discovery.Docker config =
          new Discovery.Docker(
              URI.create("unix://" + file), 80, "localhost", true, Map.of(), REFRESH, HTTP);
      try (DockerTargets docker = new DockerTargets(config, NETWORK)) {
        assertThat(docker.ask().getFirst().targets().getFirst().get("__address__"))
            .isEqualTo("172.17.0.2:80");
      }
    }
  }

  private static void answerTwice(ServerSocketChannel server) {
    String containers =
        "[{\"Id\": \"c\", \"Names\": [\"/c\"], \"HostConfig\": {\"NetworkMode\": \"bridge\"},"
            + " \"NetworkSettings\": {\"Networks\": {\"bridge\": {\"IPAddress\":"
            + " \"172.17.0.2\"}}}}]";
    try (SocketChannel socket = server.accept()) {
      for (String body : List.of(containers, "[]")) {
        socket.read(ByteBuffer.allocate(4096));
        String head = "HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n";
        socket.write(ByteBuffer.wrap((head + body).getBytes(StandardCharsets.US_ASCII)));
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private Discoverer discoverer(Discovery discovery) {
    return new Discoverer(List.of(discovery), (_, _) -> List.of(), NETWORK, clock, told::add);
  }

  private static List<String> addresses(List<TargetGroup> groups) {
    return groups.stream()
        .flatMap(g -> g.targets().stream())
        .map(t -> t.get("__address__"))
        .sorted()
        .toList();
  }
}
