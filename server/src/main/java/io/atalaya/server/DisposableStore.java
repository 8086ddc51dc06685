package io.atalaya.server;

import io.atalaya.model.Histogram;
import io.atalaya.model.Labels;
import io.atalaya.model.SampleBatch;
import io.atalaya.model.SampleBatch.Exemplar;
import io.atalaya.model.SampleGroup;
import io.atalaya.model.SampleSink;
import io.atalaya.model.SeriesSelection;
import io.atalaya.model.SeriesSet;
import io.atalaya.model.SeriesSource;
import io.atalaya.server.http.Routes;
import io.atalaya.store.StoreOptions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The store for suites of tests that load other series again and again: emptied in no time, because
 * what is there stays behind under the name of a tenant that nobody asks for any more. Samples
 * written before stay on the disk until the retention takes them.
 *
 * <p>Only for tests; {@link Server} uses it if asked by {@link #FEATURE}, and on loopback only.
 */
final class DisposableStore implements SampleSink, SeriesSource {
  /** The feature that adds {@code POST /-/test/reset}. */
  static final String FEATURE = "test-reset";

  private static final Duration CENTURY = Duration.ofDays(100 * 365);

  /** Where a reference says of which generation it is: above what a store uses in a suite. */
  private static final int MARK_SHIFT = 48;

  private static final int MAX_MARK = 0x7fff;

  private final SampleSink sink;
  private final SeriesSource source;
  private final AtomicInteger generation = new AtomicInteger();

  DisposableStore(SampleSink sink, SeriesSource source) {
    this.sink = sink;
    this.source = source;
  }

  /** Limits that refuse no sample for its age: tests begin in 1970. */
  static StoreOptions ofAnyAge(StoreOptions limits) {
    return limits.withRetention(CENTURY).withLateWindow(CENTURY);
  }

  /** Forgets all series. */
  void empty() {
    generation.incrementAndGet();
  }

  /** Adds {@code POST /-/test/reset}. */
  void addTo(Routes routes) {
    routes.post(
        "/-/test/reset",
        (request, response) -> {
          empty();
          response.sendText("");
        });
  }

  private static String tenant(String tenant, int generation) {
    return tenant + "-" + generation;
  }

  private SeriesSelection current(SeriesSelection s) {
    return new SeriesSelection(
        tenant(s.tenant(), generation.get()),
        s.matchers(),
        s.fromMillis(),
        s.toMillis(),
        s.shard(),
        s.shards(),
        s.use());
  }

  @Override
  public SeriesSet select(SeriesSelection selection) {
    return source.select(current(selection));
  }

  @Override
  public List<String> labelNames(SeriesSelection selection, int limit) {
    return source.labelNames(current(selection), limit);
  }

  @Override
  public List<String> labelValues(String name, SeriesSelection selection, int limit) {
    return source.labelValues(name, current(selection), limit);
  }

  @Override
  public SampleGroup open(String tenant, String key) {
    return new Group(tenant, key);
  }

  /**
   * A group of the generation that is current when it is used; for one thread at a time. The
   * references it gives say of which generation they are, so that rows of another are refused as
   * unknown and their writer registers them again.
   */
  private final class Group implements SampleGroup {
    private final String tenant;
    private final String key;
    private int opened;
    private SampleGroup group;

    Group(String tenant, String key) {
      this.tenant = tenant;
      this.key = key;
      opened = generation.get();
      group = sink.open(tenant(tenant, opened), key);
    }

    private SampleGroup current() {
      int now = generation.get();
      if (now != opened) {
        group.close();
        group = sink.open(tenant(tenant, now), key);
        opened = now;
      }
      return group;
    }

    @Override
    public long register(Labels labels) {
      return marked(current().register(labels), opened);
    }

    @Override
    public Appended append(SampleBatch batch) {
      SampleGroup into = current();
      SampleBatch known = new SampleBatch(batch.timestampMillis());
      for (int row = 0; row < batch.size(); row++) {
        if (isOf(batch.ref(row), opened)) {
          copy(batch, row, known);
        }
      }
      batch.exemplars().stream()
          .filter(e -> isOf(e.ref(), opened))
          .map(e -> new Exemplar(plain(e.ref()), e.labels(), e.value(), e.timestampMillis()))
          .forEach(known::add);
      batch.metadata().forEach(known::add);
      if (batch.mustBeDurable()) {
        known.requireDurable();
      }
      Appended done = into.append(known);
      return new Appended(
          done.appended(),
          done.outOfOrder(),
          done.duplicate(),
          done.tooFarAhead(),
          done.unknownSeries() + batch.size() - known.size());
    }

    @Override
    public void close() {
      group.close();
    }
  }

  private static long marked(long ref, int generation) {
    return ref | (long) (generation & MAX_MARK) << MARK_SHIFT;
  }

  private static boolean isOf(long ref, int generation) {
    return ref >>> MARK_SHIFT == (generation & MAX_MARK);
  }

  private static long plain(long ref) {
    return ref & ((1L << MARK_SHIFT) - 1);
  }

  private static void copy(SampleBatch from, int row, SampleBatch to) {
    Histogram histogram = from.histogram(row);
    long ref = plain(from.ref(row));
    if (histogram == null) {
      to.add(ref, from.timestampMillis(row), from.value(row));
    } else {
      to.add(ref, from.timestampMillis(row), histogram);
    }
    if (from.startTimestampMillis(row) != 0) {
      to.startedAt(from.startTimestampMillis(row));
    }
  }
}
