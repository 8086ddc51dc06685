package io.atalaya.collect.scrape;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.atalaya.model.Labels;
import io.atalaya.model.NameValidation;
import io.atalaya.model.relabel.RelabelRule;
import io.atalaya.model.relabel.Relabeling;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a fuzzer calls with bytes of its choice: a relabelling rule and labels. The first byte
 * chooses the action and which names are allowed, the second what the hash is divided by; the texts
 * stand behind them, divided by line ends. Anything but labels, nothing, or a typed error is a bug.
 */
final class RelabelFuzz {
  private RelabelFuzz() {}

  /** The name is Jazzer's. */
  public static void fuzzerTestOneInput(byte[] data) {
    if (data.length < 2) {
      return;
    }
    RelabelRule.Action[] actions = RelabelRule.Action.values();
    NameValidation[] names = NameValidation.values();
    String[] texts = new String(data, 2, data.length - 2, UTF_8).split("\n", 8);
    String[] given = Arrays.copyOf(texts, 8);
    Arrays.setAll(given, i -> i < texts.length ? texts[i] : "");
    try {
      RelabelRule rule =
          new RelabelRule(
              List.of(given[0], "b"),
              given[1],
              given[2],
              data[1],
              given[3],
              given[4],
              actions[(data[0] & 0x7f) % actions.length],
              names[(data[0] & 0xff) >>> 7]);
      apply(Relabeling.of(List.of(rule)), labels(given));
    } catch (IllegalArgumentException e) {
      if (e.getMessage() == null || e.getMessage().isBlank()) {
        throw new AssertionError("an error that says nothing", e);
      }
    }
  }

  private static Labels labels(String[] given) {
    Labels.Builder labels = Labels.builder().set("b", given[5]);
    if (!given[6].isEmpty()) {
      labels.set(given[6], given[7]);
    }
    return labels.build();
  }

  private static void apply(Relabeling relabeling, Labels labels) {
    @Nullable Labels once = relabeling.apply(labels);
    if (once != null) {
      for (int i = 0; i < once.size(); i++) {
        if (once.name(i).isEmpty() || once.value(i).isEmpty()) {
          throw new AssertionError("an empty label in " + once);
        }
      }
    }
  }
}
