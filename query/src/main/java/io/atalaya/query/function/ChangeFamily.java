package io.atalaya.query.function;

import io.atalaya.model.Histogram;
import io.atalaya.query.ast.RangeExtension;
import io.atalaya.query.histogram.FloatHistogram;
import java.util.Map;

/**
 * {@code changes} and {@code resets}: what happens between one sample and the next. Going from
 * floats to histograms or back is a change and a reset.
 */
final class ChangeFamily {
  private ChangeFamily() {}

  static void addTo(Map<String, RangeFunction> table) {
    table.put("changes", (w, out) -> count(w, ChangeFamily::isChange, out));
    table.put("resets", (w, out) -> count(w, ChangeFamily::isReset, out));
  }

  /** Something that may happen between two samples of the same kind in neighbouring rows. */
  private interface Event {
    boolean happens(RangeWindow w, boolean histogram, int before, int after);
  }

  private static void count(RangeWindow w, Event event, SampleCell out) {
    if (w.extension() == RangeExtension.ANCHORED && !anchor(w)) {
      return;
    }
    int events = 0;
    int f = w.floatFrom;
    int h = w.histogramFrom;
    Boolean wasHistogram = null;
    while (f < w.floatTo || h < w.histogramTo) {
      boolean isHistogram =
          f >= w.floatTo || (h < w.histogramTo && w.histogramTimes[h] < w.floatTimes[f]);
      int row = isHistogram ? h++ : f++;
      if (wasHistogram == null) {
        wasHistogram = isHistogram;
        continue;
      }
      boolean happens = wasHistogram != isHistogram || event.happens(w, isHistogram, row - 1, row);
      events += happens ? 1 : 0;
      wasHistogram = isHistogram;
    }
    out.set(events);
  }

  /**
   * Leaves out what is older than the last sample at or before the start, the anchor. False if no
   * sample is after the start.
   */
  private static boolean anchor(RangeWindow w) {
    int f = lastAtOrBefore(w.floatTimes, w.floatFrom, w.floatTo, w.startMillis);
    int h = lastAtOrBefore(w.histogramTimes, w.histogramFrom, w.histogramTo, w.startMillis);
    if (f + 1 >= w.floatTo && h + 1 >= w.histogramTo) {
      return false;
    }
    boolean hasFloat = f >= w.floatFrom;
    boolean hasHistogram = h >= w.histogramFrom;
    boolean floatIsAnchor = hasFloat && (!hasHistogram || w.floatTimes[f] >= w.histogramTimes[h]);
    w.floatFrom = floatIsAnchor ? f : f + 1;
    w.histogramFrom = hasHistogram && !floatIsAnchor ? h : h + 1;
    return true;
  }

  private static int lastAtOrBefore(long[] times, int from, int to, long millis) {
    int row = from;
    while (row < to && times[row] <= millis) {
      row++;
    }
    return row - 1;
  }

  private static boolean isChange(RangeWindow w, boolean histogram, int before, int after) {
    if (histogram) {
      Histogram a = w.histograms[before];
      Histogram b = w.histograms[after];
      return !populated(b).sameAs(populated(a));
    }
    double a = w.floats[before];
    double b = w.floats[after];
    return a != b && !(Double.isNaN(a) && Double.isNaN(b));
  }

  /** Chunks of Prometheus give all their histograms the same empty buckets. */
  private static FloatHistogram populated(Histogram h) {
    return FloatHistogram.of(h).compact();
  }

  private static boolean isReset(RangeWindow w, boolean histogram, int before, int after) {
    if (histogram) {
      return StartTimes.reset(w.histogramStarts, w.histogramTimes, after)
          || w.isResetAfterPrevious(after);
    }
    return w.floats[after] < w.floats[before]
        || StartTimes.reset(w.floatStarts, w.floatTimes, after);
  }
}
