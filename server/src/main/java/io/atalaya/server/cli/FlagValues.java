package io.atalaya.server.cli;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The values of all of Prometheus' flags, as {@code /api/v1/status/flags} shows them: what the
 * command line says, else what holds here without.
 */
final class FlagValues {
  private static final Map<String, String> DEFAULTS =
      Map.ofEntries(
          Map.entry("agent", "false"),
          Map.entry("alertmanager.drain-notification-queue-on-shutdown", "true"),
          Map.entry("alertmanager.notification-batch-size", "256"),
          Map.entry("alertmanager.notification-queue-capacity", "10000"),
          Map.entry("config.auto-reload-interval", "3s"),
          Map.entry("config.file", ""),
          Map.entry("enable-feature", ""),
          Map.entry("log.format", "logfmt"),
          Map.entry("log.level", "info"),
          Map.entry("query.lookback-delta", "5m"),
          Map.entry("query.max-concurrency", "20"),
          Map.entry("query.max-samples", "50000000"),
          Map.entry("query.timeout", "2m"),
          Map.entry("rules.alert.for-grace-period", "10m"),
          Map.entry("rules.alert.for-outage-tolerance", "1h"),
          Map.entry("rules.alert.resend-delay", "1m"),
          Map.entry("rules.max-concurrent-evals", "4"),
          Map.entry("storage.remote.flush-deadline", "1m"),
          Map.entry("storage.remote.read-concurrent-limit", "10"),
          Map.entry("storage.remote.read-max-bytes-in-frame", "1048576"),
          Map.entry("storage.remote.read-sample-limit", "50000000"),
          Map.entry("storage.tsdb.no-lockfile", "false"),
          Map.entry("storage.tsdb.path", "data"),
          Map.entry("storage.tsdb.retention.size", "0B"),
          Map.entry("storage.tsdb.retention.time", "15d"),
          Map.entry("web.config.file", ""),
          Map.entry("web.cors.origin", ""),
          Map.entry("web.enable-admin-api", "false"),
          Map.entry("web.enable-lifecycle", "false"),
          Map.entry("web.enable-otlp-receiver", "false"),
          Map.entry("web.enable-remote-write-receiver", "false"),
          Map.entry("web.external-url", ""),
          Map.entry("web.listen-address", "127.0.0.1:9090"),
          Map.entry("web.max-connections", "512"),
          Map.entry("web.max-notifications-subscribers", "16"),
          Map.entry("web.page-title", "Atalaya"),
          Map.entry("web.read-timeout", "5m"),
          Map.entry("web.route-prefix", "/"));

  private FlagValues() {}

  /** All of them by name, without the two hyphens. */
  static Map<String, String> of(Arguments arguments) {
    Map<String, String> values = new TreeMap<>(DEFAULTS);
    for (OptionSpec option : arguments.parsed().matchedOptions()) {
      for (String name : option.names()) {
        String flag = name.startsWith("--") ? name.substring(2) : name;
        if (DEFAULTS.containsKey(flag)) {
          values.put(flag, text(option.getValue()));
        }
      }
    }
    return values;
  }

  private static String text(Object value) {
    return value instanceof List<?> list
        ? list.stream().map(String::valueOf).collect(Collectors.joining(","))
        : String.valueOf(value);
  }
}
