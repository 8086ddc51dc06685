package io.atalaya.query.function;

import io.atalaya.model.Histogram;
import io.atalaya.model.SampleAggregates;
import io.atalaya.query.annotation.Annotation;
import io.atalaya.query.annotation.Annotations;
import io.atalaya.query.ast.PositionRange;
import io.atalaya.query.ast.RangeExtension;
import io.atalaya.query.histogram.FloatHistogram;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * What a range function sees: the samples of one series in the window {@code (start, end]}, floats
 * and histograms apart, each in the order of time. Scratch that moves from window to window.
 *
 * <p>With an {@link #extension} the samples around the window are there too, within the lookback.
 */
public final class RangeWindow {
  private static final long[] NO_TIMES = {};
  private static final double[] NO_FLOATS = {};
  private static final Histogram[] NO_HISTOGRAMS = {};
  private static final byte NOT_KNOWN = 0;
  private static final byte NO_RESET = 1;
  private static final byte RESET = 2;

  /** Times of the floats; rows {@code floatFrom} to {@code floatTo} (excluded) are inside. */
  public long[] floatTimes = NO_TIMES;

  public double[] floats = NO_FLOATS;
  public int floatFrom;
  public int floatTo;

  /** Start times of the floats' counters, or null if they do not count. */
  public long @Nullable [] floatStarts;

  /** What the floats stand for, by the same rows, or null if they are samples. */
  public @Nullable SampleAggregates aggregates;

  /** Times of the histograms; rows {@code histogramFrom} to {@code histogramTo} are inside. */
  public long[] histogramTimes = NO_TIMES;

  public Histogram[] histograms = NO_HISTOGRAMS;
  public int histogramFrom;
  public int histogramTo;

  /** Start times of the histograms, or null if they do not count. */
  public long @Nullable [] histogramStarts;

  /** The time of the step, which is not the end of the window if there is an offset. */
  public long stepMillis;

  /** Left end, not included. */
  public long startMillis;

  /** Right end, included. */
  public long endMillis;

  /** Values of the scalar arguments at this step, in order. */
  public double[] scalars = NO_FLOATS;

  /** What moves along with the window over the floats of one series. */
  final SortedFloats sorted = new SortedFloats();

  final ExtremeFloat greatest = new ExtremeFloat(true);
  final ExtremeFloat least = new ExtremeFloat(false);
  final ExactSum sum = new ExactSum();

  private Histogram[] pointsOf = NO_HISTOGRAMS;
  private @Nullable FloatHistogram[] points = {};
  private byte[] resets = {};

  private final RangeExtension extension;
  private final PositionRange position;
  private final Annotations annotations;
  private final IntFunction<String> metricNames;
  private int series;

  /**
   * A window over nothing yet.
   *
   * @param metricNames by number of series; asked only where there is something to say
   * @param position where the function's first argument stands
   */
  public RangeWindow(
      RangeExtension extension,
      IntFunction<String> metricNames,
      PositionRange position,
      Annotations annotations) {
    this.extension = extension;
    this.metricNames = metricNames;
    this.position = position;
    this.annotations = annotations;
  }

  /** Goes to another series. */
  public void moveToSeries(int number) {
    series = number;
    sorted.restart();
    greatest.restart();
    least.restart();
    sum.restart();
  }

  public int floatCount() {
    return floatTo - floatFrom;
  }

  public int histogramCount() {
    return histogramTo - histogramFrom;
  }

  public boolean isMixed() {
    return floatTo > floatFrom && histogramTo > histogramFrom;
  }

  /** Value of the first sample inside, if there is a float. */
  double firstFloat() {
    return aggregates == null ? floats[floatFrom] : aggregates.firsts[floatFrom];
  }

  /** Time of the first sample inside, if there is a float. */
  long firstFloatMillis() {
    return aggregates == null ? floatTimes[floatFrom] : aggregates.firstMillis[floatFrom];
  }

  /** Number of samples inside that are floats. */
  long floatSamples() {
    if (aggregates == null) {
      return floatCount();
    }
    long samples = 0;
    for (int i = floatFrom; i < floatTo; i++) {
      samples += (long) aggregates.counts[i];
    }
    return samples;
  }

  public double rangeSeconds() {
    return (endMillis - startMillis) / 1000.0;
  }

  /**
   * The histogram of a row, to calculate with; made once for all windows, so it must not be
   * changed.
   */
  @SuppressWarnings("ReferenceEquality") // another array is another series
  FloatHistogram point(int row) {
    if (pointsOf != histograms) {
      pointsOf = histograms;
      points = new FloatHistogram[histograms.length];
      resets = new byte[histograms.length];
    }
    FloatHistogram point = points[row];
    if (point == null) {
      point = FloatHistogram.of(histograms[row]);
      points[row] = point;
    }
    return point;
  }

  /** Whether the counter of a histogram was reset after the row before; looked at once. */
  boolean isResetAfterPrevious(int row) {
    FloatHistogram point = point(row);
    if (resets[row] == NOT_KNOWN) {
      resets[row] = point.isResetSince(point(row - 1)) ? RESET : NO_RESET;
    }
    return resets[row] == RESET;
  }

  public RangeExtension extension() {
    return extension;
  }

  public String metricName() {
    return metricNames.apply(series);
  }

  /** Where the function's first argument stands, which annotations point at. */
  public PositionRange position() {
    return position;
  }

  public void annotate(Annotation annotation) {
    annotations.add(annotation);
  }
}
