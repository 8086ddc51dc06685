package io.atalaya.query.exec;

import io.atalaya.model.Labels;
import io.atalaya.model.SeriesSet;
import io.atalaya.query.ast.RangeExtension;
import io.atalaya.query.plan.Plan;
import io.atalaya.query.plan.Selector;

/** A range selector. */
record SelectedRanges(
    Evaluation evaluation, SeriesSet series, Selector selector, long rangeMillis, Steps steps)
    implements RangeSource {

  static SelectedRanges of(Evaluation evaluation, Plan.SelectRange plan, Steps steps) {
    Selector selector = plan.selector();
    long lookback = evaluation.settings().lookbackMillis();
    long before = selector.extension() == RangeExtension.NONE ? 0 : lookback;
    long after = selector.extension() == RangeExtension.SMOOTHED ? lookback : 0;
    long from = selector.referenceMillis(steps.startMillis()) - plan.rangeMillis() - before + 1;
    long to = selector.referenceMillis(steps.lastMillis()) + after;
    SeriesSet set = evaluation.series(selector, from, to);
    return new SelectedRanges(evaluation, set, selector, plan.rangeMillis(), steps);
  }

  @Override
  public int size() {
    return series.size();
  }

  @Override
  public Labels labels(int i) {
    return series.labels(i);
  }

  @Override
  public boolean isDistinct() {
    return true;
  }

  @Override
  public boolean dropsName(int i) {
    return false;
  }

  @Override
  public Reader reader() {
    return (i, into) -> {
      evaluation.checkpoint();
      into.clear();
      series.read(i, into);
      if (selector.statisticsOnly()) {
        HistogramStatistics.strip(into);
      }
      evaluation.budget().countRead(into.size());
    };
  }

  @Override
  public long windowEndMillis(int step) {
    return selector.referenceMillis(steps.millis(step));
  }

  @Override
  public RangeExtension extension() {
    return selector.extension();
  }
}
