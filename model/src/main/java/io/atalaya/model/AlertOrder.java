package io.atalaya.model;

import java.util.Comparator;

/** The order of alerts in a message. */
public final class AlertOrder {
  /** By job, instance, and then all labels; alerts without one of them last: Alertmanager's. */
  public static final Comparator<Labels> BY_LABELS =
      byLabel("job").thenComparing(byLabel("instance")).thenComparing(AlertOrder::sets);

  private AlertOrder() {}

  private static Comparator<Labels> byLabel(String name) {
    return Comparator.comparing((Labels labels) -> !labels.has(name))
        .thenComparing(labels -> labels.get(name), Labels::compareUtf8);
  }

  /** Fewer labels first; where names differ, first the one that lacks the smaller name. */
  public static int sets(Labels a, Labels b) {
    if (a.size() != b.size()) {
      return Integer.compare(a.size(), b.size());
    }
    for (int i = 0; i < a.size(); i++) {
      int names = Labels.compareUtf8(b.name(i), a.name(i));
      int values = Labels.compareUtf8(a.value(i), b.value(i));
      if (names != 0 || values != 0) {
        return names != 0 ? names : values;
      }
    }
    return 0;
  }
}
