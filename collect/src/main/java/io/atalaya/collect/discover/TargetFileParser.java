package io.atalaya.collect.discover;

import java.util.List;

/**
 * Reads the text of a target file, YAML or its subset JSON: a list of {@code {targets: [host:port,
 * …], labels: {name: value, …}}}. Passed in by whoever owns YAML.
 */
@FunctionalInterface
public interface TargetFileParser {
  /**
   * The groups of a file.
   *
   * @param file name of the file, for messages and as the source of its groups
   * @throws IllegalArgumentException if the text is no list of groups; says where and why
   */
  List<TargetGroup> parse(String file, String text);
}
