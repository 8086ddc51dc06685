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
import java.util.function.BiConsumer;

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
    RuleReader reader = new RuleReader(interval, Duration.ZERO, NameValidation.UTF8, expressions);
    return read(
        strict,
        (linked, groups) -> {
          for (Path file : files) {
            linked.read(file, reader::groups).ifPresent(groups::addAll);
          }
        });
  }

  /** The same with one text, which faults call by a name. */
  public static RuleFiles readText(
      String name, String text, Duration interval, boolean strict, ExpressionCheck expressions) {
    RuleReader reader = new RuleReader(interval, Duration.ZERO, NameValidation.UTF8, expressions);
    return read(
        strict,
        (linked, groups) -> linked.parse(name, text, reader::groups).ifPresent(groups::addAll));
  }

  private static RuleFiles read(boolean strict, BiConsumer<LinkedFiles, List<RuleGroup>> reading) {
    Problems problems = strict ? new Problems() : Problems.withoutUnknownKeys();
    LinkedFiles linked =
        new LinkedFiles(new SourceFiles(problems), new Environment(Map.of()), problems, true);
    List<RuleGroup> groups = new ArrayList<>();
    reading.accept(linked, groups);
    return new RuleFiles(groups, problems.all(), !problems.hasErrors());
  }
}
