package io.atalaya.query.exec;

import io.atalaya.model.Labels;
import io.atalaya.model.SampleUse;
import io.atalaya.model.SeriesSamples;
import io.atalaya.model.SeriesSet;
import io.atalaya.query.ast.RangeExtension;
import io.atalaya.query.plan.Plan;
import io.atalaya.query.plan.Selector;

/** A range selector. */
record SelectedRanges(Evaluation evaluation, SeriesSet series, Plan.SelectRange plan, Steps steps)
    implements RangeSource {

  static SelectedRanges of(
      Evaluation evaluation, Plan.SelectRange plan, Steps steps, boolean aggregates) {
    Selector selector = plan.selector();
    long lookback = evaluation.settings().lookbackMillis();
    long before = selector.extension() == RangeExtension.NONE ? 0 : lookback;
    long after = selector.extension() == RangeExtension.SMOOTHED ? lookback : 0;
    long from = selector.referenceMillis(steps.startMillis()) - plan.rangeMillis() - before + 1;
    long to = selector.referenceMillis(steps.lastMillis()) + after;
    SampleUse use = SampleUse.ANY;
    if (aggregates && selector.extension() == RangeExtension.NONE) {
      long grid = Evaluation.gcd(Evaluation.gridMillis(selector, steps), plan.rangeMillis());
      use = new SampleUse(grid, true);
    }
    SeriesSet set = evaluation.series(selector, from, to, use);
    Profile profile = evaluation.settings().profile();
    if (profile != null) {
      profile.selected(plan, set.size());
    }
    return new SelectedRanges(evaluation, set, plan, steps);
  }

  @Override
  public int size() {
    return series.size();
  }

  @Override
  public Labels labels(int i) {
    evaluation.checkpointAt(i);
    return series.labels(i);
  }

  @Override
  public String label(int i, String name) {
    evaluation.checkpointAt(i);
    return series.label(i, name);
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
    Profile profile = evaluation.settings().profile();
    if (profile == null) {
      return this::read;
    }
    return (i, into) -> {
      long start = profile.now();
      read(i, into);
      profile.read(plan, into.size(), start);
    };
  }

  private void read(int i, SeriesSamples into) {
    evaluation.checkpointAtSeries(i);
    into.clear();
    series.read(i, into);
    if (selector().statisticsOnly() && into.histograms != null) {
      evaluation.checkpoint();
      HistogramStatistics.strip(into);
    }
    evaluation.budget().countRead(into.size());
  }

  private Selector selector() {
    return plan.selector();
  }

  @Override
  public long windowEndMillis(int step) {
    return selector().referenceMillis(steps.millis(step));
  }

  @Override
  public long rangeMillis() {
    return plan.rangeMillis();
  }

  @Override
  public RangeExtension extension() {
    return selector().extension();
  }
}
