package io.atalaya.server.config;

import io.atalaya.server.config.yaml.Section;
import java.util.List;

/** Keys of Prometheus and Alertmanager that are recognised and have no effect yet. */
final class OtherKeys {
  private static final List<String> KEYS =
      List.of("alerting", "remote_write", "remote_read", "otlp", "tracing", "event_recorder");

  private OtherKeys() {}

  static void read(Section s) {
    s.ignore("runtime");
    for (String key : KEYS) {
      if (s.has(key)) {
        s.problems().warning(s.at(key), key + " has no effect yet", "");
      }
      s.hide(key);
    }
  }
}
