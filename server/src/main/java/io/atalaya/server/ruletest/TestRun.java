package io.atalaya.server.ruletest;

import io.atalaya.alert.rule.AlertStatus;
import io.atalaya.alert.rule.AlertingRule;
import io.atalaya.alert.rule.GroupStatus;
import io.atalaya.alert.rule.RuleGroup;
import io.atalaya.alert.rule.RuleOptions;
import io.atalaya.alert.rule.RuleReplay;
import io.atalaya.alert.rule.RuleStatus;
import io.atalaya.alert.template.TemplateException;
import io.atalaya.model.AlertState;
import io.atalaya.model.Histogram;
import io.atalaya.model.Labels;
import io.atalaya.model.PromDuration;
import io.atalaya.model.QueryException;
import io.atalaya.model.QueryValue;
import io.atalaya.model.SampleSink;
import io.atalaya.query.Engine;
import io.atalaya.query.QueryOptions;
import io.atalaya.query.histogram.FloatHistogram;
import io.atalaya.query.parse.PromqlSyntaxException;
import io.atalaya.query.parse.SequenceValue;
import io.atalaya.query.parse.SeriesDescription;
import io.atalaya.query.parse.SeriesDescriptionParser;
import io.atalaya.server.ruletest.RuleTestFile.AlertTest;
import io.atalaya.server.ruletest.RuleTestFile.ExpectedAlert;
import io.atalaya.server.ruletest.RuleTestFile.ExpectedSample;
import io.atalaya.server.ruletest.RuleTestFile.ExpressionTest;
import io.atalaya.server.ruletest.RuleTestFile.InputSeries;
import io.atalaya.server.ruletest.RuleTestFile.TestGroup;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/**
 * One test: loads its series step by step, as time reaches them, evaluates the rules at each step,
 * and compares. An alert is compared with the last evaluation at or before the time it is expected
 * at; expressions are compared when all evaluations are done.
 */
final class TestRun {
  private static final SeriesDescriptionParser SERIES =
      new SeriesDescriptionParser(
          (a, b) -> combined(a, FloatHistogram.of(b), FloatHistogram::add),
          (a, b) -> combined(a, FloatHistogram.of(b), FloatHistogram::subtract));

  private final TestGroup test;
  private final Duration evaluation;
  private final boolean fuzzy;
  private final Comparison comparison;
  private final TestSeries series = new TestSeries();
  private final Engine engine;
  private final List<Input> inputs = new ArrayList<>();
  private final List<String> faults = new ArrayList<>();
  private final RuleReplay rules;

  /** A series of the test and how much of it has been loaded. */
  private static final class Input {
    private final SeriesDescription series;
    private int next;

    Input(SeriesDescription series) {
      this.series = series;
    }
  }

  /**
   * Prepares a test.
   *
   * @param groups in the order of evaluation
   * @throws RuleTestException if a series or a rule cannot be read
   */
  TestRun(TestGroup test, RuleTestFile file, List<RuleGroup> groups, RuleTests.Options options) {
    this.test = test;
    this.evaluation = file.evaluationInterval();
    this.fuzzy = file.fuzzyCompare();
    this.comparison = options.diff() ? Comparison.DIFF : Comparison.BOTH;
    this.engine =
        new Engine(series, options.engine().withSubqueryStep(evaluation), System::nanoTime);
    test.input().forEach(input -> inputs.add(input(input)));
    RuleOptions shared =
        RuleOptions.defaults(test.externalUrl()).withExternalLabels(test.externalLabels());
    try {
      rules = new RuleReplay(groups, engine, series, shared);
    } catch (QueryException | TemplateException e) {
      throw new RuleTestException(String.valueOf(e.getMessage()));
    }
  }

  private static Histogram combined(
      Histogram a, FloatHistogram b, BiConsumer<FloatHistogram, FloatHistogram> how) {
    FloatHistogram result = FloatHistogram.of(a);
    how.accept(result, b);
    return result.toHistogram();
  }

  private static Input input(InputSeries input) {
    try {
      return new Input(SERIES.parse(input.series() + " " + input.values()));
    } catch (PromqlSyntaxException e) {
      throw new RuleTestException(
          "input series " + input.series() + " " + input.values() + ": " + e.getMessage());
    }
  }

  /** Runs it; gives what is not as expected. */
  List<String> run() {
    for (AlertTest alert : test.alerts()) {
      if (alert.alert().isEmpty()) {
        String where = test.name().isEmpty() ? "" : " (in TestGroup " + test.name() + ")";
        return List.of(
            "an item under alert_rule_test misses required attribute alertname at eval_time "
                + text(alert.at())
                + where);
      }
    }
    if (evaluateAll()) {
      test.expressions().forEach(this::check);
    }
    return faults;
  }

  /** Evaluates from the start to the last expectation; false if a rule failed. */
  private boolean evaluateAll() {
    List<AlertTest> waiting = new ArrayList<>(test.alerts());
    waiting.sort(Comparator.comparing(AlertTest::at));
    Duration longest = test.longest();
    for (Duration at = Duration.ZERO; at.compareTo(longest) <= 0; at = at.plus(evaluation)) {
      loadUntil(at);
      rules.evaluate(test.start().plus(at));
      if (ruleFailed(at)) {
        return false;
      }
      Duration next = at.plus(evaluation);
      while (!waiting.isEmpty() && waiting.getFirst().at().compareTo(next) < 0) {
        check(waiting.removeFirst());
      }
    }
    return true;
  }

