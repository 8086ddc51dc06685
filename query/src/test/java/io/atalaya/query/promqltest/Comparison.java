package io.atalaya.query.promqltest;

import io.atalaya.model.Histogram;
import io.atalaya.model.Labels;
import io.atalaya.model.QueryValue;
import io.atalaya.model.SampleValue;
import io.atalaya.query.histogram.FloatHistogram;
import io.atalaya.query.histogram.Histograms;
import io.atalaya.query.parse.SequenceValue;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Compares an answer with what a script expects. */
final class Comparison {
  private static final double EPSILON = 1e-6;

  private final Command.Eval eval;

  Comparison(Command.Eval eval) {
    this.eval = eval;
  }

  void compare(QueryValue value) {
    switch (value) {
      case QueryValue.Scalar scalar -> scalar(scalar.value());
      case QueryValue.Text text -> check(text.value().equals(eval.text()), "got " + text.value());
      case QueryValue.Vector vector -> vector(vector.samples());
      case QueryValue.Matrix matrix -> matrix(matrix.series());
    }
  }

  private static void check(boolean condition, String otherwise) {
    if (!condition) {
      throw new AssertionError(otherwise);
    }
  }

  void scalar(double value) {
    check(eval.scalar(), "expected vector or matrix, got scalar " + value);
    SequenceValue expected = eval.expected().getFirst().values().getFirst();
    check(
        expected instanceof SequenceValue.FloatValue f && almostEqual(f.value(), value),
        "expected scalar " + expected + ", got " + value);
  }

  void vector(List<QueryValue.Sample> samples) {
    check(!eval.scalar(), "expected scalar, got vector " + samples);
    Set<Labels> seen = new HashSet<>();
    for (int i = 0; i < samples.size(); i++) {
      QueryValue.Sample sample = samples.get(i);
      int position = position(sample.labels());
      check(position >= 0, "unexpected metric in result: " + text(sample));
      check(
          !eval.expects(Expectation.Kind.ORDERED) || position == i,
          "expected " + sample.labels() + " at position " + position + ", was at " + i);
      SequenceValue expected = eval.expected().get(position).values().getFirst();
      check(
          same(expected, sample.value(), sample.histogram()),
          "expected " + text(expected) + " for " + sample.labels() + ", got " + text(sample));
      seen.add(sample.labels());
    }
    checkAllSeen(seen);
  }

  private int position(Labels labels) {
    for (int i = 0; i < eval.expected().size(); i++) {
      if (eval.expected().get(i).labels().equals(labels)) {
        return i;
      }
    }
    return -1;
  }

  private void checkAllSeen(Set<Labels> seen) {
    for (Command.Expected expected : eval.expected()) {
      check(
          seen.contains(expected.labels()),
          "expected metric not found: " + expected.labels() + ", result has " + seen);
    }
  }

  void matrix(List<QueryValue.Series> series) {
    check(!eval.scalar(), "expected scalar, got matrix");
    check(!eval.expects(Expectation.Kind.ORDERED), "expected order, got matrix");
    checkSorted(series);
    Set<Labels> seen = new HashSet<>();
    for (QueryValue.Series s : series) {
      int position = position(s.labels());
      check(position >= 0, "unexpected series in result: " + text(s));
      compareSeries(eval.expected().get(position), s);
      seen.add(s.labels());
    }
    checkAllSeen(seen);
  }

  static void checkSorted(List<QueryValue.Series> series) {
    for (int i = 1; i < series.size(); i++) {
      check(
          series.get(i - 1).labels().compareTo(series.get(i).labels()) < 0,
          "series are not sorted: " + series.get(i - 1).labels() + ", " + series.get(i).labels());
    }
  }

