package io.atalaya.server.remoteread;

import io.atalaya.model.Histogram;
import io.atalaya.model.Labels;
import io.atalaya.model.SeriesSamples;
import io.atalaya.model.TimeColumn;
import io.atalaya.store.promblock.ChunkDecoder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A series that another server has sent, in memory. Samples come in the order of time. */
final class FetchedSeries implements ChunkDecoder.Sink {
  private final Labels labels;
  private final long fromMillis;
  private final long toMillis;
  private long[] times = new long[16];
  private double[] values = new double[16];
  private @Nullable Histogram @Nullable [] histograms;
  private int size;
  private @Nullable TimeColumn column;

  /** A series of which the samples of a range of time are kept, both ends included. */
  FetchedSeries(Labels labels, long fromMillis, long toMillis) {
    this.labels = labels;
    this.fromMillis = fromMillis;
    this.toMillis = toMillis;
  }

  Labels labels() {
    return labels;
  }

  int size() {
    return size;
  }

  @Override
  public void add(long atMillis, double value) {
    if (isWanted(atMillis)) {
      row(atMillis);
      values[size++] = value;
    }
  }

  @Override
  public void add(long atMillis, Histogram histogram) {
    if (isWanted(atMillis)) {
      row(atMillis);
      if (histograms == null) {
        histograms = new @Nullable Histogram[times.length];
      }
      histograms[size++] = histogram;
    }
  }

  /** Chunks may overlap each other, and the range that was asked for. */
  private boolean isWanted(long atMillis) {
    return atMillis >= fromMillis
        && atMillis <= toMillis
        && (size == 0 || atMillis > times[size - 1]);
  }

  private void row(long atMillis) {
    if (size == times.length) {
      times = Arrays.copyOf(times, size * 2);
      values = Arrays.copyOf(values, size * 2);
      histograms = histograms == null ? null : Arrays.copyOf(histograms, size * 2);
    }
    times[size] = atMillis;
  }

  /** No more samples will come. */
  void end() {
    column = new TimeColumn(times, size);
  }

  void read(SeriesSamples into) {
    into.clear();
    into.times = column == null ? new TimeColumn(times, size) : column;
    into.from = 0;
    into.to = size;
    into.ensureCapacity(size);
    System.arraycopy(values, 0, into.values, 0, size);
    into.histograms = histograms == null ? null : histograms.clone();
  }
}
