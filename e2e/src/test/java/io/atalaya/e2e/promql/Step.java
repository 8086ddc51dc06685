package io.atalaya.e2e.promql;

import io.atalaya.query.parse.SeriesDescription;
import java.util.List;

/** A step of a script. */
sealed interface Step {
  /** Forgets all series. */
  record Clear() implements Step {}

  /** Stores series, sample by sample {@code stepMillis} apart from the beginning of 1970. */
  record Load(long stepMillis, List<SeriesDescription> series) implements Step {}

  /** Something that cannot be done over HTTP; what follows until the next clear is passed over. */
  record Impossible(String why) implements Step {}

  /**
   * A query.
   *
   * @param line where it stands, from 1
   * @param stepMillis 0 for an instant query
   * @param rules lines {@code expect …}
   * @param expected series with their values; a number alone has no labels
   */
  record Eval(
      int line,
      String expression,
      long startMillis,
      long endMillis,
      long stepMillis,
      List<Rule> rules,
      List<SeriesDescription> expected)
      implements Step {
    boolean isRange() {
      return stepMillis > 0;
    }
  }

  /**
   * What is expected besides values.
   *
   * @param kind {@code fail}, {@code warn}, {@code no_warn}, {@code info}, {@code no_info}, {@code
   *     ordered}
   * @param text the exact text or, if {@code regex}, a pattern; empty for any
   */
  record Rule(String kind, boolean regex, String text) {
    boolean accepts(String actual) {
      return text.isEmpty()
          || (regex
              ? java.util.regex.Pattern.compile(text).matcher(actual).find()
              : text.equals(actual));
    }
  }
}
