package io.atalaya.collect.check;

import io.atalaya.model.Labels;
import io.atalaya.model.SampleBatch;
import io.atalaya.model.SampleGroup;
import io.atalaya.model.SampleValue;
import java.util.Arrays;

/**
 * The series of one check, some twenty, with the values of this round. There are as many tables as
 * checks, so it is arrays, searched from where the last search ended: a check writes its series in
 * the same order each time.
 *
 * <pre>
 *   absent ──put──► present ──end──► before ──put──► present
 *                                      └──end, not put──► absent, after a staleness marker
 * </pre>
 */
final class SeriesTable {
  private static final int FIRST_SIZE = 24;

  private static final byte ABSENT = 0;
  private static final byte BEFORE = 1;
  private static final byte PRESENT = 2;

  private String[] metrics = new String[FIRST_SIZE];
  private Labels[] labels = new Labels[FIRST_SIZE];
  private double[] values = new double[FIRST_SIZE];
  private long[] refs = new long[FIRST_SIZE];
  private byte[] states = new byte[FIRST_SIZE];
  private int size;
  private int hint;

  /** What gives a series its number in the store. */
  interface Registry {
    long register(String metric, Labels more);
  }

  /** Begins a round. */
  void begin() {
    hint = 0;
  }

  /** Sets the value of a series in this round. */
  void put(String metric, Labels more, double value) {
    int at = find(metric, more);
    values[at] = value;
    states[at] = PRESENT;
    hint = at + 1;
  }

  private int find(String metric, Labels more) {
    for (int i = 0; i < size; i++) {
      int at = (hint + i) % size;
      if (metrics[at].equals(metric) && labels[at].equals(more)) {
        return at;
      }
    }
    return add(metric, more);
  }

  private int add(String metric, Labels more) {
    int at = vacancy();
    metrics[at] = metric;
    labels[at] = more;
    refs[at] = SampleGroup.NO_SERIES;
    return at;
  }

  /** The place of a series that is gone, so that what changes its labels does not fill memory. */
  private int vacancy() {
    for (int i = 0; i < size; i++) {
      if (states[i] == ABSENT) {
        return i;
      }
    }
    if (size == metrics.length) {
      int larger = size + size / 2;
      metrics = Arrays.copyOf(metrics, larger);
      labels = Arrays.copyOf(labels, larger);
      values = Arrays.copyOf(values, larger);
      refs = Arrays.copyOf(refs, larger);
      states = Arrays.copyOf(states, larger);
    }
    return size++;
  }

  /** Adds the values of this round, and markers for the series that it lacks. */
  void addTo(SampleBatch batch, Registry registry) {
    for (int i = 0; i < size; i++) {
      if (states[i] != ABSENT) {
        if (refs[i] == SampleGroup.NO_SERIES) {
          refs[i] = registry.register(metrics[i], labels[i]);
        }
        batch.add(refs[i], states[i] == PRESENT ? values[i] : SampleValue.STALE);
      }
    }
  }

  /** The store has forgotten all numbers. */
  void forgetRefs() {
    Arrays.fill(refs, SampleGroup.NO_SERIES);
  }

  /** Ends a round. */
  void end() {
    for (int i = 0; i < size; i++) {
      states[i] = states[i] == PRESENT ? BEFORE : ABSENT;
    }
  }
}
