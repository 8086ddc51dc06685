package io.atalaya.collect.discover.kubernetes;

import io.atalaya.collect.discover.MetaLabels;
import io.atalaya.collect.discover.TargetGroup;
import io.atalaya.model.Labels;
import io.atalaya.model.json.JsonValue;
import java.util.List;

/** Role {@code endpoints}: every address and port behind every service. */
final class EndpointsTargets {
  private EndpointsTargets() {}

  static List<TargetGroup> of(Cluster cluster) {
    return cluster.all(Kind.ENDPOINTS).stream().map(e -> group(cluster, e)).toList();
  }

  private static TargetGroup group(Cluster cluster, JsonValue endpoints) {
    String namespace = Cluster.namespace(endpoints);
    Labels common =
        Cluster.labels()
            .set("namespace", namespace)
            .all(
                cluster
                    .find(Kind.SERVICE, namespace, Cluster.name(endpoints))
                    .map(Cluster::ofService)
                    .orElse(Labels.empty()))
            .all(Cluster.described("endpoints", endpoints))
            .all(cluster.ofNamespace(endpoints))
            .build();
    BackingPods pods = new BackingPods(cluster);
    for (JsonValue subset : endpoints.items("subsets")) {
      for (JsonValue port : subset.items("ports")) {
        subset.items("addresses").forEach(a -> add(cluster, pods, a, port, true));
        subset.items("notReadyAddresses").forEach(a -> add(cluster, pods, a, port, false));
      }
    }
    return new TargetGroup(pods.targets(), common, Cluster.source("endpoints", endpoints));
  }

  private static void add(
      Cluster cluster, BackingPods pods, JsonValue address, JsonValue port, boolean ready) {
    JsonValue reference = address.get("targetRef");
    String node = address.text("nodeName");
    boolean isNode = reference.text("kind").equals("Node");
    Labels target =
        Cluster.labels()
            .address(MetaLabels.hostPort(address.text("ip"), port.text("port")))
            .set("endpoint_port_name", port.text("name"))
            .set("endpoint_port_protocol", port.text("protocol"))
            .set("endpoint_ready", ready)
            .set("endpoint_address_target_kind", reference.text("kind"))
            .set("endpoint_address_target_name", reference.text("name"))
            .set("endpoint_node_name", node)
            .set("endpoint_hostname", address.text("hostname"))
            .all(cluster.ofNode(node.isEmpty() && isNode ? reference.text("name") : node))
            .build();
    pods.add(target, reference, port, port.text("protocol"));
  }
}
