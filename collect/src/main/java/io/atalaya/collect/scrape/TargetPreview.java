package io.atalaya.collect.scrape;

import io.atalaya.collect.discover.TargetGroup;
import io.atalaya.model.Labels;
import io.atalaya.model.relabel.Relabeling;
import java.util.ArrayList;
import java.util.List;

/**
 * What would become of a discovered target, without scraping it.
 *
 * @param discovered its labels before relabelling
 * @param labels its labels after; empty if it would be dropped
 * @param fault why it could not be scraped; empty if it could
 */
public record TargetPreview(Labels discovered, Labels labels, String fault) {
  /** All targets of some groups, each once. */
  public static List<TargetPreview> of(ScrapeConfig config, List<TargetGroup> groups) {
    Relabeling relabeling = Relabeling.of(config.relabelRules());
    List<TargetPreview> previews = new ArrayList<>();
    for (TargetGroup group : groups) {
      for (Labels own : group.targets()) {
        TargetPreview preview = of(config, relabeling, own, group.labels());
        if (!previews.contains(preview)) {
          previews.add(preview);
        }
      }
    }
    return previews;
  }

  private static TargetPreview of(
      ScrapeConfig config, Relabeling relabeling, Labels own, Labels ofGroup) {
    return switch (Target.of(config, relabeling, own, ofGroup)) {
      case Target.Outcome.Kept(Target target) ->
          new TargetPreview(target.discovered(), relabeled(relabeling, target.discovered()), "");
      case Target.Outcome.Dropped(Labels discovered) ->
          new TargetPreview(discovered, Labels.empty(), "");
      case Target.Outcome.Faulty(Labels discovered, String reason) ->
          new TargetPreview(discovered, Labels.empty(), reason);
    };
  }

  /** With the internal labels that the scrape itself needs, and without those of discovery. */
  private static Labels relabeled(Relabeling relabeling, Labels discovered) {
    Labels all = relabeling.apply(discovered);
    Labels.Builder out = Labels.builder();
    (all == null ? Labels.empty() : all)
        .toMap()
        .forEach((name, value) -> out.set(name, name.startsWith("__meta_") ? "" : value));
    if (!out.has("instance")) {
      out.set("instance", all == null ? "" : all.get(TargetGroup.ADDRESS));
    }
    return out.build();
  }
}
