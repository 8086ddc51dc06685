package io.atalaya.collect.discover;

import io.atalaya.collect.discover.Registry.Parameter;
import io.atalaya.collect.http.Network;
import io.atalaya.model.Labels;
import io.atalaya.model.json.JsonValue;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The containers of a Docker daemon, one target for each network and exposed TCP port. */
final class DockerTargets implements TargetQuery {
  private static final String CONTAINER_MODE = "container:";
  private static final int MAX_SHARED = 16;

  private final Discovery.Docker config;
  private final Registry registry;
  private final URI base;

  DockerTargets(Discovery.Docker config, Network network) {
    this.config = config;
    this.registry = new Registry(config.http(), DockerHost.network(config.host(), network));
    this.base = DockerHost.base(config.host());
  }

  @Override
  public List<TargetGroup> ask() throws IOException {
    List<JsonValue> containers =
        get("/containers/json", List.of(new Parameter("filters", filters()))).items();
    Map<String, Labels> networks = new HashMap<>();
    for (JsonValue network : get("/networks", List.of()).items()) {
      networks.put(network.text("Id"), ofNetwork(network));
    }
    Map<String, JsonValue> byId = new HashMap<>();
    containers.forEach(container -> byId.put(container.text("Id"), container));
    List<Labels> targets = new ArrayList<>();
    for (JsonValue container : containers) {
      if (!container.items("Names").isEmpty()) {
        add(container, networksOf(container, byId), networks, targets);
      }
    }
    return List.of(new TargetGroup(targets, Labels.empty(), "Docker"));
  }

  /** Filters as the daemon takes them: {@code {"name":["value"]}}; empty for none. */
  private String filters() {
    if (config.filters().isEmpty()) {
      return "";
    }
    return config.filters().entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(
            e ->
                quoted(e.getKey())
                    + e.getValue().stream()
                        .map(DockerTargets::quoted)
                        .collect(Collectors.joining(",", ":[", "]")))
        .collect(Collectors.joining(",", "{", "}"));
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  private static Labels ofNetwork(JsonValue network) {
    return new MetaLabels("docker_network_")
        .set("id", network.text("Id"))
        .set("name", network.text("Name"))
        .set("scope", network.text("Scope"))
        .set("internal", network.flag("Internal"))
        .set("ingress", network.flag("Ingress"))
        .each("label_", network.texts("Labels"))
        .build();
  }

  /** Its own networks, or those of the container whose network it shares. */
  private List<JsonValue> networksOf(JsonValue container, Map<String, JsonValue> byId) {
    JsonValue at = container;
    for (int i = 0; i < MAX_SHARED && named(at).isEmpty(); i++) {
      String mode = at.text("HostConfig", "NetworkMode");
      JsonValue shared =
          mode.startsWith(CONTAINER_MODE)
              ? byId.get(mode.substring(CONTAINER_MODE.length()))
              : null;
      if (shared == null) {
        break;
      }
      at = shared;
    }
    List<JsonValue> found =
        new TreeMap<>(named(at)).values().stream().filter(n -> !n.isNull()).toList();
    return config.matchFirstNetwork() && found.size() > 1 ? found.subList(0, 1) : found;
  }

  private static Map<String, JsonValue> named(JsonValue container) {
    return container.fields("NetworkSettings", "Networks");
  }

  private void add(
      JsonValue container, List<JsonValue> own, Map<String, Labels> networks, List<Labels> into) {
    Labels common = ofContainer(container);
    List<JsonValue> ports =
        container.items("Ports").stream().filter(p -> p.text("Type").equals("tcp")).toList();
    for (JsonValue network : own) {
      String ip4 = network.text("IPAddress");
      String ip = ip4.isEmpty() ? network.text("GlobalIPv6Address") : ip4;
      Labels shared =
          new MetaLabels("docker_")
              .all(common)
              .all(networks.getOrDefault(network.text("NetworkID"), Labels.empty()))
              .set("network_ip", ip)
              .build();
      ports.forEach(port -> into.add(withPort(shared, ip, port)));
      if (ports.isEmpty()) {
        into.add(shared.with(TargetGroup.ADDRESS, withoutPort(container, ip)));
      }
    }
  }

  private static Labels ofContainer(JsonValue container) {
    return new MetaLabels("docker_container_")
        .set("id", container.text("Id"))
        .set("name", container.items("Names").getFirst().text())
        .set("network_mode", container.text("HostConfig", "NetworkMode"))
        .set("image", container.text("Image"))
        .set("image_id", container.text("ImageID"))
        .each("label_", container.texts("Labels"))
        .build();
  }

  private static Labels withPort(Labels shared, String ip, JsonValue port) {
    String inside = port.text("PrivatePort");
    String outside = port.text("PublicPort");
    boolean isPublic = !outside.isEmpty() && !outside.equals("0");
    return new MetaLabels("docker_port_")
        .all(shared)
        .address(MetaLabels.hostPort(ip, inside))
        .set("private", inside)
        .set("public", isPublic ? outside : "")
        .set("public_ip", isPublic ? port.text("IP") : "")
        .build();
  }

  private String withoutPort(JsonValue container, String ip) {
    return container.text("HostConfig", "NetworkMode").equals("host")
        ? config.hostNetworkingHost()
        : MetaLabels.hostPort(ip, String.valueOf(config.port()));
  }

  private JsonValue get(String path, List<Parameter> parameters) throws IOException {
    URI url = Registry.below(base, path, parameters);
    return JsonValue.parse(registry.get(url, List.of(), config.refreshInterval()).body());
  }

  @Override
  public void close() {
    registry.close();
  }
}
