package io.atalaya.collect.exporter;

import io.atalaya.collect.http.Deadline;
import io.atalaya.collect.http.ExchangeException;
import io.atalaya.collect.http.Network;
import io.atalaya.collect.http.OneCall;
import io.atalaya.model.http.HttpClientConfig;
import io.atalaya.model.json.JsonException;
import io.atalaya.model.json.JsonValue;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Names and images of containers by their ids, from Docker, or else from containerd. */
final class ContainerNames {
  private static final Logger log = LoggerFactory.getLogger(ContainerNames.class);
  private static final URI LIST = URI.create("http://localhost/containers/json");

  private final Map<String, Known> byId;

  /** What is known of a container. */
  record Known(String name, String image) {
    static final Known NOTHING = new Known("", "");
  }

  private ContainerNames(Map<String, Known> byId) {
    this.byId = byId;
  }

  /** Asks; without an answer nothing is known, and ids stand for themselves. */
  static ContainerNames of(
      @Nullable Path docker, @Nullable Path containerd, Network network, Deadline deadline) {
    Map<String, Known> known = new HashMap<>();
    try {
      if (docker != null && Files.isReadable(docker)) {
        Network local = network.withUnixSocket(docker);
        byte[] body = OneCall.get(HttpClientConfig.defaults(), local, LIST, deadline);
        JsonValue.parse(body).items().forEach(c -> add(known, c));
      } else if (containerd != null && Files.isReadable(containerd)) {
        known.putAll(new Containerd(network.withUnixSocket(containerd), deadline).containers());
      }
    } catch (ExchangeException | JsonException e) {
      log.debug("The containers' names are not told: {}", e.getMessage());
    }
    return new ContainerNames(known);
  }

  private static void add(Map<String, Known> known, JsonValue container) {
    List<JsonValue> names = container.items("Names");
    String name =
        !names.isEmpty() && names.getFirst() instanceof JsonValue.Text(String text) ? text : "";
    known.put(
        container.text("Id"),
        new Known(name.startsWith("/") ? name.substring(1) : name, container.text("Image")));
  }

  Known of(String id) {
    return byId.getOrDefault(id, Known.NOTHING);
  }
}
