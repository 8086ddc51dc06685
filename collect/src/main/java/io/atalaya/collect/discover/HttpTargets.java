package io.atalaya.collect.discover;

import io.atalaya.collect.http.HttpCall.Header;
import io.atalaya.collect.http.Network;
import io.atalaya.model.Labels;
import io.atalaya.model.json.JsonValue;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A list of target groups in JSON, as target files hold it, from a web server. */
final class HttpTargets implements TargetQuery {
  private final Discovery.Http config;
  private final Registry registry;
  private final List<Header> headers;

  HttpTargets(Discovery.Http config, Network network) {
    this.config = config;
    this.registry = new Registry(config.http(), network);
    this.headers =
        List.of(
            new Header("Accept", "application/json"),
            new Header("X-Prometheus-Refresh-Interval-Seconds", seconds(config.refreshInterval())));
  }

  private static String seconds(Duration time) {
    return BigDecimal.valueOf(time.toMillis(), 3).stripTrailingZeros().toPlainString();
  }

  @Override
  public List<TargetGroup> ask() throws IOException {
    Registry.Reply reply = registry.get(config.url(), headers, config.refreshInterval());
    String type = reply.header("Content-Type").strip().toLowerCase(Locale.ROOT);
    if (!type.matches("application/json(;\\s*charset=(\"utf-8\"|utf-8))?")) {
      throw new IOException("unsupported content type \"" + type + "\"; application/json is");
    }
    return groups(JsonValue.parse(reply.body()));
  }

  private List<TargetGroup> groups(JsonValue list) throws IOException {
    if (!(list instanceof JsonValue.Arr(List<JsonValue> values))) {
      throw new IOException("the answer is no list of target groups");
    }
    List<TargetGroup> groups = new ArrayList<>();
    for (JsonValue value : values) {
      if (!(value instanceof JsonValue.Obj)) {
        throw new IOException("item " + groups.size() + " of the answer is no target group");
      }
      groups.add(group(value, config.url() + ":" + groups.size()));
    }
    return groups;
  }

  private TargetGroup group(JsonValue group, String source) throws IOException {
    for (String key : group.fields().keySet()) {
      if (!key.equals("targets") && !key.equals("labels")) {
        throw new IOException("unknown field \"" + key + "\" in group " + source);
      }
    }
    List<String> addresses = new ArrayList<>();
    for (JsonValue target : group.items("targets")) {
      if (!(target instanceof JsonValue.Text(String address))) {
        throw new IOException("a target of group " + source + " is no text");
      }
      addresses.add(address);
    }
    Labels.Builder labels = Labels.builder();
    for (Map.Entry<String, JsonValue> label : group.fields("labels").entrySet()) {
      if (!(label.getValue() instanceof JsonValue.Text(String value))) {
        throw new IOException("label " + label.getKey() + " of group " + source + " is no text");
      }
      labels.set(label.getKey(), value);
    }
    labels.set("__meta_url", config.url().toString());
    return TargetGroup.ofAddresses(addresses, labels.build(), source);
  }

  @Override
  public void close() {
    registry.close();
  }
}
