package io.atalaya.server.api.prometheus;

import io.atalaya.model.relabel.RelabelRule;
import java.util.List;
import java.util.Optional;

/** How scrape jobs are configured, by their names. */
public interface ScrapePools {
  /** The job as it runs, as YAML without secrets. */
  Optional<String> yaml(String pool);

  /** What relabels its targets. */
  Optional<List<RelabelRule>> relabelRules(String pool);
}
