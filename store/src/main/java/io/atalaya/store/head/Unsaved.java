package io.atalaya.store.head;

import io.atalaya.model.SampleBatch.Exemplar;
import io.atalaya.model.SampleBatch.Metadata;
import java.util.ArrayList;
import java.util.List;

/**
 * What came in beside the rows of epochs and is in the log only.
 *
 * @param late samples that fitted no row
 */
record Unsaved(List<Late> late, List<Exemplar> exemplars, List<Metadata> metadata) {
  /**
   * A late sample.
   *
   * @param ref of its series
   * @param position behind its frame of the log
   */
  record Late(long ref, long position, LateSamples.Sample sample) {}

  static Unsaved nothing() {
    return new Unsaved(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
  }

  /** Puts others in front of these. */
  void addFirst(Unsaved others) {
    late.addAll(0, others.late);
    exemplars.addAll(0, others.exemplars);
    metadata.addAll(0, others.metadata);
  }

  boolean isEmpty() {
    return late.isEmpty() && exemplars.isEmpty() && metadata.isEmpty();
  }
}
