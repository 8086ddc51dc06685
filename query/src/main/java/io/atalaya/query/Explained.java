package io.atalaya.query;

import io.atalaya.model.QueryResult;
import io.atalaya.query.exec.Profile;
import io.atalaya.query.plan.Plan;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A query's answer with what each part of it took.
 *
 * @param result the answer
 * @param tree the plan, from the top
 */
public record Explained(QueryResult result, Node tree) {
  /**
   * A part of the plan.
   *
   * @param kind what it does
   * @param text where it stands in the query; empty if it stands nowhere
   * @param figures what it gave and took
   */
  public record Node(Kind kind, String text, Profile.Figures figures, List<Node> children) {
    public Node {
      children = List.copyOf(children);
    }
  }

  /** What a part of a plan does. */
  public enum Kind {
    NUMBER,
    TEXT,
    /** The latest samples of some series. */
    SELECT,
    /** All samples of some series over a while. */
    SELECT_RANGE,
    /** An expression at steps of its own. */
    SUBQUERY,
    FUNCTION,
    AGGREGATION,
    OPERATION,
    SIGN,
    /** Evaluated once, since it is the same at every step. */
    ONCE
  }

  static Node node(Plan plan, String expression, Profile profile) {
    List<Node> children =
        plan.children().stream().map(child -> node(child, expression, profile)).toList();
    return new Node(kind(plan), text(plan, expression), profile.of(plan), children);
  }

  private static Kind kind(Plan plan) {
    return switch (plan) {
      case Plan.Constant p -> Kind.NUMBER;
      case Plan.Text p -> Kind.TEXT;
      case Plan.Select p -> Kind.SELECT;
      case Plan.SelectRange p -> Kind.SELECT_RANGE;
      case Plan.Subquery p -> Kind.SUBQUERY;
      case Plan.Call p -> Kind.FUNCTION;
      case Plan.Aggregate p -> Kind.AGGREGATION;
      case Plan.Binary p -> Kind.OPERATION;
      case Plan.Sign p -> Kind.SIGN;
      case Plan.StepInvariant p -> Kind.ONCE;
    };
  }

  private static String text(Plan plan, String expression) {
    byte[] utf8 = expression.getBytes(StandardCharsets.UTF_8);
    int from = Math.clamp(plan.position().start(), 0, utf8.length);
    int to = Math.clamp(plan.position().end(), from, utf8.length);
    return new String(utf8, from, to - from, StandardCharsets.UTF_8).strip();
  }
}
