package io.atalaya.alert.route;

import io.atalaya.model.AlertChange;
import io.atalaya.model.Labels;
import java.util.Arrays;

/**
 * Gives texts that were seen lately as the same objects: the alerts of a shop have the same names
 * of labels, jobs and severities thousands of times. A fixed number of places, each for the last
 * text that fell on it, so there is nothing to clean up. For use under a lock only.
 */
final class TextPool {
  private static final int PLACES = 1 << 13;

  private final String[] texts = new String[PLACES];

  TextPool() {
    Arrays.fill(texts, "");
  }

  String of(String text) {
    int hash = text.hashCode();
    int place = (hash ^ hash >>> 16) & PLACES - 1;
    if (!texts[place].equals(text)) {
      texts[place] = text;
    }
    return texts[place];
  }

  AlertChange.Evidence of(AlertChange.Evidence evidence) {
    return new AlertChange.Evidence(
        of(evidence.group()), of(evidence.rule()), of(evidence.expression()), evidence.value());
  }

  Labels of(Labels labels) {
    Labels.Builder builder = Labels.builder();
    for (int i = 0; i < labels.size(); i++) {
      builder.set(of(labels.name(i)), of(labels.value(i)));
    }
    return builder.build();
  }
}
