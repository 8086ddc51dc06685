package io.atalaya.server;

import io.atalaya.model.Labels;
import io.atalaya.model.SampleBatch;
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
   * A group of the generation that is current when it is used; for one thread at a time. References
   * of another generation look like those of this one, so after a change appends are refused until
   * the writer, told that its series are unknown, has begun to register them again.
   */
  private final class Group implements SampleGroup {
    private final String tenant;
    private final String key;
    private int opened;
    private SampleGroup group;
    private boolean outdated;
    private boolean refused;

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
        outdated = true;
        refused = false;
      }
      return group;
    }

    @Override
    public long register(Labels labels) {
      SampleGroup into = current();
      outdated &= !refused;
      return into.register(labels);
    }

    @Override
    public Appended append(SampleBatch batch) {
      SampleGroup into = current();
      if (outdated) {
        refused = true;
        return new Appended(0, 0, 0, 0, batch.size());
      }
      return into.append(batch);
    }

    @Override
    public void close() {
      group.close();
    }
  }
}
