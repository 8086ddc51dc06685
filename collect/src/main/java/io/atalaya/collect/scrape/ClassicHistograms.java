package io.atalaya.collect.scrape;

import io.atalaya.collect.histogram.ClassicBuckets;
import io.atalaya.collect.histogram.Coarsening;
import io.atalaya.model.Histogram;
import io.atalaya.model.Histogram.ResetHint;
import io.atalaya.model.Labels;
import io.atalaya.model.SampleBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Turns the classic histograms of a text exposition into native ones with custom buckets: {@code
 * convert_classic_histograms_to_nhcb}.
 *
 * <pre>
 *   # TYPE x histogram        the family whose series count; another type ends that
 *   x_bucket{a="1",le="1"} 2  ┐
 *   x_sum{a="1"} 3.5          ├ one histogram: x{a="1"}
 *   x_count{a="1"} 2          ┘
 *   x_count{a="2"} 0            the next: now the one before is complete
 * </pre>
 *
 * As in Prometheus, the lines of one histogram stand together: what is between them begins another
 * one. A histogram that contradicts itself is left out and counted. For one thread.
 */
final class ClassicHistograms {
  private final HistogramOptions options;
  private final ClassicBuckets buckets = new ClassicBuckets();
  private final List<SampleBatch.Exemplar> exemplars = new ArrayList<>();

  /** The family that is a histogram, as the last TYPE says; empty for none. */
  private String family = "";

  private ClassicPart.@Nullable Owner open;
  private long timeMillis;

  ClassicHistograms(HistogramOptions options) {
    this.options = options;
  }

  boolean converts() {
    return options.convertClassic();
  }

  /** Whether the series are wanted besides the histograms they become. */
  boolean keepsSeries() {
    return options.alwaysScrapeClassic();
  }

  /** Begins a body. */
  void begin() {
    family = "";
    close();
  }

  /**
   * A TYPE line says what the following series are.
   *
   * @param name family of a histogram; empty if they are of another type
   */
  void family(String name) {
    family = name;
  }

  /** Whether a series is now part of a histogram. */
  boolean takes(@Nullable ClassicPart part) {
    return part != null && !family.isEmpty() && part.owner().family().equals(family);
  }

  /**
   * Takes a number of a histogram; if it is another than before, that one is complete.
   *
   * @param atMillis the time it was given, or {@link Intake#NO_TIME}
   */
  void take(ClassicPart part, double value, long atMillis, Intake into) throws ExpositionException {
    if (!part.owner().equals(open)) {
      complete(into);
      open = part.owner();
    }
    timeMillis = atMillis;
    switch (part.kind()) {
      case BUCKET -> buckets.bucket(part.bound(), value);
      case SUM -> buckets.sum(value);
      case COUNT -> buckets.count(value);
    }
  }

  /** Takes an exemplar of the series that was taken last. */
  void take(SampleBatch.Exemplar exemplar) {
    // Exemplars of native histograms need a time of their own.
    if (exemplar.timestampMillis() != Intake.NO_TIME) {
      exemplars.add(exemplar);
    }
  }

  /** Hands on the histogram of which parts were taken, if there is one. */
  void complete(Intake into) throws ExpositionException {
    ClassicPart.Owner owner = open;
    if (owner == null) {
      return;
    }
    Optional<Histogram> built = buckets.build(ResetHint.UNKNOWN);
    if (built.isPresent()) {
      hand(owner, limited(built.get()), into);
    } else {
      into.contradictoryHistogram();
    }
    close();
  }

  private void close() {
    open = null;
    buckets.reset();
    exemplars.clear();
  }

  private Histogram limited(Histogram histogram) throws ExpositionException {
    try {
      return Coarsening.within(histogram, options.bucketLimit(), options.minBucketFactor());
    } catch (IllegalArgumentException e) {
      throw new ExpositionException(String.valueOf(e.getMessage()));
    }
  }

  private void hand(ClassicPart.Owner owner, Histogram histogram, Intake into)
      throws ExpositionException {
    byte[] key = owner.key();
    long ref = into.series(key, key.length, () -> pairs(owner.labels()));
    if (ref != SeriesCache.DROPPED) {
      into.add(ref, timeMillis, histogram);
      for (SampleBatch.Exemplar e : exemplars) {
        into.exemplar(ref, e.labels(), e.value(), e.timestampMillis());
      }
    }
  }

  private static String[] pairs(Labels labels) {
    List<String> pairs = new ArrayList<>();
    for (int i = 0; i < labels.size(); i++) {
      pairs.add(labels.name(i));
      pairs.add(labels.value(i));
    }
    return pairs.toArray(String[]::new);
  }
}
