package io.atalaya.query.parse;

import io.atalaya.model.Matcher;
import io.atalaya.query.ast.Expr;
import java.util.List;
import java.util.Set;

/**
 * The parser of PromQL as of Prometheus 3.14, with its error texts. Immutable and safe for use by
 * many threads.
 *
 * <pre>{@code
 * var parser = new PromqlParser(PromqlFeature.defaults());
 * Expr expr = parser.parse("sum by (job) (rate(http_requests_total[5m]))");
 * }</pre>
 *
 * Every method throws {@link PromqlSyntaxException} for a text it does not understand, and for one
 * beyond {@link ParseLimits}.
 */
public final class PromqlParser {
  private final Set<PromqlFeature> features;

  /**
   * @param features the parts of the language that are on
   */
  public PromqlParser(Set<PromqlFeature> features) {
    this.features = Set.copyOf(features);
  }

  /** Parses an expression and checks its types. */
  public Expr parse(String query) {
    TokenReader.requireReadable(query);
    ExprParser parser = new ExprParser(query, features);
    Expr expr = parser.read(parser::wholeExpression);
    new TypeChecker(parser).check(expr);
    parser.throwErrors();
    return expr;
  }

  /**
   * Parses a selector such as {@code up{job="x"}}, the parameter {@code match[]} of the HTTP API.
   * Does not refuse one that selects everything.
   *
   * @return the matchers in the order written; that of a name before the braces is the last
   */
  public List<Matcher> parseSelector(String selector) {
    TokenReader.requireReadable(selector);
    ExprParser parser = new ExprParser(selector, features);
    return List.copyOf(parser.read(parser::wholeSelector));
  }
}
