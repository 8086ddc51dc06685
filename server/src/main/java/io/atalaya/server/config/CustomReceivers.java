package io.atalaya.server.config;

import io.atalaya.alert.plugin.InstalledPlugins;
import io.atalaya.alert.plugin.ReceiverPlugin;
import io.atalaya.alert.receiver.CustomConfig;
import io.atalaya.alert.receiver.ReceiverConfig;
import io.atalaya.model.SecretSource;
import io.atalaya.server.config.yaml.NearestName;
import io.atalaya.server.config.yaml.Section;
import io.atalaya.server.config.yaml.YamlMap;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Receivers whose code comes from jars: {@code custom_configs}. Any of their keys may be secret.
 */
final class CustomReceivers {
  private static final Set<String> OWN_KEYS = Set.of("type", "send_resolved", "timeout");
  private static final String FILE = "_file";

  private CustomReceivers() {}

  static List<ReceiverConfig> read(Section s) {
    return s.sections("custom_configs", CustomReceivers::custom);
  }

  private static ReceiverConfig custom(Section s) {
    String type = s.required("type");
    boolean sendResolved = s.flag("send_resolved", true);
    Duration timeout = s.duration("timeout", CustomConfig.DEFAULT_TIMEOUT);
    if (timeout.isZero()) {
      s.error("timeout", "timeout must be more than 0");
    }
    Map<String, SecretSource> settings = new LinkedHashMap<>();
    for (YamlMap.Entry entry : s.map().entries()) {
      if (!OWN_KEYS.contains(entry.name())) {
        String key = entry.name();
        String base = key.endsWith(FILE) ? key.substring(0, key.length() - FILE.length()) : key;
        s.secret(base, base + FILE).ifPresent(value -> settings.put(base, value));
      }
    }
    require(s, type, settings);
    return new CustomConfig(type, sendResolved, timeout, settings);
  }

  private static void require(Section s, String type, Map<String, SecretSource> settings) {
    Optional<ReceiverPlugin> plugin = InstalledPlugins.find(type);
    if (plugin.isPresent()) {
      faults(plugin.get(), List.copyOf(settings.keySet()))
          .forEach(fault -> s.problems().error(s.at(), type + ": " + fault));
      return;
    }
    List<String> types = InstalledPlugins.types();
    String known = types.isEmpty() ? "no plugin is installed" : "installed are " + types;
    String hint =
        NearestName.of(type, types).map(near -> "; did you mean " + near + "?").orElse("");
    s.problems()
        .error(
            s.at("type"),
            "no plugin has receivers of type \"" + type + "\": " + known + hint,
            "put its jar into the folder plugins beside the program, or name one with --plugins");
  }

  private static List<String> faults(ReceiverPlugin plugin, List<String> keys) {
    try {
      return plugin.faults(keys);
    } catch (RuntimeException | LinkageError e) {
      return List.of("the plugin failed: " + e);
    }
  }
}
