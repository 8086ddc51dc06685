package io.atalaya.store.head;

import java.util.HashMap;
import java.util.Map;

/**
 * Which generations hold samples that are in no block: per generation, the time ranges of each
 * tenant that have not been cut since. One without any can go.
 */
final class Coverage {
  /** Samples of a tenant from {@code index * length} to before {@code (index + 1) * length}. */
  private record Range(String tenant, long index) {}

  private final long rangeMillis;

  /** Per generation and range, the position behind the last frame with a sample of that range. */
  private final Map<Long, Map<Range, Long>> byGeneration = new HashMap<>();

  Coverage(long rangeMillis) {
    this.rangeMillis = rangeMillis;
  }

  /** Notes a sample, by the position behind its frame of the log. */
  void add(long generation, String tenant, long time, long position) {
    byGeneration
        .computeIfAbsent(generation, s -> new HashMap<>())
        .merge(new Range(tenant, Math.floorDiv(time, rangeMillis)), position, Math::max);
  }

  /** Notes that a range is in blocks as far as it was logged before a position. */
  void cut(String tenant, long from, long position) {
    Range range = new Range(tenant, Math.floorDiv(from, rangeMillis));
    byGeneration
        .values()
        .forEach(ranges -> ranges.computeIfPresent(range, (r, p) -> p <= position ? null : p));
  }

  /** Notes that nothing before a time is wanted any more. */
  void dropBefore(long time) {
    byGeneration
        .values()
        .forEach(ranges -> ranges.keySet().removeIf(r -> (r.index() + 1) * rangeMillis <= time));
  }

  boolean isNeeded(long generation) {
    return !byGeneration.getOrDefault(generation, Map.of()).isEmpty();
  }

  void forget(long generation) {
    byGeneration.remove(generation);
  }
}
