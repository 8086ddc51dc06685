package io.atalaya.server.config.yaml;

import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The variables that scalars may name.
 *
 * <p>The form is <code>${NAME}</code> or <code>${NAME:-default}</code>, and nothing else: {@code
 * $1}, <code>${1}</code>, {@code $NAME} and {@code $$} keep their meaning for the relabelling,
 * templates and passwords of files written for Prometheus. Two dollar signs before a brace, <code>
 * $${NAME}</code>, stand for the text <code>${NAME}</code>.
 *
 * @param variables the values by name
 */
public record Environment(Map<String, String> variables) {
  private static final Pattern REFERENCE =
      Pattern.compile("\\$(\\$\\{)|\\$\\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?}");

  private static final Pattern GO_REFERENCE =
      Pattern.compile(
          "\\$(\\$)|\\$\\{\\$}|\\$\\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?}"
              + "|\\$([A-Za-z_][A-Za-z0-9_]*)");

  public Environment {
    variables = Map.copyOf(variables);
  }

  /** No variables. */
  public static Environment none() {
    return new Environment(Map.of());
  }

  /** A text names a variable that has neither value nor default. */
  public static final class UnsetVariableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String name;

    UnsetVariableException(String name) {
      super("the environment variable " + name + " is not set");
      this.name = name;
    }

    /** The variable's name. */
    public String name() {
      return name;
    }
  }

  /**
   * Replaces the variables of a text.
   *
   * @throws UnsetVariableException if one has neither value nor default
   */
  public String expand(String text) {
    if (text.indexOf('$') < 0) {
      return text;
    }
    return replace(REFERENCE, text, this::referenced);
  }

  private String referenced(MatchResult match) {
    if (match.group(1) != null) {
      return "${";
    }
    String value = variables.get(match.group(2));
    String fallback = match.group(3);
    if (fallback != null) {
      return value == null || value.isEmpty() ? fallback : value;
    }
    if (value == null) {
      throw new UnsetVariableException(match.group(2));
    }
    return value;
  }

  /**
   * Replaces the variables of an external label the way Prometheus does: {@code $NAME} as well, two
   * dollar signs stand for one, and a variable that is not set for the empty text.
   *
   * @param whenUnset told the name of each variable without a value
   */
  public String expandExternalLabel(String text, UnaryOperator<String> whenUnset) {
    return replace(GO_REFERENCE, text, match -> goReferenced(match, whenUnset));
  }

  private String goReferenced(MatchResult match, UnaryOperator<String> whenUnset) {
    String name = match.group(2) == null ? match.group(4) : match.group(2);
    if (name == null) {
      return "$";
    }
    String value = variables.get(name);
    if (value != null && !value.isEmpty()) {
      return value;
    }
    String fallback = match.group(3);
    return fallback == null ? whenUnset.apply(name) : fallback;
  }

  private static String replace(Pattern pattern, String text, Function<MatchResult, String> by) {
    return pattern.matcher(text).replaceAll(m -> Matcher.quoteReplacement(by.apply(m)));
  }

  /** The value of a variable, or null. */
  public @Nullable String get(String name) {
    return variables.get(name);
  }
}
