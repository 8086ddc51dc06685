package io.atalaya.server.config;

import io.atalaya.server.config.yaml.YamlList;
import io.atalaya.server.config.yaml.YamlMap;
import io.atalaya.server.config.yaml.YamlNode;
import io.atalaya.server.config.yaml.YamlScalar;
import io.atalaya.server.config.yaml.YamlWriter;
import java.util.List;
import java.util.Optional;

/**
 * Writes a configuration back as YAML that has the same meaning: every key that has an effect,
 * defaults included, with secrets as {@code <secret>} and variables as they were written.
 */
public final class ConfigPrinter {
  private ConfigPrinter() {}

  public static String print(Configuration configuration) {
    return YamlWriter.write(configuration.shown());
  }

  /** One scrape job of it; empty if there is none of that name in the configuration's own file. */
  public static Optional<String> printJob(Configuration configuration, String name) {
    YamlNode jobs = configuration.shown().get("scrape_configs");
    List<YamlNode> items = jobs instanceof YamlList list ? list.items() : List.of();
    return items.stream()
        .map(item -> item instanceof YamlMap job ? job : YamlMap.empty(item.at()))
        .filter(job -> job.get("job_name") instanceof YamlScalar s && s.text().equals(name))
        .map(YamlWriter::write)
        .findFirst();
  }
}
