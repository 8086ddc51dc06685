package io.atalaya.server.config;

import io.atalaya.server.config.yaml.YamlList;
import io.atalaya.server.config.yaml.YamlMap;
import io.atalaya.server.config.yaml.YamlNode;
import java.util.Arrays;
import java.util.Optional;

/** What a file is, by its content; names and endings of files say nothing certain. */
public enum FileKind {
  /** Ours, of which Prometheus' and Alertmanager's are parts. */
  CONFIGURATION,
  /** Prometheus' rule groups and nothing else. */
  RULES,
  /** Sites and databases of a simple service monitor: {@code websites}, {@code databases}. */
  SERVICES,
  /** Logging, performance and notifications of an application's monitor. */
  MONITORING,
  /** A dashboard as Grafana exports it. */
  DASHBOARD,
  /** Targets for file-based discovery. */
  TARGETS,
  /** Lines {@code NAME=value}. */
  ENVIRONMENT;

  /** The kind of a document; nothing if it can be none of ours. */
  static Optional<FileKind> of(YamlNode document) {
    return switch (document) {
      case YamlMap map -> Optional.of(ofMap(map));
      case YamlList list when isTargets(list) -> Optional.of(TARGETS);
      case YamlNode other when other.isNull() -> Optional.of(CONFIGURATION);
      case YamlNode _ -> Optional.empty();
    };
  }

  private static FileKind ofMap(YamlMap map) {
    if (hasAny(map, "websites", "databases", "monitor_settings", "logging_settings")) {
      return SERVICES;
    }
    if (hasAny(map, "performance", "error_tracking", "log_analysis")
        || (map.get("alerting") instanceof YamlMap alerting && alerting.has("notifications"))) {
      return MONITORING;
    }
    if (map.get("dashboard") instanceof YamlMap
        || (map.get("panels") instanceof YamlList && map.has("title"))
        || map.has("schemaVersion")) {
      return DASHBOARD;
    }
    boolean onlyGroups = map.has("groups") && map.entries().size() == 1;
    return onlyGroups ? RULES : CONFIGURATION;
  }

  private static boolean hasAny(YamlMap map, String... keys) {
    return Arrays.stream(keys).anyMatch(map::has);
  }

  private static boolean isTargets(YamlList list) {
    return !list.items().isEmpty()
        && list.items().stream().allMatch(i -> i instanceof YamlMap m && m.has("targets"));
  }
}
