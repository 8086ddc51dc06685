package io.atalaya.server.ruletest;

import io.atalaya.model.Labels;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One file of unit tests.
 *
 * @param ruleFiles rule files that all tests of it evaluate
 * @param evaluationInterval how often rules are evaluated, 1 minute by default
 * @param groupOrder names of rule groups that come first, in this order
 * @param fuzzyCompare whether neighbouring floats count as equal
 * @param tests in the order written
 */
record RuleTestFile(
    List<Path> ruleFiles,
    Duration evaluationInterval,
    List<String> groupOrder,
    boolean fuzzyCompare,
    List<TestGroup> tests) {
  RuleTestFile {
    ruleFiles = List.copyOf(ruleFiles);
    groupOrder = List.copyOf(groupOrder);
    tests = List.copyOf(tests);
  }

  /**
   * Series and what is expected of them.
   *
   * @param name may be empty
   * @param interval between two values of the input
   * @param start of the input and of the evaluations
   */
  record TestGroup(
      String name,
      Duration interval,
      Instant start,
      List<InputSeries> input,
      List<AlertTest> alerts,
      List<ExpressionTest> expressions,
      Labels externalLabels,
      String externalUrl) {
    /** When the last thing is expected, counted from the start. */
    Duration longest() {
      Duration longest = Duration.ZERO;
      for (AlertTest test : alerts) {
        longest = longest.compareTo(test.at()) < 0 ? test.at() : longest;
      }
      for (ExpressionTest test : expressions) {
        longest = longest.compareTo(test.at()) < 0 ? test.at() : longest;
      }
      return longest;
    }
  }

  /** A series in the notation of tests. */
  record InputSeries(String series, String values) {}

  /** The alerts of one name that fire at a time. */
  record AlertTest(Duration at, String alert, List<ExpectedAlert> expected) {}

  /** Labels without the alert's name, and annotations. */
  record ExpectedAlert(Map<String, String> labels, Map<String, String> annotations) {}

  /** What an expression gives at a time. */
  record ExpressionTest(String expression, Duration at, List<ExpectedSample> expected) {}

  /**
   * One element of an expected vector.
   *
   * @param labels in the notation of tests
   * @param value without meaning if there is a histogram
   * @param histogram in the notation of tests, or null
   */
  record ExpectedSample(String labels, double value, @Nullable String histogram) {}
}
