package io.atalaya.collect.discover.kubernetes;

import io.atalaya.collect.discover.MetaLabels;
import io.atalaya.collect.discover.TargetGroup;
import io.atalaya.model.Labels;
import io.atalaya.model.json.JsonValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Role {@code node}: the kubelet of every node. */
final class NodeTargets {
  /** Kinds of addresses, the most wanted first. */
  private static final List<String> PREFERENCE =
      List.of("InternalIP", "InternalDNS", "ExternalIP", "ExternalDNS", "LegacyHostIP", "Hostname");

  private NodeTargets() {}

  static List<TargetGroup> of(Cluster cluster) {
    List<TargetGroup> groups = new ArrayList<>();
    for (JsonValue node : cluster.all(Kind.NODE)) {
      Map<String, String> addresses = new HashMap<>();
      node.items("status", "addresses")
          .forEach(a -> addresses.putIfAbsent(a.text("type"), a.text("address")));
      PREFERENCE.stream()
          .map(kind -> addresses.getOrDefault(kind, ""))
          .filter(address -> !address.isEmpty())
          .findFirst()
          .ifPresent(host -> groups.add(group(node, host, addresses)));
    }
    return groups;
  }

  private static TargetGroup group(JsonValue node, String host, Map<String, String> addresses) {
    String port = node.text("status", "daemonEndpoints", "kubeletEndpoint", "Port");
    Labels target =
        Cluster.labels()
            .address(MetaLabels.hostPort(host, port))
            .plain("instance", Cluster.name(node))
            .each("node_address_", addresses)
            .build();
    MetaLabels common =
        Cluster.labels()
            .set("node_provider_id", node.text("spec", "providerID"))
            .all(Cluster.described("node", node));
    for (JsonValue condition : node.items("status", "conditions")) {
      String type = condition.text("type").toLowerCase(Locale.ROOT);
      common.set(
          "node_condition_" + MetaLabels.sanitized(type),
          condition.text("status").toLowerCase(Locale.ROOT));
    }
    return new TargetGroup(List.of(target), common.build(), Cluster.source("node", node));
  }
}
