package io.atalaya.server.config;

import io.atalaya.collect.discover.Discovery;
import io.atalaya.collect.discover.TargetGroup;
import io.atalaya.model.Labels;
import io.atalaya.model.regex.Regex;
import io.atalaya.server.config.yaml.Section;
import io.atalaya.server.config.yaml.YamlList;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Where targets come from: the keys that end in {@code _configs} of a scrape job. */
final class DiscoveryReader {
  private static final Regex TARGET_FILE =
      Regex.compile("[^*]*(\\*[^/]*)?\\.(json|yml|yaml|JSON|YML|YAML)");

  /** Kinds of Prometheus that are recognised and refused by name. */
  private static final List<String> NOT_BUILT =
      List.of(
          "aws",
          "azure",
          "digitalocean",
          "dockerswarm",
          "ecs",
          "elasticache",
          "eureka",
          "gce",
          "hetzner",
          "ionos",
          "kuma",
          "lightsail",
          "linode",
          "marathon",
          "msk",
          "nerve",
          "nomad",
          "oci",
          "openstack",
          "outscale",
          "ovhcloud",
          "puppetdb",
          "rds",
          "scaleway",
          "serverset",
          "stackit",
          "triton",
          "uyuni",
          "vultr");

  private DiscoveryReader() {}

  static List<Discovery> read(Section s) {
    List<Discovery> found = new ArrayList<>();
    List<TargetGroup> groups = s.sections("static_configs", DiscoveryReader::group);
    if (!groups.isEmpty()) {
      found.add(new Discovery.Static(numbered(groups)));
    }
    found.addAll(s.sections("file_sd_configs", DiscoveryReader::files));
    found.addAll(s.sections("http_sd_configs", RegistryReader::http));
    found.addAll(s.sections("dns_sd_configs", RegistryReader::dns));
    found.addAll(s.sections("docker_sd_configs", RegistryReader::docker));
    found.addAll(s.sections("consul_sd_configs", RegistryReader::consul));
    found.addAll(s.sections("kubernetes_sd_configs", KubernetesReader::read));
    found.addAll(s.sections("ec2_sd_configs", RegistryReader::ec2));
    for (String kind : NOT_BUILT) {
      refuse(s, kind + "_sd_configs");
    }
    return found;
  }

  private static void refuse(Section s, String key) {
    boolean given = s.map().get(key) instanceof YamlList list && !list.items().isEmpty();
    if (given) {
      s.error(key, key + " is not supported yet; use http_sd_configs or file_sd_configs");
    }
    s.ignore(key);
  }

  private static List<TargetGroup> numbered(List<TargetGroup> groups) {
    List<TargetGroup> numbered = new ArrayList<>();
    for (TargetGroup group : groups) {
      String number = String.valueOf(numbered.size());
      numbered.add(new TargetGroup(group.targets(), group.labels(), number));
    }
    return numbered;
  }

  static TargetGroup group(Section s) {
    List<String> targets = s.texts("targets");
    return TargetGroup.ofAddresses(targets, labels(s, "labels"), "");
  }

  /** A mapping of label names to values. */
  static Labels labels(Section s, String key) {
    Map<String, String> texts = s.textMap(key);
    for (String name : texts.keySet()) {
      if (name.isEmpty()) {
        s.error(key, "\"" + name + "\" is not a valid label name");
      }
    }
    return Labels.of(texts);
  }

  private static Discovery files(Section s) {
    List<Path> patterns = new ArrayList<>();
    for (Section.NamedFile file : s.files("files")) {
      if (!TARGET_FILE.matches(file.name())) {
        String message = "path name \"" + file.name() + "\" is not valid for file discovery";
        s.problems().error(file.at(), message);
      }
      patterns.add(file.path());
    }
    if (patterns.isEmpty()) {
      s.error("files", "file service discovery config must contain at least one path name");
    }
    Duration refresh =
        GlobalReader.positive(s, "refresh_interval", Discovery.Files.DEFAULT_REFRESH_INTERVAL);
    return new Discovery.Files(patterns, refresh);
  }
}
