package io.atalaya.query.histogram;

/**
 * The mean of histograms: their compensated sum divided by their number, as long as nothing
 * overflows; from then on a mean that moves with every histogram.
 */
public final class HistogramMean {
  private FloatHistogram state;
  private double count;
  private boolean moving;

  /** The mean of one. */
  public HistogramMean(FloatHistogram first) {
    state = first.copy();
    count = 1;
  }

  /**
   * Takes in one more.
   *
   * @throws IncompatibleBucketsException if its buckets are of another kind; then the mean is of no
   *     more use
   */
  public Combination add(FloatHistogram h) {
    count++;
    if (!moving) {
      FloatHistogram sum = state.copy();
      Combination combination = sum.addCompensated(h);
      if (!sum.hasOverflow()) {
        state = sum;
        return combination;
      }
      moving = true;
      state.divide(count - 1);
    }
    state.multiply((count - 1) / count);
    return state.addCompensated(h.copy().divide(count));
  }

  public FloatHistogram value() {
    return (moving ? state : state.divide(count)).settle();
  }
}
