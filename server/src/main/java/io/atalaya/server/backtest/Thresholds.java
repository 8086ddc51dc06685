package io.atalaya.server.backtest;

import io.atalaya.alert.rule.AlertingRule;
import io.atalaya.alert.rule.RecordingRule;
import io.atalaya.alert.rule.Rule;
import io.atalaya.alert.rule.RuleGroup;
import io.atalaya.query.ast.BinaryExpr;
import io.atalaya.query.ast.Expr;
import io.atalaya.query.ast.NumberLiteral;
import io.atalaya.query.ast.ParenExpr;
import io.atalaya.query.ast.PositionRange;
import io.atalaya.query.parse.PromqlFeature;
import io.atalaya.query.parse.PromqlParser;
import io.atalaya.server.config.yaml.NearestName;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Values to try as the threshold of an alert. The threshold is the number in the first comparison
 * of its expression, read from the left, that compares with a number: 0.9 in {@code a / b > 0.9 and
 * c > 0}.
 *
 * @param alert the alert
 * @param values as the user wrote them
 */
public record Thresholds(String alert, List<String> values) {
  private static final int MAX_VALUES = 100;

  public Thresholds {
    values = List.copyOf(values);
  }

  /**
   * Reads {@code ALERT=70,80,90} or {@code ALERT=70:90:5}, which is 70, 75, … 90.
   *
   * @throws IllegalArgumentException if it is neither
   */
  public static Thresholds parse(String text) {
    int equals = text.indexOf('=');
    if (equals < 1) {
      throw new IllegalArgumentException(
          "expected ALERT=70,80,90 or ALERT=70:90:5, found \"" + text + "\"");
    }
    String list = text.substring(equals + 1);
    List<String> values = list.contains(":") ? steps(list) : Arrays.asList(list.split(","));
    values.forEach(Thresholds::number);
    if (values.size() > MAX_VALUES) {
      throw new IllegalArgumentException("more than " + MAX_VALUES + " thresholds");
    }
    return new Thresholds(text.substring(0, equals), values);
  }

  private static List<String> steps(String text) {
    String[] parts = text.split(":");
    if (parts.length != 3 || number(parts[2]).signum() <= 0) {
      throw new IllegalArgumentException("expected FROM:TO:STEP, found \"" + text + "\"");
    }
    List<String> values = new ArrayList<>();
    BigDecimal last = number(parts[1]);
    for (BigDecimal v = number(parts[0]);
        v.compareTo(last) <= 0 && values.size() <= MAX_VALUES;
        v = v.add(number(parts[2]))) {
      values.add(v.toPlainString());
    }
    return values;
  }

  private static BigDecimal number(String text) {
    try {
      return new BigDecimal(text.strip());
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("\"" + text + "\" is no number", e);
    }
  }

  /**
   * The same rules with another threshold.
   *
   * @throws IllegalArgumentException if no rule raises the alert, or one compares with no number
   */
  public List<RuleGroup> applied(List<RuleGroup> groups, String value) {
    requireAlert(groups);
    return groups.stream().map(group -> applied(group, value)).toList();
  }

  private void requireAlert(List<RuleGroup> groups) {
    List<String> alerts =
        groups.stream()
            .flatMap(group -> group.rules().stream())
            .filter(AlertingRule.class::isInstance)
            .map(Rule::name)
            .toList();
    if (!alerts.contains(alert)) {
      String hint =
          NearestName.of(alert, alerts).map(near -> "; did you mean " + near + "?").orElse("");
      throw new IllegalArgumentException("no rule raises an alert " + alert + hint);
    }
  }

  private RuleGroup applied(RuleGroup group, String value) {
    List<Rule> rules = group.rules().stream().map(rule -> applied(rule, value)).toList();
    return new RuleGroup(
        group.name(),
        group.file(),
        group.interval(),
        group.limit(),
        group.queryOffset(),
        group.labels(),
        rules);
  }

  private Rule applied(Rule rule, String value) {
    return switch (rule) {
      case RecordingRule recording -> recording;
      case AlertingRule other when !other.alert().equals(alert) -> other;
      case AlertingRule swept ->
          new AlertingRule(
              swept.alert(),
              replaced(swept.expr(), value),
              swept.holdFor(),
              swept.keepFiringFor(),
              swept.labels(),
              swept.annotations());
    };
  }

  /** An expression with another threshold. */
  private static String replaced(String expression, String value) {
    PositionRange place =
        threshold(new PromqlParser(PromqlFeature.defaults()).parse(expression))
            .orElseThrow(
                () -> new IllegalArgumentException("no comparison with a number: " + expression))
            .position();
    byte[] bytes = expression.getBytes(StandardCharsets.UTF_8);
    return new String(bytes, 0, place.start(), StandardCharsets.UTF_8)
        + value
        + new String(bytes, place.end(), bytes.length - place.end(), StandardCharsets.UTF_8);
  }

  private static Optional<NumberLiteral> threshold(Expr expr) {
    if (expr instanceof BinaryExpr binary && binary.op().isComparison()) {
      Optional<NumberLiteral> own = number(binary.right()).or(() -> number(binary.left()));
      if (own.isPresent()) {
        return own;
      }
    }
    return expr.children().stream()
        .map(Thresholds::threshold)
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static Optional<NumberLiteral> number(Expr side) {
    if (side instanceof ParenExpr paren) {
      return number(paren.expr());
    }
    return side instanceof NumberLiteral number ? Optional.of(number) : Optional.empty();
  }
}
