package io.atalaya.collect.discover;

import io.atalaya.collect.discover.Registry.Parameter;
import io.atalaya.collect.http.HttpCall.Header;
import io.atalaya.model.Labels;
import io.atalaya.model.json.JsonValue;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What is asked of Consul's HTTP API, and what its answers mean. */
record ConsulApi(Discovery.Consul config) {
  private static final String CRITICAL = "critical";

  /**
   * A question.
   *
   * @param path below the agent's address
   */
  record Question(String path, List<Parameter> parameters) {}

  /** Whether services must be looked for, or are all named by the configuration. */
  boolean looksForServices() {
    return config.services().isEmpty() || !config.tags().isEmpty() || !config.filter().isEmpty();
  }

  /** Asks the agent for itself. */
  static Question agent() {
    return new Question("/v1/agent/self", List.of());
  }

  static String datacenter(JsonValue agent) {
    return agent.text("Config", "Datacenter");
  }

  /** Asks for the catalogue of services. */
  Question catalogue() {
    List<Parameter> parameters = new ArrayList<>(nodeMeta());
    parameters.add(new Parameter("filter", config.filter()));
    return new Question("/v1/catalog/services", parameters);
  }

  /** The services of a catalogue that are wanted. */
  Set<String> wanted(JsonValue catalogue) {
    return catalogue.fields().keySet().stream()
        .filter(name -> config.services().isEmpty() || config.services().contains(name))
        .filter(name -> texts(catalogue.items(name)).containsAll(config.tags()))
        .collect(Collectors.toSet());
  }

  private List<Parameter> nodeMeta() {
    return config.nodeMeta().entrySet().stream()
        .map(e -> new Parameter("node-meta", e.getKey() + ":" + e.getValue()))
        .toList();
  }

  /** Asks for the instances of a service. */
  Question instances(String service) {
    List<Parameter> parameters = new ArrayList<>(nodeMeta());
    config.tags().forEach(tag -> parameters.add(new Parameter("tag", tag)));
    parameters.add(new Parameter("filter", config.healthFilter()));
    return new Question("/v1/health/service/" + Registry.encoded(service), parameters);
  }

  TargetGroup group(String service, String datacenter, JsonValue found) {
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

  /** The address of a question; {@code more} are parameters of this one time. */
  URI url(Question question, List<Parameter> more) {
    Discovery.ConsulScope scope = config.scope();
    List<Parameter> all = new ArrayList<>(question.parameters());
    all.add(new Parameter("dc", scope.datacenter()));
    all.add(new Parameter("ns", scope.namespace()));
    all.add(new Parameter("partition", scope.partition()));
    all.add(new Parameter("stale", scope.allowStale() ? "true" : ""));
    all.addAll(more);
    return Registry.below(config.server(), question.path(), all);
  }

  List<Header> headers() {
    return config.scope().token() == null
        ? List.of()
        : List.of(new Header("X-Consul-Token", config.scope().token().reveal()));
  }
}
