package io.atalaya.collect.discover.kubernetes;

import io.atalaya.collect.discover.Discovery.Kubernetes;
import io.atalaya.collect.discover.Discovery.Kubernetes.Role;
import io.atalaya.collect.discover.Discovery.Kubernetes.Selector;
import io.atalaya.collect.discover.Registry;
import io.atalaya.collect.discover.TargetGroup;
import io.atalaya.collect.discover.Watch;
import io.atalaya.collect.http.Network;
import io.atalaya.model.Scheduler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The targets of one {@code kubernetes_sd_configs} entry. */
public final class ClusterWatch implements Watch {
  private final Kubernetes config;
  private final Network network;
  private final Scheduler scheduler;
  private final Runnable failed;
  private final Map<Kind, List<ObjectCache>> caches = new EnumMap<>(Kind.class);

  /**
   * A watch that does nothing yet.
   *
   * @param failed told whenever the cluster's API does not answer
   */
  public ClusterWatch(Kubernetes config, Network network, Scheduler scheduler, Runnable failed) {
    this.failed = failed;
    this.config = config;
    this.network = network;
    this.scheduler = scheduler;
  }

  @Override
  public void start(Runnable changed) {
    Set<Kind> kinds = Kind.neededBy(config.role(), config.attach());
    for (Kind kind : kinds) {
      List<ObjectCache> ofKind = new ArrayList<>();
      for (String namespace : kind.namespaced() ? namespaces() : List.of("")) {
        ofKind.add(
            new ObjectCache(
                kind.path(namespace),
                selector(kind),
                this::server,
                new Registry(config.api().http(), network),
                scheduler,
                failed));
      }
      caches.put(kind, ofKind);
    }
    caches.values().forEach(list -> list.forEach(cache -> cache.start(changed)));
  }

  private Selector selector(Kind kind) {
    return kind.role().map(role -> config.selectors().get(role)).orElse(Selector.NONE);
  }

  /** The namespaces to look at; an empty name stands for all. */
  private List<String> namespaces() {
    Set<String> all = new LinkedHashSet<>(config.namespaces());
    Path own = config.api().ownNamespace();
    if (own != null) {
      try {
        all.add(Files.readString(own, StandardCharsets.UTF_8).strip());
      } catch (IOException e) {
        throw new UncheckedIOException("our own namespace cannot be read from " + own, e);
      }
    }
    return all.isEmpty() ? List.of("") : List.copyOf(all);
  }

  private URI server() {
    URI given = config.api().server();
    if (given != null) {
      return given;
    }
    String host = network.environment().getOrDefault("KUBERNETES_SERVICE_HOST", "");
    String port = network.environment().getOrDefault("KUBERNETES_SERVICE_PORT", "443");
    if (host.isEmpty()) {
      throw new IllegalStateException(
          "we do not run in a cluster (KUBERNETES_SERVICE_HOST is not set); give api_server");
    }
    return URI.create("https://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port);
  }

  @Override
  public List<TargetGroup> groups() {
    Cluster cluster = new Cluster(caches, config.attach());
    if (!cluster.complete()) {
      return List.of();
    }
    return switch (config.role()) {
      case NODE -> NodeTargets.of(cluster);
      case POD -> PodTargets.of(cluster);
      case SERVICE -> ServiceTargets.of(cluster);
      case ENDPOINTS -> EndpointsTargets.of(cluster);
      case ENDPOINTSLICE -> SliceTargets.of(cluster);
      case INGRESS -> IngressTargets.of(cluster);
    };
  }

  @Override
  public void close() {
    caches.values().forEach(list -> list.forEach(ObjectCache::close));
  }

  /** Whether a role's selector may name another. */
  public static List<Role> selectable(Role role) {
    return switch (role) {
      case POD -> List.of(Role.POD, Role.NODE);
      case SERVICE -> List.of(Role.SERVICE);
      case ENDPOINTSLICE -> List.of(Role.POD, Role.SERVICE, Role.ENDPOINTSLICE);
      case ENDPOINTS -> List.of(Role.POD, Role.SERVICE, Role.ENDPOINTS);
      case NODE -> List.of(Role.NODE);
      case INGRESS -> List.of(Role.INGRESS);
    };
  }
}
