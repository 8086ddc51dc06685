package io.atalaya.query.exec;

import java.util.function.IntToLongFunction;

/**
 * Counts samples as Prometheus does for {@code stats}: at every step those that an instant query at
 * its time would look at, and those that had to be read newly for it. Safe for many threads.
 */
interface SampleCount {
  /** Nobody wants to know. */
  SampleCount NONE =
      new SampleCount() {
        @Override
        public void queryable(int step, long samples) {}

        @Override
        public void read(int step, long samples) {}

        @Override
        public boolean isWanted() {
          return false;
        }
      };

  /** Whether it makes sense to count. */
  default boolean isWanted() {
    return true;
  }

  /** Samples that a step looks at. */
  void queryable(int step, long samples);

  /** Samples that no step before has read. */
  void read(int step, long samples);

  /** What is evaluated once, at the first step, counts as looked at by all. */
  static SampleCount once(SampleCount outer, Steps steps) {
    return new SampleCount() {
      @Override
      public void queryable(int step, long samples) {
        for (int s = 0; s < steps.count(); s++) {
          outer.queryable(s, samples);
        }
      }

      @Override
      public void read(int step, long samples) {
        outer.read(0, samples);
      }
    };
  }

  /**
   * What a subquery reads counts for the first step whose window holds it; that steps look at its
   * results is counted where they do.
   */
  static SampleCount subquery(
      SampleCount outer, Steps inner, Steps steps, IntToLongFunction windowEnd) {
    int[] firstStep = new int[inner.count()];
    int first = 0;
    for (int step = 0; step < firstStep.length; step++) {
      while (first + 1 < steps.count() && windowEnd.applyAsLong(first) < inner.millis(step)) {
        first++;
      }
      firstStep[step] = first;
    }
    return new SampleCount() {
      @Override
      public void queryable(int step, long samples) {}

      @Override
      public void read(int step, long samples) {
        outer.read(firstStep[step], samples);
      }
    };
  }
}
