package io.atalaya.collect.scrape;

import io.atalaya.collect.scrape.ExpositionParser.Entry;
import io.atalaya.model.SampleBatch;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What a target says about its metric families; tells the store only what is new. */
final class FamilyMetadata {
  /** Families that are remembered of one target; further ones are not told. */
  static final int MAX_FAMILIES = 100_000;

  private final Map<String, SampleBatch.Metadata> families = new ConcurrentHashMap<>();
  private final Set<String> changed = new LinkedHashSet<>();

  /** Takes the entry on which the parser stands. */
  void take(Entry entry, ExpositionParser parser) throws ExpositionException {
    String family = parser.name();
    SampleBatch.Metadata old =
        families.getOrDefault(family, new SampleBatch.Metadata(family, "", "", ""));
    SampleBatch.Metadata now =
        switch (entry) {
          case TYPE -> new SampleBatch.Metadata(family, parser.type.text(), old.unit(), old.help());
          case HELP -> new SampleBatch.Metadata(family, old.type(), old.unit(), parser.help());
          case UNIT -> new SampleBatch.Metadata(family, old.type(), parser.text(), old.help());
          case SERIES, COMMENT, END -> old;
        };
    remember(old, now);
  }

  /** Takes all that is said of a family at once. */
  void take(SampleBatch.Metadata now) {
    String family = now.family();
    remember(families.getOrDefault(family, new SampleBatch.Metadata(family, "", "", "")), now);
  }

  private void remember(SampleBatch.Metadata old, SampleBatch.Metadata now) {
    String family = now.family();
    if (!now.equals(old) && (families.size() < MAX_FAMILIES || families.containsKey(family))) {
      families.put(family, now);
      changed.add(family);
    }
  }

  /** All families known now; may be asked by another thread than the one that scrapes. */
  List<SampleBatch.Metadata> families() {
    return List.copyOf(families.values());
  }

  /** Adds what has changed to a batch. */
  void tell(SampleBatch batch) {
    for (String family : changed) {
      SampleBatch.Metadata known = families.get(family);
      if (known != null) {
        batch.add(known);
      }
    }
    changed.clear();
  }
}
