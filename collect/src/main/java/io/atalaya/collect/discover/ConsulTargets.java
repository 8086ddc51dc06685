package io.atalaya.collect.discover;

import io.atalaya.collect.discover.Registry.Parameter;
import io.atalaya.collect.http.HttpCall.Header;
import io.atalaya.collect.http.Network;
import io.atalaya.model.Labels;
import io.atalaya.model.json.JsonValue;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The instances of services that are registered with Consul: its catalogue tells the services, its
 * health API the instances of each.
 */
final class ConsulTargets implements TargetQuery {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final String CRITICAL = "critical";

  private final Discovery.Consul config;
  private final Registry registry;
  private String datacenter;

  ConsulTargets(Discovery.Consul config, Network network) {
    this.config = config;
    this.registry = new Registry(config.http(), network);
    this.datacenter = config.scope().datacenter();
  }

  @Override
  public List<TargetGroup> ask() throws IOException {
    if (datacenter.isEmpty()) {
      datacenter = get("/v1/agent/self", List.of()).text("Config", "Datacenter");
    }
    List<TargetGroup> groups = new ArrayList<>();
    for (String service : services()) {
      groups.add(instances(service));
    }
    return groups;
  }

  /** Services whose names are given are asked for directly, unless they must be filtered first. */
  private List<String> services() throws IOException {
    boolean known = !config.services().isEmpty();
    if (known && config.tags().isEmpty() && config.filter().isEmpty()) {
      return config.services();
    }
    List<Parameter> parameters = new ArrayList<>(nodeMeta());
    parameters.add(new Parameter("filter", config.filter()));
    JsonValue catalogue = get("/v1/catalog/services", parameters);
    return catalogue.fields().keySet().stream()
        .filter(name -> !known || config.services().contains(name))
        .filter(name -> texts(catalogue.items(name)).containsAll(config.tags()))
        .sorted()
        .toList();
  }

  private List<Parameter> nodeMeta() {
    return config.nodeMeta().entrySet().stream()
        .map(e -> new Parameter("node-meta", e.getKey() + ":" + e.getValue()))
        .toList();
  }

  private TargetGroup instances(String service) throws IOException {
    List<Parameter> parameters = new ArrayList<>(nodeMeta());
    config.tags().forEach(tag -> parameters.add(new Parameter("tag", tag)));
    parameters.add(new Parameter("filter", config.healthFilter()));
    JsonValue found = get("/v1/health/service/" + Registry.encoded(service), parameters);
    Labels common = new MetaLabels("consul_").set("service", service).set("dc", datacenter).build();
    return new TargetGroup(found.items().stream().map(this::labels).toList(), common, service);
  }

  private Labels labels(JsonValue entry) {
    String own = entry.text("Service", "Address");
    String node = entry.text("Node", "Address");
    String port = entry.text("Service", "Port");
    String separator = config.tagSeparator();
    String tags =
        texts(entry.items("Service", "Tags")).stream()
            .collect(Collectors.joining(separator, separator, separator));
    return new MetaLabels("consul_")
        .address(MetaLabels.hostPort(own.isEmpty() ? node : own, port))
        .set("address", node)
        .set("node", entry.text("Node", "Node"))
        .set("namespace", entry.text("Service", "Namespace"))
        .set("partition", entry.text("Service", "Partition"))
        .set("tags", tags)
        .set("service_address", own)
        .set("service_port", port)
        .set("service_id", entry.text("Service", "ID"))
        .set("health", health(entry.items("Checks")))
        .each("metadata_", entry.texts("Node", "Meta"))
        .each("service_metadata_", entry.texts("Service", "Meta"))
        .each("tagged_address_", entry.texts("Node", "TaggedAddresses"))
        .build();
  }

  /** The worst of all checks; maintenance of node or service counts more than any. */
  private static String health(List<JsonValue> checks) {
    boolean maintenance =
        checks.stream()
            .map(check -> check.text("CheckID"))
            .anyMatch(
                id -> id.equals("_node_maintenance") || id.startsWith("_service_maintenance:"));
    if (maintenance) {
      return "maintenance";
    }
    List<String> states = checks.stream().map(check -> check.text("Status")).toList();
    if (states.contains(CRITICAL)) {
      return CRITICAL;
    }
    return states.contains("warning") ? "warning" : "passing";
  }

  private static List<String> texts(List<JsonValue> values) {
    return values.stream().map(JsonValue::text).toList();
  }

  private JsonValue get(String path, List<Parameter> parameters) throws IOException {
    Discovery.ConsulScope scope = config.scope();
    List<Parameter> all = new ArrayList<>(parameters);
    all.add(new Parameter("dc", scope.datacenter()));
    all.add(new Parameter("ns", scope.namespace()));
    all.add(new Parameter("partition", scope.partition()));
    all.add(new Parameter("stale", scope.allowStale() ? "true" : ""));
    URI url = Registry.below(config.server(), path, all);
    List<Header> headers =
        scope.token() == null
            ? List.of()
            : List.of(new Header("X-Consul-Token", scope.token().reveal()));
    return JsonValue.parse(registry.get(url, headers, TIMEOUT).body());
  }

  @Override
  public void close() {
    registry.close();
  }
}
