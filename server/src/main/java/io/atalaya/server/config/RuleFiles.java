package io.atalaya.server.config;

import io.atalaya.alert.rule.RuleGroup;
import io.atalaya.model.NameValidation;
import io.atalaya.server.config.yaml.Environment;
import io.atalaya.server.config.yaml.Problem;
import io.atalaya.server.config.yaml.Problems;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Rule files by themselves, without a configuration around them.
 *
 * @param groups as far as they could be read
 * @param problems everything found, warnings included
 * @param good whether nothing of it is an error
 */
public record RuleFiles(List<RuleGroup> groups, List<Problem> problems, boolean good) {
  public RuleFiles {
    groups = List.copyOf(groups);
    problems = List.copyOf(problems);
  }

  /**
   * Reads rule files.
   *
   * @param interval of groups that say none
   * @param strict whether unknown keys are errors
   */
  public static RuleFiles read(
      List<Path> files, Duration interval, boolean strict, ExpressionCheck expressions) {
    Problems problems = strict ? new Problems() : Problems.withoutUnknownKeys();
    LinkedFiles linked =
        new LinkedFiles(new SourceFiles(problems), new Environment(Map.of()), problems, true);
    RuleReader reader = new RuleReader(interval, Duration.ZERO, NameValidation.UTF8, expressions);
    List<RuleGroup> groups = new ArrayList<>();
    for (Path file : files) {
      linked.read(file, reader::groups).ifPresent(groups::addAll);
    }
    return new RuleFiles(groups, problems.all(), !problems.hasErrors());
  }
}
