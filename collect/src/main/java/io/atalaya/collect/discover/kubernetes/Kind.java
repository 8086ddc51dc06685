package io.atalaya.collect.discover.kubernetes;

import io.atalaya.collect.discover.Discovery.Kubernetes.Attach;
import io.atalaya.collect.discover.Discovery.Kubernetes.Role;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Kinds of objects that are looked at. */
enum Kind {
  NODE("/api/v1", "nodes", false, Role.NODE),
  NAMESPACE("/api/v1", "namespaces", false, null),
  POD("/api/v1", "pods", true, Role.POD),
  SERVICE("/api/v1", "services", true, Role.SERVICE),
  ENDPOINTS("/api/v1", "endpoints", true, Role.ENDPOINTS),
  ENDPOINTSLICE("/apis/discovery.k8s.io/v1", "endpointslices", true, Role.ENDPOINTSLICE),
  INGRESS("/apis/networking.k8s.io/v1", "ingresses", true, Role.INGRESS),
  REPLICASET("/apis/apps/v1", "replicasets", true, null),
  JOB("/apis/batch/v1", "jobs", true, null);

  private final String group;
  private final String plural;
  private final boolean namespaced;
  private final @Nullable Role role;

  Kind(String group, String plural, boolean namespaced, @Nullable Role role) {
    this.group = group;
    this.plural = plural;
    this.namespaced = namespaced;
    this.role = role;
  }

  boolean namespaced() {
    return namespaced;
  }

  /** The role whose selectors count for objects of this kind. */
  Optional<Role> role() {
    return Optional.ofNullable(role);
  }

  /** Its place in the API; an empty namespace stands for all. */
  String path(String namespace) {
    return namespace.isEmpty()
        ? group + "/" + plural
        : group + "/namespaces/" + namespace + "/" + plural;
  }

  /** What must be known to build the targets of a role. */
  static Set<Kind> neededBy(Role role, Attach attach) {
    Set<Kind> kinds =
        switch (role) {
          case NODE -> EnumSet.of(NODE);
          case POD -> EnumSet.of(POD);
          case SERVICE -> EnumSet.of(SERVICE);
          case ENDPOINTS -> EnumSet.of(ENDPOINTS, SERVICE, POD);
          case ENDPOINTSLICE -> EnumSet.of(ENDPOINTSLICE, SERVICE, POD);
          case INGRESS -> EnumSet.of(INGRESS);
        };
    boolean pods = kinds.contains(POD);
    add(kinds, NODE, attach.node() && pods);
    add(kinds, NAMESPACE, attach.namespace() && role != Role.NODE);
    add(kinds, REPLICASET, attach.deployment() && pods);
    add(kinds, JOB, attach.cronJob() && pods);
    return kinds;
  }

  private static void add(Set<Kind> kinds, Kind kind, boolean needed) {
    if (needed) {
      kinds.add(kind);
    }
  }
}
