package io.atalaya.server.config.yaml;

import java.util.Map;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The variables that scalars may name.
 *
 * <p>The form is <code>${NAME}</code> or <code>${NAME:-default}</code>, whose default may name
 * variables in turn, and nothing else: {@code $1}, <code>${1}</code>, {@code $NAME} and {@code $$}
 * keep their meaning for the relabelling, templates and passwords of files written for Prometheus.
 * Two dollar signs before a brace, <code>
 * $${NAME}</code>, stand for the text <code>${NAME}</code>.
 *
 * @param variables the values by name
 */
public record Environment(Map<String, String> variables) {
  /** How deep variables may stand in defaults; what is deeper is text. */
  private static final int MAX_NESTING = 8;

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

  /** What a variable stands for; {@code fallback} is null where the text gives no default. */
  @FunctionalInterface
  private interface Lookup {
    String value(String name, @Nullable Supplier<String> fallback);
  }

  /**
   * Replaces the variables of a text.
   *
   * @throws UnsetVariableException if one has neither value nor default
   */
  public String expand(String text) {
    return text.indexOf('$') < 0 ? text : new Expansion(text, this::required, false).all();
  }

  private String required(String name, @Nullable Supplier<String> fallback) {
    String value = variables.get(name);
    if (fallback != null) {
      return value == null || value.isEmpty() ? fallback.get() : value;
    }
    if (value == null) {
      throw new UnsetVariableException(name);
    }
    return value;
  }

  /**
   * Replaces the variables of an external label the way Prometheus does: {@code $NAME} as well, two
   * dollar signs stand for one, and a variable that is not set for the empty text.
   *
   * @param whenUnset told the name of each variable without a value; gives what stands for it
   */
  public String expandExternalLabel(String text, UnaryOperator<String> whenUnset) {
    Lookup lookup =
        (name, fallback) -> {
          String value = variables.get(name);
          if (value != null && !value.isEmpty()) {
            return value;
          }
          return fallback == null ? whenUnset.apply(name) : fallback.get();
        };
    return new Expansion(text, lookup, true).all();
  }

  /** One walk over a text. */
  private static final class Expansion {
    private final String text;
    private final Lookup lookup;
    private final boolean bareNames;
    private final StringBuilder out = new StringBuilder();
    private int pos;

    Expansion(String text, Lookup lookup, boolean bareNames) {
      this.text = text;
      this.lookup = lookup;
      this.bareNames = bareNames;
    }

    String all() {
      while (pos < text.length()) {
        if (text.charAt(pos) != '$' || !(escaped() || braced() || bare())) {
          out.append(text.charAt(pos++));
        }
      }
      return out.toString();
    }

    private boolean escaped() {
      String escape = bareNames ? "$$" : "$${";
      boolean there = text.startsWith(escape, pos);
      if (there) {
        out.append(bareNames ? "$" : "${");
        pos += escape.length();
      }
      return there;
    }

    /** <code>${NAME}</code> or <code>${NAME:-default}</code>. */
    private boolean braced() {
      int nameEnd = text.startsWith("${", pos) ? nameEnd(pos + 2) : -1;
      int end = nameEnd < 0 ? -1 : closing(nameEnd);
      if (end < 0 || !(end == nameEnd || text.startsWith(":-", nameEnd))) {
        return false;
      }
      String name = text.substring(pos + 2, nameEnd);
      out.append(lookup.value(name, end == nameEnd ? null : () -> inner(nameEnd + 2, end)));
      pos = end + 1;
      return true;
    }

    private String inner(int from, int to) {
      return new Expansion(text.substring(from, to), lookup, bareNames).all();
    }

    /** Where the brace closes that is open at {@code from}, or −1 if it does not. */
    private int closing(int from) {
      int open = 1;
      for (int at = from; at < text.length() && open <= MAX_NESTING; at++) {
        if (text.startsWith("${", at)) {
          open++;
        } else if (text.charAt(at) == '}' && --open == 0) {
          return at;
        }
      }
      return -1;
    }

    private boolean bare() {
      int end = bareNames ? nameEnd(pos + 1) : -1;
      if (end < 0) {
        return false;
      }
      out.append(lookup.value(text.substring(pos + 1, end), null));
      pos = end;
      return true;
    }

    /** Where the name that begins at {@code from} ends, or −1 if none begins there. */
    private int nameEnd(int from) {
      int end = from;
      while (end < text.length() && isOfName(text.charAt(end), end > from)) {
        end++;
      }
      return end == from ? -1 : end;
    }

    private static boolean isOfName(char c, boolean inside) {
      return c == '_'
          || (c >= 'A' && c <= 'Z')
          || (c >= 'a' && c <= 'z')
          || (inside && c >= '0' && c <= '9');
    }
  }

  /** The value of a variable, or null. */
  public @Nullable String get(String name) {
    return variables.get(name);
  }
}
