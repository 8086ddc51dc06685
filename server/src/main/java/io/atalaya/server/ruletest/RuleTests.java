package io.atalaya.server.ruletest;

import io.atalaya.alert.rule.RuleGroup;
import io.atalaya.query.EngineOptions;
import io.atalaya.server.config.ExpressionCheck;
import io.atalaya.server.config.RuleFiles;
import io.atalaya.server.config.yaml.Problem;
import io.atalaya.server.ruletest.RuleTestFile.TestGroup;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Runs files of unit tests. */
public final class RuleTests {
  private final Options options;

  /**
   * How to run.
   *
   * @param engine settings of queries
   * @param expressions parser of the expressions in rules
   * @param run only tests whose name one of these finds; empty for all
   * @param diff whether only the differing lines are told
   * @param dump whether all samples are shown after a test
   * @param strict whether unknown keys of rule files are errors
   */
  public record Options(
      EngineOptions engine,
      ExpressionCheck expressions,
      List<Pattern> run,
      boolean diff,
      boolean dump,
      boolean strict) {
    public Options {
      run = List.copyOf(run);
    }

    boolean wants(TestGroup test) {
      return run.isEmpty() || run.stream().anyMatch(p -> p.matcher(test.name()).find());
    }
  }

  /**
   * What a file gave.
   *
   * @param fault why it could not be run at all; empty if it could
   * @param warnings what is odd about it
   * @param cases one for each test that ran
   */
  public record FileResult(Path file, String fault, List<String> warnings, List<CaseResult> cases) {
    public boolean good() {
      return fault.isEmpty() && cases.stream().allMatch(c -> c.faults().isEmpty());
    }
  }

  /**
   * What a test gave.
   *
   * @param faults what is not as expected
   * @param dump all samples, if that was asked for
   */
  public record CaseResult(String name, List<String> faults, List<String> dump) {}

  public RuleTests(Options options) {
    this.options = options;
  }

  public FileResult run(Path file) {
    try {
      RuleTestReader.Read read = RuleTestReader.read(file);
      List<CaseResult> cases = new ArrayList<>();
      List<TestGroup> tests = read.file().tests();
      for (int i = 0; i < tests.size(); i++) {
        TestGroup test = tests.get(i);
        if (options.wants(test)) {
          String name = test.name().isEmpty() ? "unnamed#" + i : test.name();
          cases.add(run(name, test, read.file()));
        }
      }
      return new FileResult(file, "", read.warnings(), cases);
    } catch (RuleTestException e) {
      return new FileResult(file, String.valueOf(e.getMessage()), List.of(), List.of());
    }
  }

  private CaseResult run(String name, TestGroup test, RuleTestFile file) {
    try {
      TestRun run = new TestRun(test, file, groups(test, file), options);
      List<String> faults = run.run();
      return new CaseResult(name, faults, options.dump() ? run.dump() : List.of());
    } catch (RuleTestException e) {
      return new CaseResult(name, List.of(String.valueOf(e.getMessage())), List.of());
    }
  }

  /** The rules of the file; a group without an interval has that of the test's series. */
  private List<RuleGroup> groups(TestGroup test, RuleTestFile file) {
    RuleFiles rules =
        RuleFiles.read(file.ruleFiles(), test.interval(), options.strict(), options.expressions());
    if (!rules.good()) {
      throw new RuleTestException(
          rules.problems().stream().map(Problem::toString).collect(Collectors.joining("\n")));
    }
    List<RuleGroup> ordered = new ArrayList<>(rules.groups());
    ordered.sort(
        Comparator.comparingInt(group -> Math.max(0, file.groupOrder().indexOf(group.name()))));
    return ordered;
  }
}
