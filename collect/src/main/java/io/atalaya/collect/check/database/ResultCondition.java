package io.atalaya.collect.check.database;

import io.atalaya.collect.check.Observation;
import io.atalaya.collect.check.Observation.Verdict;
import io.atalaya.collect.database.Rows;
import io.atalaya.model.regex.RegexSearch;

/**
 * What must be true of the answer to a question.
 *
 * @param column whose value in the first row is meant; empty (default) for the first column
 * @param test what the value must be
 * @param otherwise what it means if it is not; {@link Verdict#DOWN} by default
 */
public record ResultCondition(String column, Test test, Verdict otherwise) {
  /** What a value, or the number of rows, must be. */
  public sealed interface Test {
    /** Exactly this text. */
    record Equal(String text) implements Test {}

    /** A number that is not less. */
    record AtLeast(double bound) implements Test {}

    /** A number that is not greater. */
    record AtMost(double bound) implements Test {}

    /** Some part of it matches an RE2 expression. */
    record Matching(String regex) implements Test {
      /**
       * Checks the expression.
       *
       * @throws io.atalaya.model.regex.RegexSyntaxException if it is none
       */
      public Matching {
        RegexSearch.compile(regex);
      }
    }

    /** So many rows at least. */
    record RowsAtLeast(int count) implements Test {}

    /** So many rows at most. */
    record RowsAtMost(int count) implements Test {}
  }

  /** Judges an answer; {@code seen} takes the reason if the condition does not hold. */
  void judge(Rows rows, Observation.Builder seen) {
    String fault = fault(rows);
    if (!fault.isEmpty()) {
      seen.judge(otherwise, "condition", fault);
    }
  }

  /** Why it does not hold; empty if it does. */
  private String fault(Rows rows) {
    int count = rows.rows().size();
    return switch (test) {
      case Test.RowsAtLeast(int least) ->
          count >= least ? "" : "there are %d rows, fewer than %d".formatted(count, least);
      case Test.RowsAtMost(int most) ->
          count <= most ? "" : "there are %d rows, more than %d".formatted(count, most);
      case Test.Equal _, Test.AtLeast _, Test.AtMost _, Test.Matching _ -> valueFault(rows);
    };
  }

  private String valueFault(Rows rows) {
    if (rows.rows().isEmpty()) {
      return "there is no row";
    }
    if (!column.isEmpty() && !rows.has(column)) {
      return "there is no column " + column;
    }
    String value = column.isEmpty() ? rows.text(0, 0) : rows.text(0, column);
    String shown = shown(value);
    return switch (test) {
      case Test.Equal(String text) ->
          value.equals(text) ? "" : "the value is %s, not \"%s\"".formatted(shown, text);
      case Test.AtLeast(double bound) ->
          Rows.number(value) >= bound
              ? ""
              : "the value is %s, not %s or more".formatted(shown, of(bound));
      case Test.AtMost(double bound) ->
          Rows.number(value) <= bound
              ? ""
              : "the value is %s, not %s or less".formatted(shown, of(bound));
      case Test.Matching(String regex) ->
          RegexSearch.compile(regex).find(value)
              ? ""
              : "the value is %s, which does not match %s".formatted(shown, regex);
      case Test.RowsAtLeast _, Test.RowsAtMost _ -> "";
    };
  }

  private static String shown(String value) {
    String one = value.length() > 60 ? value.substring(0, 60) + "…" : value;
    return "\"" + one.replace('\n', ' ') + "\"";
  }

  private static String of(double bound) {
    return bound == Math.rint(bound) && Math.abs(bound) < 1e15
        ? Long.toString((long) bound)
        : Double.toString(bound);
  }
}
