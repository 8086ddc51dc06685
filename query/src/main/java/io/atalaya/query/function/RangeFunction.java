package io.atalaya.query.function;

/** Makes one sample, or none, of the samples in one window. Has no state. */
@FunctionalInterface
public interface RangeFunction {
  /**
   * Called only for windows with at least one sample.
   *
   * @param out cleared before
   */
  void apply(RangeWindow window, SampleCell out);
}
