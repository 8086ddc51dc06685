package io.atalaya.alert.notify;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Somebody who can be told, in one or more ways.
 *
 * @param name unique
 * @param configs the ways, in the order of the file; a receiver without any swallows what it is
 *     sent
 */
public record Receiver(String name, List<ReceiverConfig> configs) {
  public Receiver {
    configs = List.copyOf(configs);
    if (name.isEmpty()) {
      throw new IllegalArgumentException("missing name in receiver");
    }
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
