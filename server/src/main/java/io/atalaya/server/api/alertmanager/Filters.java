package io.atalaya.server.api.alertmanager;

import io.atalaya.model.Labels;
import io.atalaya.model.Matcher;
import io.atalaya.model.regex.Regex;
import io.atalaya.model.regex.RegexSyntaxException;
import io.atalaya.server.config.ClassicMatcherText;
import io.atalaya.server.config.MatcherText;
import io.atalaya.server.http.HttpRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** The parameters by which answers are narrowed. */
final class Filters {
  private static final Set<String> TRUE = Set.of("true", "1", "yes", "ok", "y", "on", "selected");

  private Filters() {}

  /** The matchers of a parameter that may be given several times. */
  static List<Matcher> matchers(HttpRequest request, String name) {
    List<Matcher> matchers = new ArrayList<>();
    for (String text : request.parameters(name)) {
      matchers.add(matcher(text, name));
    }
    return matchers;
  }

  private static Matcher matcher(String text, String name) {
    String fault = "unexpected open or close brace: " + text;
    if (!text.startsWith("{") && !text.endsWith("}")) {
      try {
        return ClassicMatcherText.one(text);
      } catch (IllegalArgumentException e) {
        fault = String.valueOf(e.getMessage());
      }
      List<Matcher> today = today(text);
      if (today.size() == 1) {
        return today.getFirst();
      }
    }
    boolean ofReceivers = name.equals("receiver_matchers");
    throw RefusedException.because(
        ofReceivers ? "failed to parse receiver_matchers param: " + fault : fault);
  }

  /** In today's form; nothing if it is not in that either. */
  private static List<Matcher> today(String text) {
    try {
      return MatcherText.parse(text);
    } catch (IllegalArgumentException e) {
      return List.of();
    }
  }

  /**
   * Alertmanager's way to ask: a matcher with an empty value takes a label that is absent, and a
   * negative one with an empty value a label that is there.
   */
  static boolean all(List<Matcher> matchers, Labels labels) {
    return matchers.stream().allMatch(matcher -> one(matcher, labels));
  }

  private static boolean one(Matcher matcher, Labels labels) {
    boolean there = labels.has(matcher.name());
    boolean emptyIsAsked =
        matcher.value().isEmpty()
            && switch (matcher.type()) {
              case EQUAL, REGEX -> !there;
              case NOT_EQUAL, NOT_REGEX -> there;
            };
    return emptyIsAsked || matcher.matches(labels.get(matcher.name()));
  }

  /** A flag that is true unless it says otherwise. */
  static boolean flag(HttpRequest request, String name) {
    String text = request.parameter(name);
    return text.isEmpty() || TRUE.contains(text.toLowerCase(Locale.ROOT));
  }

  /** A number of an extension of ours, such as {@code limit}. */
  static long count(HttpRequest request, String name, long fallback) {
    String text = request.parameter(name);
    if (text.isEmpty()) {
      return fallback;
    }
    try {
      return Math.max(0, Long.parseLong(text));
    } catch (NumberFormatException e) {
      throw RefusedException.because(name + " must be a number, found \"" + text + "\"");
    }
  }

  /** Which receivers are asked for, by name and by labels. */
  static Predicate<String> receivers(HttpRequest request, Map<String, Labels> labelsByName) {
    Predicate<String> byName = byName(request);
    List<Matcher> matchers = matchers(request, "receiver_matchers");
    return name ->
        byName.test(name)
            && (matchers.isEmpty()
                || all(matchers, labelsByName.getOrDefault(name, Labels.empty())));
  }

  private static Predicate<String> byName(HttpRequest request) {
    String text = request.parameter("receiver");
    if (text.isEmpty()) {
      return name -> true;
    }
    try {
      Regex regex = Regex.compile(text);
      return regex::matches;
    } catch (RegexSyntaxException e) {
      throw RefusedException.because("failed to parse receiver param: " + e.getMessage());
    }
  }
}