  private boolean ruleFailed(Duration at) {
    List<String> failed = new ArrayList<>();
    for (GroupStatus group : rules.status()) {
      for (RuleStatus rule : group.rules()) {
        if (!rule.lastError().isEmpty()) {
          failed.add(
              "    rule: %s, time: %s, err: %s"
                  .formatted(rule.rule().name(), text(at), rule.lastError()));
        }
      }
    }
    faults.addAll(failed);
    return !failed.isEmpty();
  }

  private void loadUntil(Duration limit) {
    for (Input input : inputs) {
      List<SequenceValue> values = input.series.values();
      while (input.next < values.size()) {
        Duration at = test.interval().multipliedBy(input.next);
        if (at.compareTo(limit) > 0) {
          break;
        }
        load(input.series.labels(), test.start().plus(at).toEpochMilli(), values.get(input.next++));
      }
    }
  }

  private void load(Labels labels, long atMillis, SequenceValue value) {
    switch (value) {
      case SequenceValue.Omitted() -> {}
      case SequenceValue.FloatValue(double number) -> series.add(labels, atMillis, number, null);
      case SequenceValue.HistogramValue(Histogram histogram, boolean hintGiven) ->
          series.add(labels, atMillis, 0, histogram);
    }
  }

  private void check(AlertTest expectation) {
    List<ExpectedAlert> got = new ArrayList<>();
    for (GroupStatus group : rules.status()) {
      for (RuleStatus rule : group.rules()) {
        if (rule.rule() instanceof AlertingRule && rule.rule().name().equals(expectation.alert())) {
          rule.alerts().stream()
              .filter(alert -> alert.state() == AlertState.FIRING)
              .forEach(alert -> got.add(seen(alert)));
        }
      }
    }
    List<ExpectedAlert> wanted =
        expectation.expected().stream().map(a -> named(a, expectation.alert())).toList();
    List<String> exp = AlertText.sorted(wanted);
    List<String> was = AlertText.sorted(got);
    if (!exp.equals(was)) {
      String name = test.name().isEmpty() ? "" : "    name: " + test.name() + ",\n";
      faults.add(
          "%s    alertname: %s, time: %s, %s"
              .formatted(
                  name, expectation.alert(), text(expectation.at()), comparison.text(exp, was)));
    }
  }

  private static ExpectedAlert seen(AlertStatus alert) {
    return new ExpectedAlert(alert.labels().toMap(), alert.annotations().toMap());
  }

  /** A test leaves out the label that every alert has. */
  private static ExpectedAlert named(ExpectedAlert alert, String name) {
    TreeMap<String, String> labels = new TreeMap<>(alert.labels());
    labels.put("alertname", name);
    return new ExpectedAlert(labels, alert.annotations());
  }

  private void check(ExpressionTest expectation) {
    String where =
        "    expr: \"%s\", time: %s".formatted(expectation.expression(), text(expectation.at()));
    try {
      List<ComparedSample> got = query(expectation);
      List<ComparedSample> wanted = new ArrayList<>();
      for (ExpectedSample sample : expectation.expected()) {
        wanted.add(parsed(sample));
      }
      got.sort(Comparator.comparing(ComparedSample::labels));
      wanted.sort(Comparator.comparing(ComparedSample::labels));
      if (!ComparedSample.same(wanted, got, fuzzy)) {
        faults.add(
            where + "," + comparison.text(ComparedSample.texts(wanted), ComparedSample.texts(got)));
      }
    } catch (QueryException | RuleTestException e) {
      faults.add(where + ", err: " + e.getMessage());
    }
  }

  private List<ComparedSample> query(ExpressionTest expectation) {
    Instant at = test.start().plus(expectation.at());
    QueryValue value =
        engine
            .instant(
                SampleSink.DEFAULT_TENANT,
                expectation.expression(),
                at.toEpochMilli(),
                QueryOptions.DEFAULT)
            .value();
    List<ComparedSample> samples = new ArrayList<>();
    switch (value) {
      case QueryValue.Vector vector ->
          vector
              .samples()
              .forEach(s -> samples.add(ComparedSample.of(s.labels(), s.value(), s.histogram())));
      case QueryValue.Scalar scalar ->
          samples.add(ComparedSample.of(Labels.empty(), scalar.value(), null));
      case QueryValue.Matrix _, QueryValue.Text _ ->
          throw new RuleTestException("rule result is not a vector or scalar");
    }
    return samples;
  }

  private static ComparedSample parsed(ExpectedSample sample) {
    try {
      Labels labels = SeriesDescriptionParser.parseMetric(sample.labels());
      String histogram = sample.histogram();
      return histogram == null
          ? ComparedSample.of(labels, sample.value(), null)
          : ComparedSample.of(labels, 0, histogram(histogram));
    } catch (PromqlSyntaxException e) {
      throw new RuleTestException("labels \"" + sample.labels() + "\": " + e.getMessage());
    }
  }

  private static Histogram histogram(String text) {
    List<SequenceValue> values = SERIES.parse("{} " + text).values();
    if (values.size() == 1
        && values.getFirst() instanceof SequenceValue.HistogramValue(Histogram h, boolean hint)) {
      return h;
    }
    throw new RuleTestException("expected one histogram, got " + text);
  }

  private static String text(Duration duration) {
    return PromDuration.format(duration.toMillis());
  }

  /** Every sample there is at the end, for people who search a fault. */
  List<String> dump() {
    return series.texts();
  }
}
