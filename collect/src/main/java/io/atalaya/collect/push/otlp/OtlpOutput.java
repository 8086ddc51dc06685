package io.atalaya.collect.push.otlp;

import io.atalaya.model.Histogram;
import io.atalaya.model.Labels;
import io.atalaya.model.SampleBatch.Metadata;
import java.util.List;

/** Takes what OTLP was translated to. */
public interface OtlpOutput {
  /** When a sample was taken and when its counting began, 0 if not known; milliseconds. */
  record Times(long startMillis, long atMillis) {}

  /** An exemplar, its time 0 if not known. */
  record Exemplar(Labels labels, double value, long timestampMillis) {}

  void sample(Labels series, Times times, double value, List<Exemplar> exemplars);

  void histogram(Labels series, Times times, Histogram histogram, List<Exemplar> exemplars);

  void metadata(Metadata family);

  /** Says that points cannot be taken. */
  void reject(String why, int points);
}
