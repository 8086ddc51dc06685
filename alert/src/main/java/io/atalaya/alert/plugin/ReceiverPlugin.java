package io.atalaya.alert.plugin;

import java.util.List;
import java.util.Map;

/** A kind of receiver. Needs a public constructor without parameters. */
public interface ReceiverPlugin {
  /**
   * What the configuration calls it: the key {@code type}. Letters, digits, {@code _}, {@code -}.
   */
  String type();

  /**
   * What is wrong with settings, in words for their author; nothing by default. A configuration
   * with faults is refused.
   *
   * @param keys which settings there are; their values may be secrets in files, and are not known
   *     yet
   */
  default List<String> faults(List<String> keys) {
    return List.of();
  }

  /**
   * Makes a receiver. Called before the first message after each start and reload, and again if it
   * failed.
   *
   * @param settings the keys of the configuration as texts, without {@code type}, {@code
   *     send_resolved} and {@code timeout}; of a key that ends in {@code _file}, what the file
   *     holds, under the key without that ending
   * @throws Exception if there can be none; the message will be tried again
   */
  CustomReceiver create(Map<String, String> settings) throws Exception;
}
