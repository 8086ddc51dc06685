package io.atalaya.query.exec;

import io.atalaya.model.Histogram;
import io.atalaya.model.Labels;
import io.atalaya.model.SeriesSamples;
import io.atalaya.model.TimeColumn;
import io.atalaya.query.ast.RangeExtension;
import io.atalaya.query.histogram.Histograms;
import io.atalaya.query.plan.Plan;

/**
 * A subquery: an expression evaluated at steps of its own, which are multiples of their distance
 * whatever the time of the query. All its series share the times of these steps.
 */
final class SubqueryRanges implements RangeSource {
  private final Plan.Subquery plan;
  private final Steps outer;
  private final Steps inner;
  private final SeriesTable table;
  private final TimeColumn times;
  private final boolean keepsHints;

  private SubqueryRanges(
      Plan.Subquery plan, Steps outer, Steps inner, SeriesTable table, boolean keepsHints) {
    this.plan = plan;
    this.keepsHints = keepsHints;
    this.outer = outer;
    this.inner = inner;
    this.table = table;
    long[] millis = new long[inner.count()];
    for (int step = 0; step < millis.length; step++) {
      millis[step] = inner.millis(step);
    }
    times = new TimeColumn(millis, millis.length);
  }

  /**
   * A subquery that is evaluated when it is read.
   *
   * @param keepsHints whether histograms still tell of counter resets since the step before
   */
  static SubqueryRanges of(
      Evaluation evaluation, Plan.Subquery plan, Steps outer, boolean keepsHints) {
    long distance =
        plan.stepMillis() == 0 ? evaluation.settings().subqueryStepMillis() : plan.stepMillis();
    long before = end(plan, outer.startMillis()) - plan.rangeMillis();
    long start = distance * (before / distance);
    if (start <= before) {
      start += distance;
    }
    Steps inner = evaluation.steps(start, end(plan, outer.lastMillis()), distance);
    SampleCount count = evaluation.sampleCount();
    SampleCount within =
        !count.isWanted()
            ? count
            : SampleCount.subquery(count, inner, outer, step -> end(plan, outer.millis(step)));
    SeriesTable table = evaluation.counted(within, () -> evaluation.vector(plan.expr(), inner));
    return new SubqueryRanges(plan, outer, inner, table, keepsHints);
  }

  private static long end(Plan.Subquery plan, long stepMillis) {
    Long at = plan.atMillis();
    return (at == null ? stepMillis : at) - plan.offsetMillis();
  }

  @Override
  public int size() {
    return table.size();
  }

  @Override
  public Labels labels(int i) {
    return table.labels(i);
  }

  @Override
  public String label(int i, String name) {
    return table.label(i, name);
  }

  @Override
  public boolean dropsName(int i) {
    return table.dropsName(i);
  }

  @Override
  public boolean isDistinct() {
    return table.isDistinct();
  }

  @Override
  public long windowEndMillis(int step) {
    return end(plan, outer.millis(step));
  }

  @Override
  public long rangeMillis() {
    return plan.rangeMillis();
  }

  @Override
  public RangeExtension extension() {
    return RangeExtension.NONE;
  }

  @Override
  public Reader reader() {
    SeriesTable.Cursor cursor = table.cursor();
    Column column = new Column(inner.count());
    return (i, into) -> {
      cursor.read(i, column);
      into.clear();
      into.ensureCapacity(inner.count());
      if (column.hasHistograms() || !column.isFull()) {
        pack(column, into);
      } else {
        System.arraycopy(column.values(), 0, into.values, 0, inner.count());
        into.times = times;
        into.to = inner.count();
      }
    };
  }

  private void pack(Column column, SeriesSamples into) {
    int n = column.size();
    long[] millis = new long[n];
    Histogram[] histograms = column.hasHistograms() ? new Histogram[n] : null;
    int row = 0;
    for (int step = 0; step < inner.count(); step++) {
      if (column.has(step)) {
        millis[row] = inner.millis(step);
        into.values[row] = column.value(step);
        Histogram h = column.histogram(step);
        if (histograms != null && h != null) {
          histograms[row] = keepsHints ? h : withoutResetKnowledge(h);
        }
        row++;
      }
    }
    into.times = new TimeColumn(millis, n);
    into.to = n;
    into.histograms = histograms;
  }

  /** The steps are not the samples, so what a sample knew of the one before it holds no more. */
  private static Histogram withoutResetKnowledge(Histogram h) {
    return switch (h.resetHint()) {
      case RESET, NOT_RESET -> Histograms.withHint(h, Histogram.ResetHint.UNKNOWN);
      case UNKNOWN, GAUGE -> h;
    };
  }
}
