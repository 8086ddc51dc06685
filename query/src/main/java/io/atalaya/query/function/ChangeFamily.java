package io.atalaya.query.function;

import java.util.Map;

/** {@code changes} and {@code resets}: what happens between one sample and the next. */
final class ChangeFamily {
  private ChangeFamily() {}

  static void addTo(Map<String, RangeFunction> table) {
    table.put("changes", ChangeFamily::changes);
    table.put("resets", ChangeFamily::resets);
  }

  private static void changes(RangeWindow w, SampleCell out) {
    int changes = 0;
    for (int i = w.floatFrom + 1; i < w.floatTo; i++) {
      double a = w.floats[i - 1];
      double b = w.floats[i];
      if (a != b && !(Double.isNaN(a) && Double.isNaN(b))) {
        changes++;
      }
    }
    out.set(changes);
  }

  private static void resets(RangeWindow w, SampleCell out) {
    int resets = 0;
    for (int i = w.floatFrom + 1; i < w.floatTo; i++) {
      if (w.floats[i] < w.floats[i - 1] || StartTimes.reset(w.floatStarts, w.floatTimes, i)) {
        resets++;
      }
    }
    out.set(resets);
  }
}
