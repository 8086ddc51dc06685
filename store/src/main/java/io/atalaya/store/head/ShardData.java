package io.atalaya.store.head;

import io.atalaya.store.log.Checkpoint;
import io.atalaya.store.log.IngestLog;
import io.atalaya.store.log.KeptLog;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** What a shard consists of: {@link Shard} appends to it, {@link ShardUpkeep} moves it on. */
final class ShardData {
  final IngestLog log;

  /** Where files go that only followers of the log need. */
  final KeptLog kept;

  final Checkpoint checkpoint;
  final HeadLimits limits;
  final InstantSource clock;
  final Generations generations;
  final Coverage coverage;

  /** Held while a batch is on its way, and by whoever must not meet one. */
  final ReentrantLock appendLock = new ReentrantLock();

  private final Map<String, Head> heads = new ConcurrentSkipListMap<>();

  ShardData(
      IngestLog log,
      KeptLog kept,
      Checkpoint checkpoint,
      HeadLimits limits,
      InstantSource clock,
      Generations generations) {
    this.log = log;
    this.kept = kept;
    this.checkpoint = checkpoint;
    this.limits = limits;
    this.clock = clock;
    this.generations = generations;
    coverage = new Coverage(limits.blockMillis());
  }

  /** The head of a tenant, made if there is none. */
  Head head(String tenant) {
    return heads.computeIfAbsent(tenant, t -> new Head(t, limits));
  }

  /** The head of a tenant, or null. */
  @Nullable Head existing(String tenant) {
    return heads.get(tenant);
  }

  Collection<Head> heads() {
    return heads.values();
  }

  /** Tenants with a head, sorted. */
  Collection<String> tenants() {
    return heads.keySet();
  }

  /** The generation for what is appended now; under the append lock. */
  Generation generation() throws IOException {
    long period = Math.floorDiv(clock.millis(), limits.blockMillis());
    Generation usable = generations.usable(period);
    if (usable != null) {
      return usable;
    }
    Generation begun = generations.begin(period, log.end());
    log.endPart();
    return begun;
  }
}
