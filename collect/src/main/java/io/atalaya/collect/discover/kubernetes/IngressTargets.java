package io.atalaya.collect.discover.kubernetes;

import io.atalaya.collect.discover.TargetGroup;
import io.atalaya.model.Labels;
import io.atalaya.model.json.JsonValue;
import java.util.ArrayList;
import java.util.List;

/** Role {@code ingress}: every path of every host, for checks from outside. */
final class IngressTargets {
  private IngressTargets() {}

  static List<TargetGroup> of(Cluster cluster) {
    return cluster.all(Kind.INGRESS).stream().map(ingress -> group(cluster, ingress)).toList();
  }

  private static TargetGroup group(Cluster cluster, JsonValue ingress) {
    Labels common =
        Cluster.labels()
            .set("namespace", Cluster.namespace(ingress))
            .set("ingress_class_name", ingress.text("spec", "ingressClassName"))
            .all(Cluster.described("ingress", ingress))
            .all(cluster.ofNamespace(ingress))
            .build();
    List<Labels> targets = new ArrayList<>();
    for (JsonValue rule : ingress.items("spec", "rules")) {
      String host = rule.text("host");
      String scheme = hasCertificate(ingress, host) ? "https" : "http";
      for (String path : paths(rule)) {
        targets.add(
            Cluster.labels()
                .address(host)
                .set("ingress_scheme", scheme)
                .set("ingress_host", host)
                .set("ingress_path", path)
                .build());
      }
    }
    return new TargetGroup(targets, common, Cluster.source("ingress", ingress));
  }

  private static List<String> paths(JsonValue rule) {
    if (rule.get("http").isNull()) {
      return List.of("/");
    }
    return rule.items("http", "paths").stream()
        .map(path -> path.text("path"))
        .map(path -> path.isEmpty() ? "/" : path)
        .toList();
  }

  private static boolean hasCertificate(JsonValue ingress, String host) {
    return ingress.items("spec", "tls").stream()
        .flatMap(tls -> tls.items("hosts").stream())
        .anyMatch(pattern -> covers(pattern.text(), host));
  }

  /** A wildcard stands for exactly one label. */
  private static boolean covers(String pattern, String host) {
    if (pattern.equals(host)) {
      return true;
    }
    int dot = host.indexOf('.');
    return pattern.startsWith("*.") && dot >= 0 && pattern.substring(1).equals(host.substring(dot));
  }
}
