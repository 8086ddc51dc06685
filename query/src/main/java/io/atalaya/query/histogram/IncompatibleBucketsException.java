package io.atalaya.query.histogram;

/** One histogram has exponential buckets and the other custom ones, so they cannot be combined. */
public final class IncompatibleBucketsException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  IncompatibleBucketsException() {
    super("cannot apply this operation on histograms with a mix of exponential and custom buckets");
  }
}
