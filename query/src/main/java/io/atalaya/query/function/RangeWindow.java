package io.atalaya.query.function;

import io.atalaya.model.Histogram;
import io.atalaya.model.Labels;
import io.atalaya.query.annotation.Annotation;
import io.atalaya.query.annotation.Annotations;
import io.atalaya.query.ast.PositionRange;
import io.atalaya.query.ast.RangeExtension;
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

  /** Times of the floats; rows {@code floatFrom} to {@code floatTo} (excluded) are inside. */
  public long[] floatTimes = NO_TIMES;

  public double[] floats = NO_FLOATS;
  public int floatFrom;
  public int floatTo;

  /** Start times of the floats' counters, or null if they do not count. */
  public long @Nullable [] floatStarts;

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
  final WholeSum wholeSum = new WholeSum();

  private final RangeExtension extension;
  private final PositionRange position;
  private final Annotations annotations;
  private Labels labels = Labels.empty();

  /**
   * A window over nothing yet.
   *
   * @param position where the function's first argument stands
   */
  public RangeWindow(RangeExtension extension, PositionRange position, Annotations annotations) {
    this.extension = extension;
    this.position = position;
    this.annotations = annotations;
  }

  /** Goes to another series, whose labels include the name. */
  public void seriesLabels(Labels newLabels) {
    labels = newLabels;
    sorted.restart();
    greatest.restart();
    least.restart();
    wholeSum.restart();
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

  public double rangeSeconds() {
    return (endMillis - startMillis) / 1000.0;
  }

  public RangeExtension extension() {
    return extension;
  }

  public String metricName() {
    return labels.metricName();
  }

  /** Where the function's first argument stands, which annotations point at. */
  public PositionRange position() {
    return position;
  }

  public void annotate(Annotation annotation) {
    annotations.add(annotation);
  }
}
