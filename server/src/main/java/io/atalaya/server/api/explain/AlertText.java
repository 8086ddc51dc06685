package io.atalaya.server.api.explain;

import io.atalaya.model.Labels;
import io.atalaya.model.Matcher;
import io.atalaya.server.config.MatcherText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How people name alerts: {@code HighCPUUsage{instance="x"}}. */
final class AlertText {
  private AlertText() {}

  /**
   * The matchers of a text: a name, matchers in braces, or both.
   *
   * @throws IllegalArgumentException with the place of the fault
   */
  static List<Matcher> matchers(String text) {
    int brace = text.indexOf('{');
    String name = (brace < 0 ? text : text.substring(0, brace)).strip();
    List<Matcher> matchers = new ArrayList<>();
    if (!name.isEmpty()) {
      matchers.add(Matcher.equal("alertname", name));
    }
    if (brace >= 0) {
      matchers.addAll(MatcherText.parse(text.substring(brace)));
    }
    if (matchers.isEmpty()) {
      throw new IllegalArgumentException("name an alert, such as HighCPUUsage{instance=\"x\"}");
    }
    return matchers;
  }

  /** The labels that were written in their own form; nothing if they were not. */
  static Optional<Labels> labels(String text) {
    try {
      Labels.Builder labels = Labels.builder();
      for (Matcher matcher : MatcherText.parse(text)) {
        labels.set(matcher.name(), matcher.value());
      }
      return Optional.of(labels.build());
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
