package io.atalaya.alert.receiver;

import io.atalaya.model.Labels;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Somebody who can be told, in one or more ways.
 *
 * @param name unique
 * @param labels what the API finds it by; the label {@code name} is always its name
 * @param configs the ways, in the order of the file; a receiver without any swallows what it is
 *     sent
 */
public record Receiver(String name, Labels labels, List<ReceiverConfig> configs) {
  /** Copies, and refuses what Alertmanager refuses, in its words. */
  public Receiver {
    configs = List.copyOf(configs);
    if (name.isEmpty()) {
      throw new IllegalArgumentException("missing name in receiver");
    }
    if (labels.has("name") && !labels.get("name").equals(name)) {
      throw new IllegalArgumentException(
          "receiver label \"name\" must match receiver name \""
              + name
              + "\", got \""
              + labels.get("name")
              + "\"");
    }
    labels = labels.toBuilder().set("name", name).build();
  }

  /** One without labels of its own. */
  public Receiver(String name, List<ReceiverConfig> configs) {
    this(name, Labels.empty(), configs);
  }

  /** Its ways by what they are called, in the order of the file. */
  public Map<Channel, ReceiverConfig> channels() {
    Map<Channel, ReceiverConfig> channels = new LinkedHashMap<>();
    Map<String, Integer> counts = new HashMap<>();
    for (ReceiverConfig config : configs) {
      int index = counts.merge(config.kind(), 1, Integer::sum) - 1;
      channels.put(new Channel(name, config.kind(), index), config);
    }
    return channels;
  }
}
