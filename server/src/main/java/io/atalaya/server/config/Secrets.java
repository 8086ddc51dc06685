package io.atalaya.server.config;

import io.atalaya.server.config.yaml.Section;

/** What several readers say about secrets. */
final class Secrets {
  private Secrets() {}

  /** Prometheus' references to a secret manager, which no release of it resolves by itself. */
  static void refuseReference(Section s, String key) {
    if (s.has(key)) {
      s.error(key, key + " needs a secret manager; use the _file variant");
    }
    s.ignore(key);
  }
}
