package io.atalaya.collect.discover.kubernetes;

import io.atalaya.collect.discover.MetaLabels;
import io.atalaya.collect.discover.TargetGroup;
import io.atalaya.model.Labels;
import io.atalaya.model.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Role {@code pod}: every port of every container; and what endpoints must know of pods. */
final class PodTargets {
  private PodTargets() {}

  /**
   * A container of a pod.
   *
   * @param init whether it runs only before the others
   */
  record Container(JsonValue spec, boolean init) {
    List<JsonValue> ports() {
      return spec.items("ports");
    }
  }

  static List<TargetGroup> of(Cluster cluster) {
    List<TargetGroup> groups = new ArrayList<>();
    for (JsonValue pod : cluster.all(Kind.POD)) {
      String node = pod.text("spec", "nodeName");
      // With a selector for nodes, pods of other nodes are not wanted.
      boolean wanted = !cluster.attach().node() || cluster.find(Kind.NODE, "", node).isPresent();
      if (wanted && !ip(pod).isEmpty()) {
        groups.add(group(cluster, pod, node));
      }
    }
    return groups;
  }

  private static TargetGroup group(Cluster cluster, JsonValue pod, String node) {
    Labels common =
        Cluster.labels()
            .set("namespace", Cluster.namespace(pod))
            .all(cluster.ofPod(pod))
            .all(cluster.ofNode(node))
            .all(cluster.ofNamespace(pod))
            .build();
    List<Labels> targets = new ArrayList<>();
    for (Container container : containers(pod)) {
      Labels own =
          Cluster.labels()
              .set("pod_container_name", container.spec().text("name"))
              .set("pod_container_id", id(pod, container))
              .set("pod_container_image", container.spec().text("image"))
              .set("pod_container_init", container.init())
              .build();
      container.ports().forEach(port -> targets.add(withPort(pod, own, port)));
      if (container.ports().isEmpty()) {
        targets.add(own.with(TargetGroup.ADDRESS, ip(pod)));
      }
    }
    return new TargetGroup(targets, common, Cluster.source("pod", pod));
  }

  private static Labels withPort(JsonValue pod, Labels container, JsonValue port) {
    String number = port.text("containerPort");
    return Cluster.labels()
        .all(container)
        .address(MetaLabels.hostPort(ip(pod), number))
        .set("pod_container_port_number", number)
        .set("pod_container_port_name", port.text("name"))
        .set("pod_container_port_protocol", port.text("protocol"))
        .build();
  }

  /** What endpoints tell of the container behind a port. */
  static Labels ofPort(Container container, JsonValue port, String protocol) {
    return Cluster.labels()
        .set("pod_container_name", container.spec().text("name"))
        .set("pod_container_image", container.spec().text("image"))
        .set("pod_container_port_name", port.text("name"))
        .set("pod_container_port_number", port.text("containerPort"))
        .set("pod_container_port_protocol", protocol)
        .set("pod_container_init", container.init())
        .build();
  }

  /** Targets for the ports of a pod that none of its endpoints has. */
  static List<Labels> uncovered(Cluster cluster, JsonValue pod, Set<String> covered) {
    List<Labels> targets = new ArrayList<>();
    if (ip(pod).isEmpty()) {
      return targets;
    }
    for (Container container : containers(pod)) {
      for (JsonValue port : container.ports()) {
        String number = port.text("containerPort");
        if (!covered.contains(number)) {
          targets.add(
              Cluster.labels()
                  .address(MetaLabels.hostPort(ip(pod), number))
                  .all(ofPort(container, port, port.text("protocol")))
                  .all(cluster.ofPod(pod))
                  .build());
        }
      }
    }
    return targets;
  }

  static List<Container> containers(JsonValue pod) {
    List<Container> all = new ArrayList<>();
    pod.items("spec", "containers").forEach(c -> all.add(new Container(c, false)));
    pod.items("spec", "initContainers").forEach(c -> all.add(new Container(c, true)));
    return all;
  }

  private static String id(JsonValue pod, Container container) {
    String statuses = container.init() ? "initContainerStatuses" : "containerStatuses";
    return pod.items("status", statuses).stream()
        .filter(s -> s.text("name").equals(container.spec().text("name")))
        .map(s -> s.text("containerID"))
        .findFirst()
        .orElse("");
  }

  private static String ip(JsonValue pod) {
    return pod.text("status", "podIP");
  }
}
