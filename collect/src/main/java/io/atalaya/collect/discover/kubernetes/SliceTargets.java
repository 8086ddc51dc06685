package io.atalaya.collect.discover.kubernetes;

import io.atalaya.collect.discover.MetaLabels;
import io.atalaya.collect.discover.TargetGroup;
import io.atalaya.model.Labels;
import io.atalaya.model.json.JsonValue;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Role {@code endpointslice}: every address and port behind every service. */
final class SliceTargets {
  private static final String SERVICE_LABEL = "kubernetes.io/service-name";

  private SliceTargets() {}

  static List<TargetGroup> of(Cluster cluster) {
    return cluster.all(Kind.ENDPOINTSLICE).stream().map(s -> group(cluster, s)).toList();
  }

  private static TargetGroup group(Cluster cluster, JsonValue slice) {
    String namespace = Cluster.namespace(slice);
    String serviceName = slice.text("metadata", "labels", SERVICE_LABEL);
    Optional<JsonValue> service = cluster.find(Kind.SERVICE, namespace, serviceName);
    Labels common =
        Cluster.labels()
            .set("namespace", namespace)
            .set("endpointslice_address_type", slice.text("addressType"))
            .all(Cluster.described("endpointslice", slice))
            .all(service.map(Cluster::ofService).orElse(Labels.empty()))
            .all(cluster.ofNamespace(slice))
            .build();
    BackingPods pods = new BackingPods(cluster);
    if (service.isEmpty() || isPrimaryFamily(service.get(), slice)) {
      for (JsonValue endpoint : slice.items("endpoints")) {
        for (JsonValue port : slice.items("ports")) {
          for (JsonValue address : endpoint.items("addresses")) {
            Labels target = target(cluster, endpoint, port, address.text());
            pods.add(target, endpoint.get("targetRef"), port, "");
          }
        }
      }
    }
    return new TargetGroup(pods.targets(), common, Cluster.source("endpointslice", slice));
  }

  /** A service with two kinds of addresses has two slices; only the first kind's are targets. */
  private static boolean isPrimaryFamily(JsonValue service, JsonValue slice) {
    String policy = service.text("spec", "ipFamilyPolicy");
    boolean dual = policy.equals("PreferDualStack") || policy.equals("RequireDualStack");
    List<JsonValue> families = service.items("spec", "ipFamilies");
    return !dual
        || families.isEmpty()
        || families.getFirst().text().equals(slice.text("addressType"));
  }

  private static Labels target(
      Cluster cluster, JsonValue endpoint, JsonValue port, String address) {
    JsonValue reference = endpoint.get("targetRef");
    String number = port.text("port");
    boolean isNode = reference.text("kind").equals("Node");
    String node = isNode ? reference.text("name") : endpoint.text("nodeName");
    MetaLabels labels =
        Cluster.labels()
            .address(number.isEmpty() ? address : MetaLabels.hostPort(address, number))
            .set("endpointslice_port_name", port.text("name"))
            .set("endpointslice_port_protocol", port.text("protocol"))
            .set("endpointslice_port", number)
            .set("endpointslice_port_app_protocol", port.text("appProtocol"))
            .set("endpointslice_endpoint_hostname", endpoint.text("hostname"))
            .set("endpointslice_address_target_kind", reference.text("kind"))
            .set("endpointslice_address_target_name", reference.text("name"))
            .set("endpointslice_endpoint_node_name", endpoint.text("nodeName"))
            .set("endpointslice_endpoint_zone", endpoint.text("zone"))
            .all(cluster.ofNode(node));
    for (String condition : List.of("ready", "serving", "terminating")) {
      labels.set(
          "endpointslice_endpoint_conditions_" + condition, endpoint.text("conditions", condition));
    }
    Map<String, String> topology = endpoint.texts("deprecatedTopology");
    labels.each("endpointslice_endpoint_topology_", topology);
    topology
        .keySet()
        .forEach(
            n ->
                labels.set(
                    "endpointslice_endpoint_topology_present_" + MetaLabels.sanitized(n), true));
    return labels.build();
  }
}
