package io.atalaya.alert.notify;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Collects what went wrong with the templates of one message. */
final class Failures {
  private final List<String> reasons = new ArrayList<>();

  /** What a template gives or, if it fails, something else. */
  <T extends @Nullable String> T or(T otherwise, Supplier<? extends T> template) {
    try {
      return template.get();
    } catch (IllegalArgumentException e) {
      reasons.add(String.valueOf(e.getMessage()));
      return otherwise;
    }
  }

  boolean isEmpty() {
    return reasons.isEmpty();
  }

  /** One line for the reader of the message. */
  String line() {
    return "The configured text of this message failed, so this is the plain one: "
        + String.join("; ", reasons);
  }
}
