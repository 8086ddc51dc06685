package io.atalaya.store;

import io.atalaya.model.Histogram;
import io.atalaya.model.Labels;
import io.atalaya.model.SeriesSamples;
import io.atalaya.model.SeriesSelection;
import io.atalaya.model.SeriesSet;
import io.atalaya.model.TimeColumn;
import io.atalaya.store.block.BlockStore;
import io.atalaya.store.block.HeadSnapshot;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Blocks kept as lists; what was there first counts. */
final class MemoryBlocks implements BlockStore {
  private final Model model;
  private final BooleanSupplier fails;
  private final List<String> cuts = new ArrayList<>();

  MemoryBlocks(StoreOptions options, BooleanSupplier fails) {
    model = new Model(options);
    this.fails = fails;
  }

  /** What was cut, as text. */
  List<String> cuts() {
    return cuts;
  }

  @Override
  public void add(HeadSnapshot cut) throws IOException {
    if (fails.getAsBoolean()) {
      throw new IOException("no block today");
    }
    cuts.add(cut.tenant() + " " + cut.fromMillis() + "-" + cut.toMillis());
    SeriesSamples samples = new SeriesSamples();
    for (int i = 0; i < cut.series().size(); i++) {
      cut.series().read(i, samples);
      for (Model.Sample sample : Model.toList(cut.series().labels(i), samples)) {
        if (sample.time() < cut.fromMillis() || sample.time() >= cut.toMillis()) {
          throw new AssertionError(sample + " is not in " + cuts.getLast());
        }
        model.put(sample);
      }
    }
  }

  @Override
  public SeriesSet select(SeriesSelection selection) {
    List<List<Model.Sample>> found =
        model.samples(selection.matchers(), selection.fromMillis(), selection.toMillis());
    return new ListSet(found);
  }

  @Override
  public List<String> labelNames(SeriesSelection selection, int limit) {
    TreeSet<String> names = new TreeSet<>();
    for (List<Model.Sample> one : all(selection)) {
      names.addAll(one.getFirst().labels().toMap().keySet());
    }
    return List.copyOf(names);
  }

  @Override
  public List<String> labelValues(String name, SeriesSelection selection, int limit) {
    TreeSet<String> values = new TreeSet<>();
    for (List<Model.Sample> one : all(selection)) {
      values.add(one.getFirst().labels().get(name));
    }
    values.remove("");
    return List.copyOf(values);
  }

  private List<List<Model.Sample>> all(SeriesSelection selection) {
    return model.samples(selection.matchers(), Long.MIN_VALUE, Long.MAX_VALUE);
  }

  @Override
  public Set<String> holding(SeriesSelection selection) {
    return Set.of();
  }

  @Override
  public List<String> missing(long fromMillis, long toMillis) {
    return List.of();
  }

  @Override
  public void close() {}

  private record ListSet(List<List<Model.Sample>> series) implements SeriesSet {
    @Override
    public int size() {
      return series.size();
    }

    @Override
    public Labels labels(int i) {
      return series.get(i).getFirst().labels();
    }

    @Override
    public void read(int i, SeriesSamples into) {
      List<Model.Sample> samples = series.get(i);
      into.clear();
      into.ensureCapacity(samples.size());
      into.times =
          new TimeColumn(samples.stream().mapToLong(Model.Sample::time).toArray(), samples.size());
      into.to = samples.size();
      into.startMillis = samples.stream().mapToLong(Model.Sample::start).toArray();
      @Nullable Histogram[] histograms = new @Nullable Histogram[samples.size()];
      for (int row = 0; row < samples.size(); row++) {
        into.values[row] = Double.longBitsToDouble(samples.get(row).bits());
        histograms[row] = samples.get(row).histogram();
      }
      into.histograms = histograms;
    }

    @Override
    public void close() {}
  }
}
