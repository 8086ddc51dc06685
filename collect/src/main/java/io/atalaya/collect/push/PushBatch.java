package io.atalaya.collect.push;

import io.atalaya.model.Histogram;
import io.atalaya.model.SampleBatch;
import io.atalaya.model.SampleBatch.Exemplar;
import io.atalaya.model.SampleBatch.Metadata;
import io.atalaya.model.SampleValue;
import java.util.ArrayList;
import java.util.List;

/**
 * What one request holds, decoded: floats and histograms apart, because senders are told how many
 * of each were taken. Used again and again, by one thread at a time.
 */
final class PushBatch {
  private final SampleBatch floats = new SampleBatch(0);
  private final SampleBatch histograms = new SampleBatch(0);
  private final List<Exemplar> exemplars = new ArrayList<>();
  private final List<Metadata> metadata = new ArrayList<>();
  private final Faults faults = new Faults();
  private int invalidLabels;
  private int refusedSeries;
  private int invalidHistograms;

  void clear() {
    floats.reset(0);
    histograms.reset(0);
    exemplars.clear();
    metadata.clear();
    faults.clear();
    invalidLabels = 0;
    refusedSeries = 0;
    invalidHistograms = 0;
  }

  /**
   * Adds a float.
   *
   * @param startMillis when its counter began, or 0 if not known
   */
  void add(long ref, long atMillis, double value, long startMillis) {
    if (floats.size() == 0) {
      // Requests whose samples share one time are common; then the batch needs no column of times.
      floats.reset(atMillis);
    }
    floats.add(ref, atMillis, value);
    if (startMillis != 0) {
      floats.startedAt(startMillis);
    }
  }

  /** Adds a histogram, or the end of a series of them, or a fault if it contradicts itself. */
  void add(long ref, HistogramMessage message) {
    if (message.isStale()) {
      add(ref, message.timestampMillis(), SampleValue.STALE, 0);
      return;
    }
    Histogram histogram;
    try {
      histogram = message.histogram();
    } catch (IllegalArgumentException e) {
      invalidHistograms++;
      faults.add(String.valueOf(e.getMessage()));
      return;
    }
    add(ref, message.timestampMillis(), histogram, message.startMillis());
  }

  /** Adds a histogram; {@code startMillis} as above. */
  void add(long ref, long atMillis, Histogram histogram, long startMillis) {
    histograms.add(ref, atMillis, histogram);
    if (startMillis != 0) {
      histograms.startedAt(startMillis);
    }
  }

  void add(Exemplar exemplar) {
    exemplars.add(exemplar);
  }

  void add(Metadata family) {
    metadata.add(family);
  }

  /** Notes that samples are refused for what is wrong with their labels. */
  void invalidLabels(String why, int samples) {
    invalidLabels += samples;
    faults.add(why);
  }

  /** Notes that a series cannot be created. */
  void refusedSeries(String why) {
    refusedSeries++;
    faults.add(why);
  }

  /** Notes another fault, which is told and not counted. */
  void fault(String why) {
    faults.add(why);
  }

  /** Hands over what belongs to no sample: with the batch that is appended last. */
  void attachRest() {
    SampleBatch last = histograms.size() > 0 ? histograms : floats;
    exemplars.forEach(last::add);
    metadata.forEach(last::add);
  }

  SampleBatch floats() {
    return floats;
  }

  SampleBatch histograms() {
    return histograms;
  }

  Faults faults() {
    return faults;
  }

  int exemplarCount() {
    return exemplars.size();
  }

  boolean hasRest() {
    return !exemplars.isEmpty() || !metadata.isEmpty();
  }

  /** Counts what the decoding refused. */
  void countRefused(PushCounters counters) {
    counters.invalidLabels.add(invalidLabels);
    counters.refusedSeries.add(refusedSeries);
    counters.invalidHistograms.add(invalidHistograms);
  }
}
