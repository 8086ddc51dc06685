package io.atalaya.query.function;

import io.atalaya.model.Histogram;
import org.jspecify.annotations.Nullable;

/** Room for at most one sample; scratch that is used again and again. */
public final class SampleCell {
  private boolean present;
  private double value;
  private @Nullable Histogram histogram;

  public void clear() {
    present = false;
    histogram = null;
  }

  public void set(double newValue) {
    present = true;
    value = newValue;
    histogram = null;
  }

  public void set(Histogram newHistogram) {
    present = true;
    value = 0;
    histogram = newHistogram;
  }

  public boolean isPresent() {
    return present;
  }

  /** The float; without meaning where there is a histogram. */
  public double value() {
    return value;
  }

  public @Nullable Histogram histogram() {
    return histogram;
  }
}
