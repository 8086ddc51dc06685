package io.atalaya.bench.store;

import com.sun.management.GarbageCollectionNotificationInfo;
import com.sun.management.GcInfo;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.management.NotificationEmitter;
import javax.management.openmbean.CompositeData;

/**
 * How long the collector stopped the program, and when. G1 reports the pauses of a concurrent cycle
 * (remark and cleanup) each by itself, as it does those in which it copies.
 */
final class Pauses {
  private static final double PERCENTILE = 0.99;

  private final List<GcInfo> all = new CopyOnWriteArrayList<>();

  /** What some pauses were, in milliseconds; 0 if there was none. */
  record Summary(int count, double percentile99, double longest) {}

  /** Time since the start of the process, in which pauses are told. */
  static long uptimeMillis() {
    return ManagementFactory.getRuntimeMXBean().getUptime();
  }

  /** Notes all from now on. */
  void listen() {
    for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
      if (collector instanceof NotificationEmitter emitter) {
        emitter.addNotificationListener(
            (notification, handback) -> {
              GarbageCollectionNotificationInfo told =
                  GarbageCollectionNotificationInfo.from(
                      (CompositeData) notification.getUserData());
              // What a benchmark asks for, to see what is live, is no load.
              if (!told.getGcCause().equals("System.gc()")) {
                all.add(told.getGcInfo());
              }
            },
            null,
            null);
      }
    }
  }

  /** Those that began in a span of the process' life. */
  Summary between(long fromMillis, long toMillis) {
    long[] sorted =
        all.stream()
            .filter(gc -> gc.getStartTime() >= fromMillis && gc.getStartTime() < toMillis)
            .mapToLong(GcInfo::getDuration)
            .sorted()
            .toArray();
    return sorted.length == 0
        ? new Summary(0, 0, 0)
        : new Summary(
            sorted.length,
            sorted[(int) Math.ceil(sorted.length * PERCENTILE) - 1],
            sorted[sorted.length - 1]);
  }
}
