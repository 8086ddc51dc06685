package io.atalaya.alert.notify;

import java.util.List;

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
}
