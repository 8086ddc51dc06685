package io.atalaya.collect.scrape;

import io.atalaya.model.Labels;
import io.atalaya.model.SampleBatch;
import java.util.List;

/**
 * What one target says about its metric families.
 *
 * @param target labels of the target
 * @param families in no particular order; none before the first scrape
 */
public record TargetMetadata(Labels target, List<SampleBatch.Metadata> families) {
  public TargetMetadata {
    families = List.copyOf(families);
  }
}
