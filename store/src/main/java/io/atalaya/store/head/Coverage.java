package io.atalaya.store.head;

import java.util.HashMap;
import java.util.Map;

/**
 * Which segments of the log hold samples that are nowhere else: per segment, the time ranges of
 * each tenant that have not been cut to blocks yet. A segment without any can go.
 */
final class Coverage {
  /** Samples of a tenant from {@code index * length} to before {@code (index + 1) * length}. */
  private record Range(String tenant, long index) {}

  private final long rangeMillis;

  /** Per segment and range, the position behind the last frame with a sample of that range. */
  private final Map<Long, Map<Range, Long>> bySegment = new HashMap<>();

  Coverage(long rangeMillis) {
    this.rangeMillis = rangeMillis;
  }

  /** Notes a sample, by the position behind its frame. */
  void add(long position, String tenant, long time) {
    bySegment
        .computeIfAbsent(position >>> 32, s -> new HashMap<>())
        .put(new Range(tenant, Math.floorDiv(time, rangeMillis)), position);
  }

  /** Notes that a range is in blocks as far as it was logged before a position. */
  void cut(String tenant, long from, long position) {
    Range range = new Range(tenant, Math.floorDiv(from, rangeMillis));
    bySegment
        .values()
        .forEach(ranges -> ranges.computeIfPresent(range, (r, p) -> p <= position ? null : p));
  }

  /** Notes that nothing before a time is wanted any more. */
  void dropBefore(long time) {
    bySegment
        .values()
        .forEach(ranges -> ranges.keySet().removeIf(r -> (r.index() + 1) * rangeMillis <= time));
  }

  boolean isNeeded(long segment) {
    return !bySegment.getOrDefault(segment, Map.of()).isEmpty();
  }

  void forget(long segment) {
    bySegment.remove(segment);
  }
}
