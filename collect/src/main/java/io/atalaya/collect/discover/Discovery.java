package io.atalaya.collect.discover;

import io.atalaya.collect.discover.kubernetes.KubernetesApi;
import io.atalaya.model.Secret;
import io.atalaya.model.http.AwsSigning;
import io.atalaya.model.http.HttpClientConfig;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where the targets of a scrape job come from; the family grows with each kind of discovery. */
public sealed interface Discovery {
  /** Targets written in the configuration: {@code static_configs}. */
  record Static(List<TargetGroup> groups) implements Discovery {
    public Static {
      groups = List.copyOf(groups);
    }
  }

  /**
   * Targets listed in files that may change at any time: {@code file_sd_configs}.
   *
   * @param patterns absolute paths; the last part may hold {@code *}, and must end in {@code
   *     .json}, {@code .yml} or {@code .yaml}
   * @param refreshInterval how often files are looked at; 5 m by default
   */
  record Files(List<Path> patterns, Duration refreshInterval) implements Discovery {
    public static final Duration DEFAULT_REFRESH_INTERVAL = Duration.ofMinutes(5);

    public Files {
      patterns = List.copyOf(patterns);
    }
  }

  /**
   * Targets that a web server lists in JSON: {@code http_sd_configs}.
   *
   * @param url of the list
   * @param refreshInterval how often it is asked for; 1 m by default
   */
  record Http(URI url, Duration refreshInterval, HttpClientConfig http) implements Discovery {
    public static final Duration DEFAULT_REFRESH_INTERVAL = Duration.ofMinutes(1);
  }

  /**
   * Targets that names in the DNS stand for: {@code dns_sd_configs}.
   *
   * @param names what is asked for
   * @param type of the records
   * @param port of the targets; only SRV records bring their own
   * @param refreshInterval how often the names are asked for; 30 s by default
   */
  record Dns(List<String> names, DnsRecords type, int port, Duration refreshInterval)
      implements Discovery {
    public static final Duration DEFAULT_REFRESH_INTERVAL = Duration.ofSeconds(30);

    public Dns {
      names = List.copyOf(names);
    }
  }

  /** Kinds of records that {@code dns_sd_configs} may ask for. */
  enum DnsRecords {
    A,
    AAAA,
    SRV,
    MX,
    NS
  }

  /**
   * Containers of a Docker daemon: {@code docker_sd_configs}.
   *
   * @param host of the daemon, such as {@code unix:///var/run/docker.sock} or {@code
   *     http://host:2375}
   * @param port of containers that expose none; 80 by default
   * @param hostNetworkingHost address of containers in the host's network; {@code localhost} by
   *     default
   * @param matchFirstNetwork whether a container in many networks is one target; true by default
   * @param filters as the daemon takes them, such as {@code label}; none by default
   * @param refreshInterval 1 m by default
   */
  record Docker(
      URI host,
      int port,
      String hostNetworkingHost,
      boolean matchFirstNetwork,
      Map<String, List<String>> filters,
      Duration refreshInterval,
      HttpClientConfig http)
      implements Discovery {
    public static final Duration DEFAULT_REFRESH_INTERVAL = Duration.ofMinutes(1);

    public Docker {
      filters = Map.copyOf(filters);
    }
  }

  /**
   * Services registered with Consul: {@code consul_sd_configs}.
   *
   * @param server base URL of the agent's API
   * @param scope which part of Consul is asked
   * @param services names of the services; all by default
   * @param tags which a service must have, all of them; none by default
   * @param nodeMeta which a node must have; none by default
   * @param filter of the catalogue; empty for none
   * @param healthFilter of the instances; empty for none
   * @param tagSeparator between tags in the label; a comma by default
   * @param refreshInterval how long at least between two questions; 30 s by default
   */
  record Consul(
      URI server,
      ConsulScope scope,
      List<String> services,
      List<String> tags,
      Map<String, String> nodeMeta,
      String filter,
      String healthFilter,
      String tagSeparator,
      Duration refreshInterval,
      HttpClientConfig http)
      implements Discovery {
    public static final Duration DEFAULT_REFRESH_INTERVAL = Duration.ofSeconds(30);

    public Consul {
      services = List.copyOf(services);
      tags = List.copyOf(tags);
      nodeMeta = Map.copyOf(nodeMeta);
    }
  }

  /**
   * Which part of Consul is asked, and as whom.
   *
   * @param datacenter empty for the agent's own
   * @param namespace empty for the default
   * @param partition empty for the default
   * @param allowStale whether any server may answer; true by default, because it is much cheaper
   * @param token or null
   */
  record ConsulScope(
      String datacenter,
      String namespace,
      String partition,
      boolean allowStale,
      @Nullable Secret token) {}

  /**
   * Objects of a Kubernetes cluster: {@code kubernetes_sd_configs}.
   *
   * @param role which kind of object becomes targets
   * @param api where the cluster's API is
   * @param namespaces which are looked at; all by default
   * @param selectors for the objects of each role; none by default
   * @param attach what else targets are told of
   */
  record Kubernetes(
      Role role,
      KubernetesApi api,
      List<String> namespaces,
      Map<Role, Selector> selectors,
      Attach attach)
      implements Discovery {
    public Kubernetes {
      namespaces = List.copyOf(namespaces);
      selectors = Map.copyOf(selectors);
    }

    /** Kinds of objects that become targets. */
    public enum Role {
      NODE,
      POD,
      SERVICE,
      ENDPOINTS,
      ENDPOINTSLICE,
      INGRESS
    }

    /** Selectors as the API takes them; empty for none. */
    public record Selector(String label, String field) {
      public static final Selector NONE = new Selector("", "");
    }

    /** Labels and owners of related objects that targets get as labels; none by default. */
    public record Attach(
        boolean node, boolean namespace, boolean deployment, boolean job, boolean cronJob) {
      public static final Attach NONE = new Attach(false, false, false, false, false);
    }
  }

  /**
   * Machines of Amazon's EC2: {@code ec2_sd_configs}.
   *
   * @param region such as {@code eu-central-1}; empty for what Amazon's own tools would take
   * @param endpoint of the API; null for Amazon's own
   * @param signing who asks
   * @param port of the targets; 80 by default
   * @param filters as the API takes them; none by default
   * @param refreshInterval 1 m by default
   */
  record Ec2(
      String region,
      @Nullable URI endpoint,
      AwsSigning signing,
      int port,
      Map<String, List<String>> filters,
      Duration refreshInterval,
      HttpClientConfig http)
      implements Discovery {
    public static final Duration DEFAULT_REFRESH_INTERVAL = Duration.ofMinutes(1);

    public Ec2 {
      filters = Map.copyOf(filters);
    }
  }
}
