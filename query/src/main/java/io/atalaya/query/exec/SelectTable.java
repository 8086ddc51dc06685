package io.atalaya.query.exec;

import io.atalaya.model.Histogram;
import io.atalaya.model.Labels;
import io.atalaya.model.QueryException;
import io.atalaya.model.SampleValue;
import io.atalaya.model.SeriesSamples;
import io.atalaya.model.SeriesSet;
import io.atalaya.model.TimeColumn;
import io.atalaya.query.histogram.Histograms;
import io.atalaya.query.plan.Selector;
import org.jspecify.annotations.Nullable;

/**
 * An instant selector: at each step the newest sample that is not older than the lookback, unless
 * it marks the end of the series.
 */
final class SelectTable implements SeriesTable {
  private static final int NO_ROW = -1;

  private final Evaluation evaluation;
  private final SeriesSet series;
  private final Selector selector;
  private final Steps steps;
  private final SampleCount count;

  SelectTable(Evaluation evaluation, SeriesSet series, Selector selector, Steps steps) {
    this.evaluation = evaluation;
    this.series = series;
    this.selector = selector;
    this.steps = steps;
    count = evaluation.sampleCount();
  }

  private void count(Column column) {
    for (int step = 0; step < column.steps(); step++) {
      if (column.has(step)) {
        Histogram h = column.histogram(step);
        int size = h == null ? 1 : Histograms.sizeInSamples(h);
        count.queryable(step, size);
        count.read(step, size);
      }
    }
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
  public Cursor cursor() {
    return new Values();
  }

  /** The same series with the times of the samples, in seconds, as values. */
  SeriesTable timestamps() {
    return new RowTable(this, (i, samples, row) -> samples.times.millis(row) / 1000.0);
  }

  /** The same series with the start times of the samples' counters, in seconds, as values. */
  SeriesTable startTimestamps() {
    return new RowTable(
        this,
        (i, samples, row) -> {
          long[] starts = samples.startMillis;
          return starts == null ? 0 : starts[row] / 1000.0;
        });
  }

  /** The same series, which must be of floats, with the times of the samples in milliseconds. */
  SeriesTable sampleTimes() {
    return new RowTable(
        this,
        (i, samples, row) -> {
          if (samples.histograms != null && samples.histograms[row] != null) {
            throw new QueryException(
                QueryException.Kind.EXECUTION,
                "this should be an info metric, with float samples: " + labels(i));
          }
          return samples.times.millis(row);
        });
  }

  /** Something to know of a sample of series i besides its value. */
  private interface RowValue {
    double of(int i, SeriesSamples samples, int row);
  }

  private record RowTable(SelectTable selected, RowValue value) implements SeriesTable {
    @Override
    public int size() {
      return selected.size();
    }

    @Override
    public Labels labels(int i) {
      return selected.labels(i);
    }

    @Override
    public String label(int i, String name) {
      return selected.label(i, name);
    }

    @Override
    public boolean isDistinct() {
      return true;
    }

    @Override
    public Cursor cursor() {
      Rows rows = selected.new Rows();
      return (i, out) -> {
        rows.read(i);
        out.clear();
        for (int step = 0; step < out.steps(); step++) {
          int row = rows.at(step);
          if (row != NO_ROW) {
            out.set(step, value.of(i, rows.samples, row));
          }
        }
        if (selected.count.isWanted()) {
          selected.count(out);
        }
      };
    }
  }

  private final class Values implements Cursor {
    private final Rows rows = new Rows();

    @Override
    public void read(int i, Column out) {
      evaluation.checkpointAtSeries(i);
      rows.read(i);
      out.clear();
      fill(out);
      if (count.isWanted()) {
        SelectTable.this.count(out);
      }
    }

    private void fill(Column out) {
      SeriesSamples samples = rows.samples;
      for (int step = 0; step < out.steps(); step++) {
        int row = rows.at(step);
        if (row != NO_ROW) {
          Histogram h = samples.histograms == null ? null : samples.histograms[row];
          if (h == null) {
            out.set(step, samples.values[row]);
          } else {
            out.set(step, h);
          }
        }
      }
    }
  }

  /** Which row each step sees; worked out once for all series that share their times. */
  private final class Rows {
    private final SeriesSamples samples = new SeriesSamples();
    private final int[] rowByStep = new int[steps.count()];
    private @Nullable TimeColumn known;

    void read(int i) {
      samples.clear();
      series.read(i, samples);
      if (selector.statisticsOnly() && samples.histograms != null) {
        evaluation.checkpoint();
        HistogramStatistics.strip(samples);
      }
      evaluation.budget().countRead(samples.size());
      if (known == null || !samples.times.hasTimesOf(known)) {
        known = samples.times;
        locate(samples.times);
      }
    }

    private void locate(TimeColumn times) {
      long lookback = evaluation.settings().lookbackMillis();
      int row = NO_ROW;
      for (int step = 0; step < rowByStep.length; step++) {
        long reference = selector.referenceMillis(steps.millis(step));
        while (row + 1 < times.size() && times.millis(row + 1) <= reference) {
          row++;
        }
        boolean fresh = row != NO_ROW && times.millis(row) > reference - lookback;
        rowByStep[step] = fresh ? row : NO_ROW;
      }
    }

    int at(int step) {
      int row = rowByStep[step];
      if (row >= samples.to) {
        row = lastOwnRow(step);
      }
      return row >= samples.from && row != NO_ROW && !isStale(row) ? row : NO_ROW;
    }

    /** The series may end before its column does; its last sample may still be fresh. */
    private int lastOwnRow(int step) {
      int row = samples.to - 1;
      if (row < samples.from) {
        return NO_ROW;
      }
      long reference = selector.referenceMillis(steps.millis(step));
      long oldest = reference - evaluation.settings().lookbackMillis();
      return samples.times.millis(row) > oldest ? row : NO_ROW;
    }

    private boolean isStale(int row) {
      @Nullable Histogram[] histograms = samples.histograms;
      Histogram h = histograms == null ? null : histograms[row];
      return SampleValue.isStale(h == null ? samples.values[row] : h.sum());
    }
  }
}
