package io.atalaya.collect.ping;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** So many at once and so many a second, for each of at most so many keys. */
final class RateLimit {
  /** Keys that are remembered; the one that was quiet for longest is forgotten first. */
  static final int MAX_KEYS = 10_000;

  private final int burst;
  private final double perSecond;
  private final Map<String, Bucket> buckets =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
          return size() > MAX_KEYS;
        }
      };

  private record Bucket(double left, Instant at) {}

  RateLimit(int burst, double perSecond) {
    this.burst = burst;
    this.perSecond = perSecond;
  }

  /** Takes one of what a key may have; false if nothing is left. */
  synchronized boolean take(String key, Instant now) {
    Bucket bucket = buckets.getOrDefault(key, new Bucket(burst, now));
    double seconds = Math.max(0, Duration.between(bucket.at(), now).toMillis() / 1000.0);
    double left = Math.min(burst, bucket.left() + seconds * perSecond);
    buckets.put(key, new Bucket(left >= 1 ? left - 1 : left, now));
    return left >= 1;
  }
}
