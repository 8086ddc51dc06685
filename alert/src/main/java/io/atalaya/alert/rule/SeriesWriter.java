package io.atalaya.alert.rule;

import io.atalaya.model.Labels;
import io.atalaya.model.QueryValue.Sample;
import io.atalaya.model.SampleBatch;
import io.atalaya.model.SampleGroup;
import io.atalaya.model.SampleGroup.Appended;
import io.atalaya.model.SampleValue;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Stores what the rules of one group give, and the ends of series. One thread at a time. */
final class SeriesWriter implements AutoCloseable {
  private final SampleGroup column;
  private final Map<Labels, Long> refs = new HashMap<>();
  private final SampleBatch batch = new SampleBatch(0);

  SeriesWriter(SampleGroup column) {
    this.column = column;
  }

  /**
   * Stores samples at one time.
   *
   * @return how many were refused
   * @throws io.atalaya.model.SinkUnavailableException if nothing can be stored now
   * @throws io.atalaya.model.SeriesLimitException if there are too many series
   */
  int write(long atMillis, List<Sample> samples) {
    Appended appended = append(atMillis, samples);
    if (appended.unknownSeries() > 0) {
      refs.clear();
      appended = append(atMillis, samples);
    }
    return appended.outOfOrder() + appended.duplicate() + appended.tooFarAhead();
  }

  /** Marks series stale; one that another rule goes on with keeps that rule's sample. */
  void end(long atMillis, Collection<Labels> ended) {
    List<Sample> markers =
        ended.stream().map(series -> new Sample(series, SampleValue.STALE, null)).toList();
    write(atMillis, markers);
    ended.forEach(refs::remove);
  }

  private Appended append(long atMillis, List<Sample> samples) {
    batch.reset(atMillis);
    for (Sample sample : samples) {
      long ref = refs.computeIfAbsent(sample.labels(), column::register);
      if (sample.histogram() == null) {
        batch.add(ref, sample.value());
      } else {
        batch.add(ref, atMillis, sample.histogram());
      }
    }
    return batch.size() == 0 ? new Appended(0, 0, 0, 0, 0) : column.append(batch);
  }

  @Override
  public void close() {
    column.close();
  }
}
