package io.atalaya.query.promqltest;

import io.atalaya.model.Labels;
import io.atalaya.query.MemorySource;
import io.atalaya.query.parse.SequenceValue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Puts the series of a script into memory. */
final class TestStorage {
  private final MemorySource source = new MemorySource();

  MemorySource source() {
    return source;
  }

  void clear() {
    source.clear();
  }

  /** Of a series that is there twice in one command the last counts. */
  void load(Command.Load load) {
    Map<Labels, Command.Loaded> last = new LinkedHashMap<>();
    load.series().forEach(loaded -> last.put(loaded.series().labels(), loaded));
    last.values().forEach(loaded -> store(loaded, load.stepMillis()));
    if (load.withCustomBuckets()) {
      new CustomBucketConversion(load).storeInto(source);
    }
  }

  private void store(Command.Loaded loaded, long stepMillis) {
    Labels labels = loaded.series().labels();
    List<SequenceValue> values = loaded.series().values();
    for (int i = 0; i < values.size(); i++) {
      long millis = i * stepMillis;
      long start = start(loaded.starts(), i, millis);
      switch (values.get(i)) {
        case SequenceValue.Omitted o -> {}
        case SequenceValue.FloatValue f -> source.add(labels, millis, f.value(), start);
        case SequenceValue.HistogramValue h -> source.add(labels, millis, h.value(), start);
      }
    }
  }

  private static long start(@Nullable List<@Nullable Long> starts, int i, long millis) {
    Long relative = starts == null ? null : starts.get(i);
    return relative == null ? 0 : millis + relative;
  }
}
