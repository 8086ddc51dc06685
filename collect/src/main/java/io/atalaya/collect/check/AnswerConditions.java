package io.atalaya.collect.check;

import io.atalaya.collect.cel.CelException;
import io.atalaya.collect.check.Observation.Verdict;
import io.atalaya.collect.http.Answer;
import io.atalaya.collect.http.HttpCall;
import io.atalaya.model.json.JsonException;
import io.atalaya.model.json.JsonValue;
import io.atalaya.model.regex.RegexSearch;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Holds headers and body of an answer against what is expected of them. */
final class AnswerConditions {
  private final HttpCheck.Expected expected;
  private final Map<String, RegexSearch> expressions;

  AnswerConditions(HttpCheck.Expected expected) {
    this.expected = expected;
    Map<String, RegexSearch> compiled = new HashMap<>();
    expected.headers().forEach(h -> compiled.put(h.regex(), RegexSearch.compile(h.regex())));
    for (BodyCondition condition : expected.body()) {
      if (condition instanceof BodyCondition.Expression(String regex, boolean _)) {
        compiled.put(regex, RegexSearch.compile(regex));
      }
    }
    expressions = Map.copyOf(compiled);
  }

  private boolean matches(String regex, String text) {
    RegexSearch expression = expressions.get(regex);
    return expression != null && expression.find(text);
  }

  /** Whether anything must be true of a body. */
  boolean lookAtBody() {
    return !expected.body().isEmpty();
  }

  /** Judges headers; false if one is wrong. */
  boolean judgeHeaders(Observation.Builder seen, Answer answer) {
    for (HeaderCondition condition : expected.headers()) {
      String fault = fault(condition, answer.headers());
      if (fault != null) {
        seen.read("probe_failed_due_to_regex", 1);
        seen.judge(Verdict.DOWN, "header", fault);
        return false;
      }
    }
    return true;
  }

  private @Nullable String fault(HeaderCondition condition, List<HttpCall.Header> headers) {
    List<String> values = new ArrayList<>();
    for (HttpCall.Header header : headers) {
      if (header.name().equalsIgnoreCase(condition.header())) {
        values.add(header.value());
      }
    }
    if (values.isEmpty()) {
      return condition.allowMissing() ? null : "the header " + condition.header() + " is missing";
    }
    boolean found = values.stream().anyMatch(value -> matches(condition.regex(), value));
    if (found == condition.present()) {
      return null;
    }
    return "the header %s %s %s"
        .formatted(condition.header(), found ? "matches" : "does not match", condition.regex());
  }

  /** Judges a body. */
  void judgeBody(Observation.Builder seen, String body) {
    for (BodyCondition condition : expected.body()) {
      switch (condition) {
        case BodyCondition.Keyword(String text, boolean present) -> {
          if (body.contains(text) != present) {
            seen.judge(Verdict.DOWN, "keyword", missing("\"" + text + "\"", present));
          }
        }
        case BodyCondition.Expression(String regex, boolean present) -> {
          if (matches(regex, body) != present) {
            seen.read("probe_failed_due_to_regex", 1);
            seen.judge(Verdict.DOWN, "regex", missing("a match of " + regex, present));
          }
        }
        case BodyCondition.Json json -> judgeJson(seen, json, body);
        case BodyCondition.Cel cel -> judgeCel(seen, cel, body);
      }
    }
  }

  private static String missing(String what, boolean wanted) {
    return wanted ? "the body does not hold " + what : "the body holds " + what;
  }

  private static void judgeJson(
      Observation.Builder seen, BodyCondition.Json condition, String body) {
    try {
      List<JsonValue> values = condition.path().select(JsonValue.parse(body));
      boolean absent = condition.test() instanceof ValueTest.Absent;
      boolean passes =
          absent
              ? values.isEmpty()
              : !values.isEmpty() && values.stream().allMatch(condition.test()::passes);
      if (!passes) {
        seen.judge(Verdict.DOWN, "json", fault(condition, values));
      }
    } catch (JsonException e) {
      seen.judge(Verdict.DOWN, "json", "the body is no JSON: " + e.getMessage());
    }
  }

  private static void judgeCel(Observation.Builder seen, BodyCondition.Cel condition, String body) {
    String fault = "";
    try {
      if (condition.expression().holds(JsonValue.parse(body)) != condition.holds()) {
        fault = condition.holds() ? "it does not hold" : "it holds";
      }
    } catch (JsonException e) {
      fault = "the body is no JSON: " + e.getMessage();
    } catch (CelException e) {
      fault = String.valueOf(e.getMessage());
    }
    if (!fault.isEmpty()) {
      seen.read("probe_failed_due_to_cel", 1);
      seen.judge(Verdict.DOWN, "cel", condition.expression() + ": " + fault);
    }
  }

  /** A body that could not be read has not what it should have, as blackbox_exporter tells it. */
  void readUnseen(Observation.Builder seen) {
    if (expected.body().stream().anyMatch(BodyCondition.Expression.class::isInstance)) {
      seen.read("probe_failed_due_to_regex", 1);
    }
    if (usesCel()) {
      seen.read("probe_failed_due_to_cel", 1);
    }
  }

  /** Whether an expression of CEL must be true of a body. */
  boolean usesCel() {
    return expected.body().stream().anyMatch(BodyCondition.Cel.class::isInstance);
  }

  private static String fault(BodyCondition.Json condition, List<JsonValue> values) {
    String wanted = condition.path() + " should be so that it " + condition.test().text();
    List<String> found = values.stream().limit(3).map(JsonValue::text).toList();
    return values.isEmpty() ? wanted + "; nothing is there" : wanted + "; found " + found;
  }
}
