package io.atalaya.server;

import io.atalaya.model.SampleSink;
import io.atalaya.model.Scheduler;
import io.atalaya.store.Tsdb;
import io.atalaya.store.block.BlockInfo;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * From when on the samples of the store are complete: some hours after the oldest, as Prometheus
 * has it, so that what was before the store's own time is asked for elsewhere.
 */
final class LocalBegin implements LongSupplier {
  /** How long after the first sample the store may still lack some: two blocks of Prometheus. */
  private static final Duration MARGIN = Duration.ofHours(4);

  /** How long an answer is good for: looking for the oldest sample of a head costs some time. */
  private static final Duration VALIDITY = Duration.ofMinutes(1);

  private final Tsdb store;
  private final Scheduler clock;
  private long found;
  private long goodUntil = Long.MIN_VALUE;

  LocalBegin(Tsdb store, Scheduler clock) {
    this.store = store;
    this.clock = clock;
  }

  @Override
  public synchronized long getAsLong() {
    long now = clock.millis();
    if (now >= goodUntil) {
      goodUntil = now + VALIDITY.toMillis();
      found = oldest();
    }
    return found == Long.MAX_VALUE ? found : found + MARGIN.toMillis();
  }

  private long oldest() {
    return store.blocks().stream()
        .mapToLong(BlockInfo::firstMillis)
        .min()
        .orElseGet(() -> store.headStatistics(SampleSink.DEFAULT_TENANT, 1).firstMillis());
  }
}
