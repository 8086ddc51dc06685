package io.atalaya.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was seen at once, from one source: the samples of one scrape, one check or one pushed
 * request. They become visible to queries together.
 *
 * <p>Columns, one row a sample: the series ({@link SampleGroup#register}), and a float or a
 * histogram. All rows share {@link #timestampMillis()} unless some row was given its own. A batch
 * is filled by one thread and may be {@link #reset} and filled again.
 */
public final class SampleBatch {
  /** A sample with labels of its own, attached to a series: often a trace id. */
  public record Exemplar(long ref, Labels labels, double value, long timestampMillis) {}

  /** What a metric family is, as its source says. */
  public record Metadata(String family, String type, String unit, String help) {}

  private long timestampMillis;
  private boolean durable;
  private int size;
  private long[] refs = new long[64];
  private double[] values = new double[64];
  private long @Nullable [] timestamps;
  private long @Nullable [] startTimestamps;
  private @Nullable Histogram @Nullable [] histograms;
  private final List<Exemplar> exemplars = new ArrayList<>();
  private final List<Metadata> metadata = new ArrayList<>();

  public SampleBatch(long timestampMillis) {
    this.timestampMillis = timestampMillis;
  }

  /** Empties the batch for another instant; keeps its arrays. */
  public void reset(long newTimestampMillis) {
    timestampMillis = newTimestampMillis;
    durable = false;
    size = 0;
    timestamps = null;
    startTimestamps = null;
    histograms = null;
    exemplars.clear();
    metadata.clear();
  }

  /** Adds a float at the batch's own time. */
  public void add(long ref, double value) {
    add(ref, timestampMillis, value);
  }

  /** Adds a float at a time of its own. */
  public void add(long ref, long atMillis, double value) {
    int row = nextRow(ref, atMillis);
    values[row] = value;
  }

  /** Adds a native histogram at a time of its own. */
  public void add(long ref, long atMillis, Histogram histogram) {
    int row = nextRow(ref, atMillis);
    if (histograms == null) {
      histograms = new Histogram[refs.length];
    }
    histograms[row] = histogram;
  }

  /** Says when the counter of the row added last was started, in milliseconds since the epoch. */
  public void startedAt(long startMillis) {
    if (startTimestamps == null) {
      startTimestamps = new long[refs.length];
    }
    startTimestamps[size - 1] = startMillis;
  }

  public void add(Exemplar exemplar) {
    exemplars.add(exemplar);
  }

  public void add(Metadata family) {
    metadata.add(family);
  }

  /** Asks that the append returns only after the samples are on the disk itself. */
  public void requireDurable() {
    durable = true;
  }

  private int nextRow(long ref, long atMillis) {
    if (size == refs.length) {
      grow();
    }
    int row = size++;
    refs[row] = ref;
    if (timestamps == null && atMillis != timestampMillis) {
      timestamps = new long[refs.length];
      Arrays.fill(timestamps, 0, row, timestampMillis);
    }
    if (timestamps != null) {
      timestamps[row] = atMillis;
    }
    return row;
  }

  private void grow() {
    int capacity = refs.length * 2;
    refs = Arrays.copyOf(refs, capacity);
    values = Arrays.copyOf(values, capacity);
    timestamps = timestamps == null ? null : Arrays.copyOf(timestamps, capacity);
    startTimestamps = startTimestamps == null ? null : Arrays.copyOf(startTimestamps, capacity);
    histograms = histograms == null ? null : Arrays.copyOf(histograms, capacity);
  }

  public int size() {
    return size;
  }

  public long timestampMillis() {
    return timestampMillis;
  }

  /** Whether every row has the batch's own time. */
  public boolean sharesOneTimestamp() {
    return timestamps == null;
  }

  public boolean mustBeDurable() {
    return durable;
  }

  public long ref(int row) {
    return refs[row];
  }

  public long timestampMillis(int row) {
    return timestamps == null ? timestampMillis : timestamps[row];
  }

  /** The float of a row; without meaning where {@link #histogram} is not null. */
  public double value(int row) {
    return values[row];
  }

  public @Nullable Histogram histogram(int row) {
    return histograms == null ? null : histograms[row];
  }

  /** When the row's counter was started, or 0 if not known. */
  public long startTimestampMillis(int row) {
    return startTimestamps == null ? 0 : startTimestamps[row];
  }

  public List<Exemplar> exemplars() {
    return exemplars;
  }

  public List<Metadata> metadata() {
    return metadata;
  }
}
