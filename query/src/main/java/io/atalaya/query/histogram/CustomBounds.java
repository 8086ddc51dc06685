package io.atalaya.query.histogram;

import java.util.Arrays;

/** Custom bounds of two histograms that differ. */
final class CustomBounds {
  private CustomBounds() {}

  /** The bounds that are in both. */
  static double[] common(double[] a, double[] b) {
    double[] common = new double[Math.min(a.length, b.length)];
    int n = 0;
    int i = 0;
    int j = 0;
    while (i < a.length && j < b.length) {
      if (a[i] == b[j]) {
        common[n++] = a[i];
        i++;
        j++;
      } else if (a[i] < b[j]) {
        i++;
      } else {
        j++;
      }
    }
    return Arrays.copyOf(common, n);
  }

  /** Buckets moved to those of fewer bounds, each to the one that holds it. */
  static Buckets map(Buckets buckets, double[] bounds, double[] fewer) {
    return buckets.mapped(
        index -> {
          if (index >= bounds.length) {
            return fewer.length;
          }
          int at = Arrays.binarySearch(fewer, bounds[index]);
          return at >= 0 ? at : -at - 1;
        });
  }
}
