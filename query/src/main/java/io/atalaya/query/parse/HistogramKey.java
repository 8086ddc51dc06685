package io.atalaya.query.parse;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What may be said about a histogram in a series description, as {@code key:value}. */
enum HistogramKey {
  SUM(Kind.SIGNED),
  COUNT(Kind.SIGNED),
  SCHEMA(Kind.INTEGER),
  OFFSET(Kind.INTEGER),
  N_OFFSET(Kind.INTEGER),
  BUCKETS(Kind.LIST),
  N_BUCKETS(Kind.LIST),
  Z_BUCKET(Kind.SIGNED),
  Z_BUCKET_W(Kind.UNSIGNED),
  CUSTOM_VALUES(Kind.LIST),
  COUNTER_RESET_HINT(Kind.HINT);

  /** The form of the value. */
  enum Kind {
    SIGNED,
    UNSIGNED,
    INTEGER,
    LIST,
    HINT
  }

  private final Kind kind;
  private final String text = name().toLowerCase(Locale.ROOT);

  HistogramKey(Kind kind) {
    this.kind = kind;
  }

  Kind kind() {
    return kind;
  }

  String text() {
    return text;
  }

  /** The key of that name in lower case, or null. */
  static @Nullable HistogramKey of(String lower) {
    for (HistogramKey key : values()) {
      if (key.text.equals(lower)) {
        return key;
      }
    }
    return null;
  }
}
