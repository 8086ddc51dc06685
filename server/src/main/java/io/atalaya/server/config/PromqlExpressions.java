package io.atalaya.server.config;

import io.atalaya.query.parse.PromqlFeature;
import io.atalaya.query.parse.PromqlParser;
import io.atalaya.query.parse.PromqlSyntaxException;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** Says by the parser itself whether a rule's expression is PromQL. */
public final class PromqlExpressions implements ExpressionCheck {
  private final PromqlParser parser;

  private PromqlExpressions(Set<PromqlFeature> features) {
    this.parser = new PromqlParser(features);
  }

  /** With the features of the language that the names of {@code --enable-feature} switch on. */
  public static PromqlExpressions with(Collection<String> featureNames) {
    Set<PromqlFeature> features = EnumSet.copyOf(PromqlFeature.defaults());
    Arrays.stream(PromqlFeature.values())
        .filter(feature -> featureNames.contains(feature.flag()))
        .forEach(features::add);
    return new PromqlExpressions(features);
  }

  @Override
  public Optional<String> fault(String expression) {
    try {
      parser.parse(expression);
      return Optional.empty();
    } catch (PromqlSyntaxException e) {
      return Optional.ofNullable(e.getMessage());
    }
  }
}
