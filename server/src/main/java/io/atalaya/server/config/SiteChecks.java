package io.atalaya.server.config;

import io.atalaya.server.config.yaml.Position;
import io.atalaya.server.config.yaml.YamlMap;
import io.atalaya.server.config.yaml.YamlNode;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/** What the command line says is to be watched, in the words of a file: checks over HTTP. */
final class SiteChecks {
  private static final Position AT = new Position("--watch", 1, 1);

  private SiteChecks() {}

  /** A document with one check for each site, called as its host and path are. */
  static YamlMap document(List<URI> sites) {
    List<YamlNode> checks = new ArrayList<>();
    for (URI site : sites) {
      checks.add(new NodeBuilder(AT).put("name", name(site)).put("http", site.toString()).build());
    }
    NodeBuilder document = new NodeBuilder(AT);
    return checks.isEmpty() ? document.build() : document.list("checks", checks).build();
  }

  private static String name(URI site) {
    String path = site.getRawPath() == null ? "" : site.getRawPath();
    return site.getRawAuthority() + (path.endsWith("/") ? path.replaceAll("/+$", "") : path);
  }
}