  private void compareSeries(Command.Expected expected, QueryValue.Series s) {
    int row = 0;
    for (int i = 0; i < expected.values().size(); i++) {
      SequenceValue value = expected.values().get(i);
      if (value instanceof SequenceValue.Omitted) {
        continue;
      }
      long millis = eval.startMillis() + i * eval.stepMillis();
      check(
          row < s.timesMillis().length && s.timesMillis()[row] == millis,
          "expected " + text(value) + " at " + millis + " for " + text(s));
      @Nullable Histogram[] histograms = s.histograms();
      Histogram h = histograms == null ? null : histograms[row];
      check(
          same(value, s.values()[row], h),
          "expected " + text(value) + " at " + millis + " for " + text(s));
      row++;
    }
    check(row == s.timesMillis().length, "expected only " + row + " samples for " + text(s));
  }

  private static boolean same(SequenceValue expected, double value, @Nullable Histogram histogram) {
    return switch (expected) {
      case SequenceValue.Omitted o -> false;
      case SequenceValue.FloatValue f -> histogram == null && almostEqual(f.value(), value);
      case SequenceValue.HistogramValue h ->
          histogram != null && sameHistogram(h.value(), histogram, h.resetHintGiven());
    };
  }

  private static boolean sameHistogram(Histogram expected, Histogram actual, boolean withHint) {
    Histogram e = FloatHistogram.of(expected).compact().toHistogram();
    Histogram a = FloatHistogram.of(actual).compact().toHistogram();
    return e.schema() == a.schema()
        && almostEqual(e.count(), a.count())
        && almostEqual(e.sum(), a.sum())
        && Arrays.equals(e.customBounds(), a.customBounds())
        && e.zeroThreshold() == a.zeroThreshold()
        && almostEqual(e.zeroCount(), a.zeroCount())
        && e.positiveSpans().equals(a.positiveSpans())
        && e.negativeSpans().equals(a.negativeSpans())
        && almostEqual(e.positiveCounts(), a.positiveCounts())
        && almostEqual(e.negativeCounts(), a.negativeCounts())
        && (!withHint || e.resetHint() == a.resetHint());
  }

  private static boolean almostEqual(double[] a, double[] b) {
    for (int i = 0; i < a.length; i++) {
      if (!almostEqual(a[i], b[i])) {
        return false;
      }
    }
    return a.length == b.length;
  }

  private static boolean almostEqual(double a, double b) {
    if (SampleValue.isStale(a) || SampleValue.isStale(b)) {
      return SampleValue.isStale(a) && SampleValue.isStale(b);
    }
    if ((Double.isNaN(a) && Double.isNaN(b)) || a == b) {
      return true;
    }
    double sum = Math.abs(a) + Math.abs(b);
    double difference = Math.abs(a - b);
    if (a == 0 || b == 0 || sum < Double.MIN_NORMAL) {
      return difference < EPSILON * Double.MIN_NORMAL;
    }
    return difference / Math.min(sum, Double.MAX_VALUE) < EPSILON;
  }

  private static String text(SequenceValue value) {
    return switch (value) {
      case SequenceValue.Omitted o -> "_";
      case SequenceValue.FloatValue f -> String.valueOf(f.value());
      case SequenceValue.HistogramValue h -> text(h.value());
    };
  }

  private static String text(Histogram h) {
    return Histograms.toText(h)
        + " schema "
        + h.schema()
        + " zero "
        + h.zeroThreshold()
        + " bounds "
        + Arrays.toString(h.customBounds())
        + " hint "
        + h.resetHint();
  }

  private static String text(QueryValue.Sample s) {
    Histogram h = s.histogram();
    return s.labels() + " " + (h == null ? String.valueOf(s.value()) : text(h));
  }

  private static String text(QueryValue.Series s) {
    StringBuilder out = new StringBuilder(s.labels().toString());
    @Nullable Histogram[] histograms = s.histograms();
    for (int i = 0; i < s.timesMillis().length; i++) {
      Histogram h = histograms == null ? null : histograms[i];
      out.append(' ')
          .append(h == null ? String.valueOf(s.values()[i]) : text(h))
          .append('@')
          .append(s.timesMillis()[i]);
    }
    return out.toString();
  }
}
