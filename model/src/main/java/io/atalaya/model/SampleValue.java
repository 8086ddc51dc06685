package io.atalaya.model;

/** The two NaNs with a meaning, told apart by their bits. */
public final class SampleValue {
  /** Marks that a series has ended: the bits Prometheus uses. */
  public static final long STALE_BITS = 0x7ff0000000000002L;

  /** The bits of an ordinary NaN as Prometheus normalises it. */
  public static final long NAN_BITS = 0x7ff8000000000001L;

  /** {@link #STALE_BITS} as a double; passing it around keeps the bits on every JVM we support. */
  public static final double STALE = Double.longBitsToDouble(STALE_BITS);

  private SampleValue() {}

  public static boolean isStale(double value) {
    return Double.doubleToRawLongBits(value) == STALE_BITS;
  }
}
