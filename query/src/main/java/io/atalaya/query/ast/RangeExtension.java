package io.atalaya.query.ast;

/** Whether a selector looks beyond the ends of its range for the values at the ends. */
public enum RangeExtension {
  /** Only samples inside the range count. */
  NONE,

  /** {@code anchored}: the value at each end is that of the last sample before it. */
  ANCHORED,

  /** {@code smoothed}: the value at each end is interpolated between the samples around it. */
  SMOOTHED
}
