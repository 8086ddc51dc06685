package io.atalaya.collect.push;

import io.atalaya.model.Histogram;
import io.atalaya.model.SampleBatch;
import io.atalaya.model.SampleValue;

/**
 * What one request has for one lane: floats and histograms apart, because senders are told how many
 * of each were taken. Used again and again, by one thread at a time.
 */
final class LanePart {
  private final SampleBatch floats = new SampleBatch(0);
  private final SampleBatch histograms = new SampleBatch(0);
  private Lane lane;
  private boolean begun;
  private long first;
  private long last;

  LanePart(Lane lane) {
    this.lane = lane;
  }

  /** Empties it, for a lane. */
  void reset(Lane next) {
    lane = next;
    begun = false;
    floats.reset(0);
    histograms.reset(0);
  }

  Lane lane() {
    return lane;
  }

  /** Whether it has samples. */
  boolean isBegun() {
    return begun;
  }

  /** The time of its first sample. */
  long first() {
    return first;
  }

  /** The newest time. */
  long last() {
    return last;
  }

  /** Whether a series whose next sample has this time is late here. */
  boolean isAheadOf(long time) {
    return time < (begun ? first : lane.newest());
  }

  void begin(long time) {
    if (!begun) {
      begun = true;
      first = time;
      last = time;
      // Most often all samples of a source have one time; then the batch needs no column of times.
      floats.reset(time);
      histograms.reset(time);
    }
  }

  void add(long ref, long atMillis, double value, long startMillis) {
    last = Math.max(last, atMillis);
    floats.add(ref, atMillis, value);
    if (startMillis != 0) {
      floats.startedAt(startMillis);
    }
  }

  void add(long ref, long atMillis, Histogram histogram, long startMillis) {
    last = Math.max(last, atMillis);
    histograms.add(ref, atMillis, histogram);
    if (startMillis != 0) {
      histograms.startedAt(startMillis);
    }
  }

  /** Adds the end of a series of histograms. */
  void addEnd(long ref, long atMillis) {
    last = Math.max(last, atMillis);
    histograms.add(ref, atMillis, SampleValue.STALE);
  }

  SampleBatch floats() {
    return floats;
  }

  SampleBatch histograms() {
    return histograms;
  }
}
