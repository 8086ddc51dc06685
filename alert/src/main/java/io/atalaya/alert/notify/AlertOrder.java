package io.atalaya.alert.notify;

import io.atalaya.model.Labels;
import java.util.Comparator;

/** The order of alerts in a message. */
public final class AlertOrder {
  /** By job, instance, and then all labels; alerts without one of them last: Alertmanager's. */
  public static final Comparator<Labels> BY_LABELS =
      byLabel("job").thenComparing(byLabel("instance")).thenComparing(Comparator.naturalOrder());

  private AlertOrder() {}

  private static Comparator<Labels> byLabel(String name) {
    return Comparator.comparing((Labels labels) -> !labels.has(name))
        .thenComparing(labels -> labels.get(name), Labels::compareUtf8);
  }
}
