package io.atalaya.server.config;

import io.atalaya.server.config.yaml.Environment;
import io.atalaya.server.config.yaml.Position;
import io.atalaya.server.config.yaml.Problems;
import io.atalaya.server.config.yaml.Section;
import io.atalaya.server.config.yaml.YamlMap;
import io.atalaya.server.config.yaml.YamlNode;
import io.atalaya.server.config.yaml.YamlText;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The files that a configuration names, or that were given with it: rules, jobs, templates. */
final class LinkedFiles {
  private final SourceFiles files;
  private final Environment environment;
  private final Problems problems;
  private final boolean followed;

  /** By absolute path, because a directory may hold a rule file that its neighbour names too. */
  private final Map<Path, Path> ruleFiles = new LinkedHashMap<>();

  private final List<DashboardFile> dashboards = new ArrayList<>();

  /**
   * Files of one configuration.
   *
   * @param followed whether files that it names are looked at
   */
  LinkedFiles(SourceFiles files, Environment environment, Problems problems, boolean followed) {
    this.followed = followed;
    this.files = files;
    this.environment = environment;
    this.problems = problems;
  }

  Environment environment() {
    return environment;
  }

  void addRules(Path file) {
    ruleFiles.putIfAbsent(file.toAbsolutePath().normalize(), file);
  }

  void addDashboard(DashboardFile dashboard) {
    dashboards.add(dashboard);
  }

  List<Path> ruleFiles() {
    return List.copyOf(ruleFiles.values());
  }

  List<DashboardFile> dashboards() {
    return dashboards;
  }

  List<Path> matching(Path pattern, Position at) {
    return followed ? files.matching(pattern, at) : List.of();
  }

  Optional<String> text(Path file) {
    return files.read(file);
  }

  /** Reads the first document of a file with a reader of its own; an empty one is an empty map. */
  <T> Optional<T> read(Path file, Section.Reader<T> reader) {
    return text(file).flatMap(text -> parse(file.toString(), text, reader));
  }

  /** The same with a text that is there already; faults call it by this name. */
  <T> Optional<T> parse(String name, String text, Section.Reader<T> reader) {
    return YamlText.read(name, text, problems)
        .flatMap(documents -> first(name, documents))
        .flatMap(map -> Section.read(map, environment, problems, reader));
  }

  private Optional<YamlMap> first(String name, List<YamlNode> documents) {
    Position start = new Position(name, 1, 1);
    if (documents.size() > 1) {
      problems.warning(
          documents.get(1).at(), "only the first document of a file is read", "split it");
    }
    if (documents.isEmpty() || documents.getFirst().isNull()) {
      return Optional.of(YamlMap.empty(start));
    }
    if (documents.getFirst() instanceof YamlMap map) {
      return Optional.of(map);
    }
    problems.error(start, "expected a mapping, found " + documents.getFirst().what());
    return Optional.empty();
  }
}
