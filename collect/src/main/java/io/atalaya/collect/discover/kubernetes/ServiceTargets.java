package io.atalaya.collect.discover.kubernetes;

import io.atalaya.collect.discover.MetaLabels;
import io.atalaya.collect.discover.TargetGroup;
import io.atalaya.model.Labels;
import io.atalaya.model.json.JsonValue;
import java.util.List;
import java.util.stream.Collectors;

/** Role {@code service}: every port of every service, at the service's own name. */
final class ServiceTargets {
  private ServiceTargets() {}

  static List<TargetGroup> of(Cluster cluster) {
    return cluster.all(Kind.SERVICE).stream().map(service -> group(cluster, service)).toList();
  }

  private static TargetGroup group(Cluster cluster, JsonValue service) {
    Labels common =
        Cluster.labels().all(Cluster.ofService(service)).all(cluster.ofNamespace(service)).build();
    List<Labels> targets =
        service.items("spec", "ports").stream().map(port -> target(service, port)).toList();
    return new TargetGroup(targets, common, Cluster.source("svc", service));
  }

  private static Labels target(JsonValue service, JsonValue port) {
    String host = Cluster.name(service) + "." + Cluster.namespace(service) + ".svc";
    String type = service.text("spec", "type");
    boolean external = type.equals("ExternalName");
    return Cluster.labels()
        .address(MetaLabels.hostPort(host, port.text("port")))
        .set("service_port_name", port.text("name"))
        .set("service_port_number", port.text("port"))
        .set("service_port_protocol", port.text("protocol"))
        .set("service_type", type)
        .set("service_external_name", external ? service.text("spec", "externalName") : "")
        .set("service_cluster_ip", external ? "" : service.text("spec", "clusterIP"))
        .set("service_loadbalancer_ip", type.equals("LoadBalancer") ? balancers(service) : "")
        .build();
  }

  private static String balancers(JsonValue service) {
    String told =
        service.items("status", "loadBalancer", "ingress").stream()
            .map(ingress -> ingress.text("ip"))
            .filter(ip -> !ip.isEmpty())
            .collect(Collectors.joining(","));
    return told.isEmpty() ? service.text("spec", "loadBalancerIP") : told;
  }
}
