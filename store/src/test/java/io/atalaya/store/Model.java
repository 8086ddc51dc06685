package io.atalaya.store;

import io.atalaya.model.Histogram;
import io.atalaya.model.Labels;
import io.atalaya.model.Matcher;
import io.atalaya.model.SampleGroup.Appended;
import io.atalaya.model.SeriesSamples;
import io.atalaya.model.SeriesSelection;
import io.atalaya.model.SeriesSet;
import io.atalaya.model.SeriesSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a store should hold, kept as simply as possible: a sorted map of sorted maps. */
final class Model {
  /** A sample as a sender sees it. */
  record Sample(Labels labels, long time, long bits, long start, @Nullable Histogram histogram) {
    boolean sameValue(Sample other) {
      return histogram == null
          ? other.histogram == null && bits == other.bits
          : histogram.equals(other.histogram);
    }

    @Override
    public String toString() {
      String value = histogram == null ? Long.toHexString(bits) : "h" + histogram.count();
      return value + "@" + time + (start == 0 ? "" : "^" + start);
    }
  }

  private static final Comparator<Labels> ORDER =
      Comparator.comparing(Labels::metricName, Labels::compareUtf8)
          .thenComparing(Comparator.naturalOrder());

  private final TreeMap<Labels, TreeMap<Long, Sample>> series = new TreeMap<>(ORDER);
  private final StoreOptions options;
  private boolean backfill;

  Model(StoreOptions options) {
    this.options = options;
  }

  /** From now on no sample comes too late. */
  void acceptBackfill() {
    backfill = true;
  }

  /** Appends a batch by the rules of the store. */
  Appended append(List<Sample> batch, long now) {
    int late = 0;
    int ahead = 0;
    List<Sample> admitted = new ArrayList<>();
    for (Sample sample : batch) {
      if (sample.time() > now + options.maxAhead().toMillis()) {
        ahead++;
      } else if (isTooLate(sample, now)) {
        late++;
      } else {
        admitted.add(sample);
      }
    }
    admitted.sort(Comparator.comparingLong(Sample::time));
    int duplicates = 0;
    for (Sample sample : admitted) {
      Sample there = of(sample.labels()).putIfAbsent(sample.time(), sample);
      duplicates += there == null || there.sameValue(sample) ? 0 : 1;
    }
    return new Appended(admitted.size() - duplicates, late, duplicates, ahead, 0);
  }

  private boolean isTooLate(Sample sample, long now) {
    if (sample.time() < now - options.retention().toMillis()) {
      return true;
    }
    SortedMap<Long, Sample> stored = of(sample.labels());
    return !stored.isEmpty()
        && !backfill
        && sample.time() < stored.lastKey() - options.lateWindow().toMillis();
  }

  private SortedMap<Long, Sample> of(Labels labels) {
    return series.computeIfAbsent(labels, l -> new TreeMap<>());
  }

  /** Forgets what is older than a time. */
  void dropBefore(long time) {
    series.values().forEach(samples -> samples.headMap(time).clear());
  }

  /** Puts a sample whatever the rules say, if there is none at its time. */
  void put(Sample sample) {
    of(sample.labels()).putIfAbsent(sample.time(), sample);
  }

  /** Samples in the range, series by series. */
  List<List<Sample>> samples(List<Matcher> matchers, long from, long to) {
    List<List<Sample>> found = new ArrayList<>();
    for (Map.Entry<Labels, TreeMap<Long, Sample>> one : series.entrySet()) {
      var inRange = one.getValue().subMap(from, true, to, true).values();
      if (!inRange.isEmpty() && matchers.stream().allMatch(m -> m.matches(one.getKey()))) {
        found.add(List.copyOf(inRange));
      }
    }
    return found;
  }

  /** Series with samples in the range, each as a line of text. */
  List<String> select(List<Matcher> matchers, long from, long to) {
    List<String> lines = new ArrayList<>();
    for (List<Sample> one : samples(matchers, from, to)) {
      lines.add(one.getFirst().labels() + " " + one);
    }
    return lines;
  }

  /** The same lines from a store. */
  static List<String> select(
      SeriesSource source, String tenant, List<Matcher> matchers, long from, long to) {
    List<String> lines = new ArrayList<>();
    SeriesSamples samples = new SeriesSamples();
    try (SeriesSet found = source.select(SeriesSelection.of(tenant, matchers, from, to))) {
      for (int i = 0; i < found.size(); i++) {
        found.read(i, samples);
        List<Sample> list = toList(found.labels(i), samples);
        if (!list.isEmpty()) {
          lines.add(found.labels(i) + " " + list);
        }
      }
    }
    return lines;
  }

  /** Compares all that a store has in a range with what it should have, bit by bit. */
  void requireSame(SeriesSource source, String tenant, List<Matcher> matchers, long from, long to) {
    Iterator<List<Sample>> expected = samples(matchers, from, to).iterator();
    SeriesSamples samples = new SeriesSamples();
    try (SeriesSet found = source.select(SeriesSelection.of(tenant, matchers, from, to))) {
      for (int i = 0; i < found.size(); i++) {
        found.read(i, samples);
        if (samples.size() > 0) {
          List<Sample> one = toList(found.labels(i), samples);
          requireSame(one, expected.hasNext() ? expected.next() : List.of());
        }
      }
    }
    if (expected.hasNext()) {
      throw new AssertionError("missing: " + expected.next().getFirst().labels());
    }
  }

  private static void requireSame(List<Sample> found, List<Sample> expected) {
    for (int i = 0; i < Math.max(found.size(), expected.size()); i++) {
      Sample one = i < found.size() ? found.get(i) : null;
      Sample other = i < expected.size() ? expected.get(i) : null;
      if (!Objects.equals(one, other)) {
        Labels labels = (one == null ? Objects.requireNonNull(other) : one).labels();
        throw new AssertionError(
            "sample %d of %s is %s, not %s; found %d, expected %d"
                .formatted(i, labels, one, other, found.size(), expected.size()));
      }
    }
  }

  /** Forgets samples in a range, both ends included. */
  void delete(List<Matcher> matchers, long from, long to) {
    series.forEach(
        (labels, samples) -> {
          if (matchers.stream().allMatch(m -> m.matches(labels))) {
            samples.subMap(from, true, to, true).clear();
          }
        });
  }

  static List<Sample> toList(Labels labels, SeriesSamples samples) {
    List<Sample> list = new ArrayList<>();
    for (int row = samples.from; row < samples.to; row++) {
      long start = samples.startMillis == null ? 0 : samples.startMillis[row];
      Histogram histogram = samples.histograms == null ? null : samples.histograms[row];
      long bits = Double.doubleToRawLongBits(samples.values[row]);
      list.add(new Sample(labels, samples.times.millis(row), bits, start, histogram));
    }
    return list;
  }
}
