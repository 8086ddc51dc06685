package io.atalaya.collect.discover.kubernetes;

import io.atalaya.collect.discover.Discovery.Kubernetes.Attach;
import io.atalaya.collect.discover.MetaLabels;
import io.atalaya.model.Labels;
import io.atalaya.model.json.JsonValue;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What is known of a cluster at one moment, and the labels that describe its objects.
 *
 * @param caches of every kind that is watched; kinds that are not are absent
 */
record Cluster(Map<Kind, List<ObjectCache>> caches, Attach attach) {
  /** What all labels begin with, after {@code __meta_}. */
  static final String PREFIX = "kubernetes_";

  /** Whether every kind has been listed; before, targets would lack labels and come twice. */
  boolean complete() {
    return !caches.isEmpty()
        && caches.values().stream().allMatch(c -> c.stream().allMatch(ObjectCache::listed));
  }

  List<JsonValue> all(Kind kind) {
    return caches.getOrDefault(kind, List.of()).stream()
        .map(ObjectCache::objects)
        .map(Map::values)
        .flatMap(Collection::stream)
        .toList();
  }

  Optional<JsonValue> find(Kind kind, String namespace, String name) {
    String key = ObjectCache.key(namespace, name);
    return caches.getOrDefault(kind, List.of()).stream()
        .map(cache -> Optional.ofNullable(cache.objects().get(key)))
        .flatMap(Optional::stream)
        .findFirst();
  }

  static MetaLabels labels() {
    return new MetaLabels(PREFIX);
  }

  static String namespace(JsonValue object) {
    return object.text("metadata", "namespace");
  }

  static String name(JsonValue object) {
    return object.text("metadata", "name");
  }

  /** What names a group: {@code pod/namespace/name}. */
  static String source(String kind, JsonValue object) {
    return kind + "/" + ObjectCache.key(namespace(object), name(object));
  }

  /** Name, labels and annotations of an object. */
  static Labels described(String kind, JsonValue object) {
    return labels().set(kind + "_name", name(object)).all(annotated(kind, object)).build();
  }

  /** Labels and annotations; each has a second label that says that it is there. */
  private static Labels annotated(String kind, JsonValue object) {
    MetaLabels labels = labels();
    for (String what : List.of("label", "annotation")) {
      Map<String, String> texts = object.texts("metadata", what + "s");
      labels.each(kind + "_" + what + "_", texts);
      texts
          .keySet()
          .forEach(n -> labels.set(kind + "_" + what + "present_" + MetaLabels.sanitized(n), true));
    }
    return labels.build();
  }

  /** Labels of an object's namespace, if they are to be attached. */
  Labels ofNamespace(JsonValue object) {
    return find(Kind.NAMESPACE, "", namespace(object))
        .map(found -> annotated("namespace", found))
        .orElse(Labels.empty());
  }

  /** Labels of a node, if they are to be attached. */
  Labels ofNode(String node) {
    return attach.node()
        ? find(Kind.NODE, "", node).map(n -> described("node", n)).orElse(Labels.empty())
        : Labels.empty();
  }

  /** What describes a pod, in every role that leads to pods. */
  Labels ofPod(JsonValue pod) {
    MetaLabels labels =
        labels()
            .set("pod_ip", pod.text("status", "podIP"))
            .set("pod_ready", ready(pod))
            .set("pod_phase", pod.text("status", "phase"))
            .set("pod_node_name", pod.text("spec", "nodeName"))
            .set("pod_host_ip", pod.text("status", "hostIP"))
            .set("pod_uid", pod.text("metadata", "uid"))
            .all(described("pod", pod));
    controller(pod).ifPresent(owner -> ofOwner(pod, owner, labels));
    return labels.build();
  }

  private void ofOwner(JsonValue pod, JsonValue owner, MetaLabels labels) {
    String kind = owner.text("kind");
    labels.set("pod_controller_kind", kind).set("pod_controller_name", owner.text("name"));
    if (kind.equals("ReplicaSet")) {
      labels.set("pod_deployment_name", ownerOf(Kind.REPLICASET, pod, owner, "Deployment"));
    } else if (kind.equals("Job")) {
      labels.set("pod_job_name", attach.job() ? owner.text("name") : "");
      labels.set("pod_cronjob_name", ownerOf(Kind.JOB, pod, owner, "CronJob"));
    }
  }

  private String ownerOf(Kind kind, JsonValue pod, JsonValue owner, String wanted) {
    return find(kind, namespace(pod), owner.text("name"))
        .flatMap(Cluster::controller)
        .filter(o -> o.text("kind").equals(wanted))
        .map(o -> o.text("name"))
        .orElse("");
  }

  private static Optional<JsonValue> controller(JsonValue object) {
    return object.items("metadata", "ownerReferences").stream()
        .filter(owner -> owner.flag("controller"))
        .findFirst();
  }

  private static String ready(JsonValue pod) {
    return pod.items("status", "conditions").stream()
        .filter(condition -> condition.text("type").equals("Ready"))
        .map(condition -> condition.text("status").toLowerCase(Locale.ROOT))
        .findFirst()
        .orElse("unknown");
  }

  /** What a service gives to its endpoints. */
  static Labels ofService(JsonValue service) {
    return labels().set("namespace", namespace(service)).all(described("service", service)).build();
  }
}
