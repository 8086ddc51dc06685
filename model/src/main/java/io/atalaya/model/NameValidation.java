package io.atalaya.model;

/** Which names metrics and labels may have. */
public enum NameValidation {
  /** Any text that is not empty. */
  UTF8,
  /** {@code [a-zA-Z_:][a-zA-Z0-9_:]*} for metrics, the same without colons for labels. */
  LEGACY;

  public boolean isLabelName(String name) {
    return switch (this) {
      case UTF8 -> !name.isEmpty();
      case LEGACY -> Labels.isLegacyName(name);
    };
  }

  public boolean isMetricName(String name) {
    return switch (this) {
      case UTF8 -> !name.isEmpty();
      case LEGACY -> Labels.isLegacyName(name.replace(':', '_'));
    };
  }
}
