package io.atalaya.collect.discover.kubernetes;

import io.atalaya.collect.discover.MetaLabels;
import io.atalaya.model.Labels;
import io.atalaya.model.json.JsonValue;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The targets of one object's endpoints, with what is known of the pods behind them. Ports of those
 * pods that are no endpoints become targets too, after all others.
 */
final class BackingPods {
  private final Cluster cluster;
  private final List<Labels> targets = new ArrayList<>();
  private final Map<JsonValue, Set<String>> portsOfPods = new LinkedHashMap<>();

  BackingPods(Cluster cluster) {
    this.cluster = cluster;
  }

  /**
   * Adds an endpoint.
   *
   * @param reference what stands behind it; a pod or something else
   * @param port of the endpoint
   * @param protocol that a container's port is told to have; empty for its own
   */
  void add(Labels target, JsonValue reference, JsonValue port, String protocol) {
    Optional<JsonValue> pod =
        reference.text("kind").equals("Pod")
            ? cluster.find(Kind.POD, reference.text("namespace"), reference.text("name"))
            : Optional.empty();
    targets.add(pod.map(p -> withPod(target, p, port.text("port"), protocol)).orElse(target));
  }

  private Labels withPod(Labels target, JsonValue pod, String number, String protocol) {
    portsOfPods.computeIfAbsent(pod, _ -> new HashSet<>()).add(number);
    MetaLabels labels = Cluster.labels().all(target).all(cluster.ofPod(pod));
    for (PodTargets.Container container : PodTargets.containers(pod)) {
      container.ports().stream()
          .filter(port -> port.text("containerPort").equals(number))
          .findFirst()
          .ifPresent(
              port ->
                  labels.all(
                      PodTargets.ofPort(
                          container, port, protocol.isEmpty() ? port.text("protocol") : protocol)));
    }
    return labels.build();
  }

  List<Labels> targets() {
    List<Labels> all = new ArrayList<>(targets);
    portsOfPods.forEach((pod, covered) -> all.addAll(PodTargets.uncovered(cluster, pod, covered)));
    return all;
  }
}
