package io.atalaya.server.config;

import io.atalaya.collect.discover.TargetFileParser;
import io.atalaya.collect.discover.TargetGroup;
import io.atalaya.server.config.yaml.Environment;
import io.atalaya.server.config.yaml.Position;
import io.atalaya.server.config.yaml.Problem;
import io.atalaya.server.config.yaml.Problems;
import io.atalaya.server.config.yaml.Section;
import io.atalaya.server.config.yaml.YamlMap;
import io.atalaya.server.config.yaml.YamlNode;
import io.atalaya.server.config.yaml.YamlText;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The files of {@code file_sd_configs}: a list of groups, in YAML or JSON. */
public final class TargetFile implements TargetFileParser {
  private static final String GROUPS = "groups";

  @Override
  public List<TargetGroup> parse(String file, String text) {
    Problems problems = new Problems();
    List<YamlNode> documents = YamlText.read(file, text, problems).orElse(List.of());
    if (documents.isEmpty() && !problems.hasErrors()) {
      return List.of();
    }
    Optional<List<TargetGroup>> groups =
        documents.stream().findFirst().flatMap(document -> read(file, document, problems));
    if (problems.hasErrors() || groups.isEmpty()) {
      throw new IllegalArgumentException(
          problems.all().stream().map(Problem::toString).collect(Collectors.joining("; ")));
    }
    return groups.get();
  }

  /** The list is read as if it stood under a key, as in the configuration itself. */
  private static Optional<List<TargetGroup>> read(String file, YamlNode list, Problems problems) {
    YamlMap wrapped = YamlMap.empty(Position.of(file)).with(GROUPS, list);
    return Section.read(
        wrapped,
        new Environment(Map.of()),
        problems,
        s -> s.sections(GROUPS, DiscoveryReader::group));
  }
}
