package io.atalaya.collect.push;

import io.atalaya.collect.histogram.HistogramCheck;
import io.atalaya.collect.push.otlp.OtlpOutput;
import io.atalaya.model.Histogram;
import io.atalaya.model.Labels;
import io.atalaya.model.SampleBatch.Metadata;
import io.atalaya.model.SeriesLimitException;
import java.util.List;
import java.util.Optional;

/** Fills a batch with samples whose series are given as labels, checking these. */
final class LabelledPush implements OtlpOutput {
  private final SeriesRegistry registry;
  private final PushBatch batch;
  private final SeriesNames names;
  private final SeriesPlace place = new SeriesPlace();
  private int rejected;

  LabelledPush(SeriesRegistry registry, PushLimits limits, PushBatch batch) {
    this.registry = registry;
    this.batch = batch;
    this.names = new SeriesNames(limits);
  }

  /** Goes to a series; false if it is refused, which is told. */
  private boolean find(Labels series) {
    names.begin();
    for (int i = 0; i < series.size(); i++) {
      names.add(series.name(i), series.value(i));
    }
    Optional<String> fault = names.fault();
    if (fault.isPresent()) {
      batch.invalidLabels(fault.get(), 1);
      return false;
    }
    try {
      place.learn(registry.register(series), Lanes.sourceOf(series));
      return true;
    } catch (SeriesLimitException e) {
      batch.refusedSeries(String.valueOf(e.getMessage()));
      return false;
    }
  }

  /** Adds a float without more. */
  void sample(Labels series, long atMillis, double value) {
    if (find(series)) {
      batch.add(place, atMillis, value, 0);
    }
  }

  @Override
  public void sample(Labels series, Times times, double value, List<Exemplar> exemplars) {
    if (find(series)) {
      batch.add(place, times.atMillis(), value, times.startMillis());
      add(times, exemplars);
    }
  }

  @Override
  public void histogram(Labels series, Times times, Histogram histogram, List<Exemplar> exemplars) {
    HistogramCheck.requirePlausible(histogram);
    if (find(series)) {
      batch.add(place, times.atMillis(), histogram, times.startMillis());
      add(times, exemplars);
    }
  }

  private void add(Times times, List<Exemplar> exemplars) {
    for (Exemplar exemplar : exemplars) {
      long at = exemplar.timestampMillis() == 0 ? times.atMillis() : exemplar.timestampMillis();
      batch.add(place, exemplar.labels(), exemplar.value(), at);
    }
  }

  @Override
  public void metadata(Metadata family) {
    batch.add(family);
  }

  @Override
  public void reject(String why, int points) {
    rejected += points;
    batch.fault(why);
  }

  /** Points that were refused before they became samples. */
  int rejected() {
    return rejected;
  }
}
