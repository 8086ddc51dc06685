package io.atalaya.collect.scrape;

import io.atalaya.model.Labels;
import java.util.List;
import java.util.Map;

/**
 * All targets at one moment.
 *
 * @param active targets that are scraped, job by job
 * @param dropped targets that relabelling dropped, as far as they are remembered
 * @param droppedCounts how many targets each job dropped, remembered or not
 */
public record Targets(
    List<TargetStatus> active, List<Dropped> dropped, Map<String, Integer> droppedCounts) {
  /** A target that is not scraped. */
  public record Dropped(String pool, Labels discovered) {}

  public Targets {
    active = List.copyOf(active);
    dropped = List.copyOf(dropped);
    droppedCounts = Map.copyOf(droppedCounts);
  }
}
