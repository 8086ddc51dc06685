package io.atalaya.query.exec;

import io.atalaya.model.Labels;
import io.atalaya.query.plan.Plan;
import java.util.IdentityHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/** What each node of a plan took and gave; kept only for queries that are to be explained. */
public final class Profile {
  private final LongSupplier nanoTime;
  private final IdentityHashMap<Plan, Counters> byNode = new IdentityHashMap<>();

  public Profile(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /**
   * The figures of one node.
   *
   * @param series that it gave, each time it was evaluated
   * @param samples values that were read from it
   * @param nanos time of all threads, with that of the nodes below
   * @param evaluations how often it was evaluated
   * @param reused how often the result of an earlier evaluation was taken instead
   */
  public record Figures(long series, long samples, long nanos, long evaluations, long reused) {}

  private static final class Counters {
    private final LongAdder series = new LongAdder();
    private final LongAdder samples = new LongAdder();
    private final LongAdder nanos = new LongAdder();
    private final LongAdder evaluations = new LongAdder();
    private final LongAdder reused = new LongAdder();
  }

  /** What is known of a node. */
  public Figures of(Plan node) {
    Counters c = counters(node);
    return new Figures(
        c.series.sum(), c.samples.sum(), c.nanos.sum(), c.evaluations.sum(), c.reused.sum());
  }

  private synchronized Counters counters(Plan node) {
    return byNode.computeIfAbsent(node, n -> new Counters());
  }

  long now() {
    return nanoTime.getAsLong();
  }

  void reused(Plan node) {
    counters(node).reused.increment();
  }

  /** Notes an evaluation that began at {@code start}, and watches who reads its result. */
  SeriesTable evaluated(Plan node, SeriesTable result, long start) {
    Counters counters = counters(node);
    counters.nanos.add(now() - start);
    counters.evaluations.increment();
    counters.series.add(result.size());
    if (result instanceof HeldTable held) {
      // Whoever needs it held takes it as it is, and reads no cursor.
      counters.samples.add(held.samples());
      return held;
    }
    return new WatchedTable(result, counters, this);
  }

  /** Notes an evaluation to a scalar. */
  void evaluatedScalar(Plan node, int steps, long start) {
    Counters counters = counters(node);
    counters.nanos.add(now() - start);
    counters.evaluations.increment();
    counters.series.add(1);
    counters.samples.add(steps);
  }

  /** Notes what a range selector gave. */
  void selected(Plan node, int series) {
    Counters counters = counters(node);
    counters.evaluations.increment();
    counters.series.add(series);
  }

  /** Notes that samples of a range selector were read, from {@code start} on. */
  void read(Plan node, int samples, long start) {
    Counters counters = counters(node);
    counters.nanos.add(now() - start);
    counters.samples.add(samples);
  }

  private record WatchedTable(SeriesTable inner, Counters counters, Profile profile)
      implements SeriesTable {
    @Override
    public int size() {
      return inner.size();
    }

    @Override
    public Labels labels(int i) {
      return inner.labels(i);
    }

    @Override
    public String label(int i, String name) {
      return inner.label(i, name);
    }

    @Override
    public boolean dropsName(int i) {
      return inner.dropsName(i);
    }

    @Override
    public boolean isDistinct() {
      return inner.isDistinct();
    }

    @Override
    public SeriesTable unwatched() {
      return inner;
    }

    @Override
    public Cursor cursor() {
      Cursor cursor = inner.cursor();
      return (i, out) -> {
        long start = profile.now();
        cursor.read(i, out);
        counters.nanos.add(profile.now() - start);
        counters.samples.add(out.size());
      };
    }
  }
}
