package io.atalaya.alert.route;

import io.atalaya.model.Labels;
import io.atalaya.model.Matcher;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Matchers and labels as Alertmanager writes them in group keys: {@code {a="x",b=~"y"}} for
 * matchers, {@code {a="x", b="y"}} for labels.
 */
final class MatcherText {
  private static final String RESERVED = "{}!=~,\\\"'`";

  private MatcherText() {}

  static String of(List<Matcher> matchers) {
    return matchers.stream().map(MatcherText::one).collect(Collectors.joining(",", "{", "}"));
  }

  private static String one(Matcher matcher) {
    boolean quoted =
        matcher
            .name()
            .codePoints()
            .anyMatch(c -> Character.isWhitespace(c) || RESERVED.indexOf(c) >= 0);
    String name = quoted ? '"' + escape(matcher.name()) + '"' : matcher.name();
    return name + matcher.type().symbol() + '"' + escape(matcher.value()) + '"';
  }

  private static String escape(String text) {
    return text.replace("\\", "\\\\").replace("\n", "\\n").replace("\"", "\\\"");
  }

  /** Values are quoted as Go's {@code %q} does; the labels' own form already is that. */
  static String of(Labels labels) {
    return labels.toString();
  }
}
