package io.atalaya.model.relabel;

import io.atalaya.model.NameValidation;
import io.atalaya.model.regex.Regex;
import java.util.List;
import java.util.Locale;

/**
 * One relabelling rule, checked as Prometheus checks it.
 *
 * @param sourceLabels labels whose values are joined to the text that is looked at; none by default
 * @param separator what stands between the joined values; {@code ;} by default
 * @param regex RE2 expression that must match the whole text; {@code (.*)} by default
 * @param modulus what a hash is divided by, unsigned; 0 by default, required for {@code hashmod}
 * @param targetLabel label to write to, or to compare with; may hold {@code $1} for {@code
 *     replace}; empty by default
 * @param replacement template of the new value, or of the new name for {@code labelmap}; {@code $1}
 *     by default
 * @param action what to do; {@link Action#REPLACE} by default
 * @param names which label names may come out; {@link NameValidation#UTF8} by default
 */
public record RelabelRule(
    List<String> sourceLabels,
    String separator,
    String regex,
    long modulus,
    String targetLabel,
    String replacement,
    Action action,
    NameValidation names) {

  public static final String DEFAULT_SEPARATOR = ";";
  public static final String DEFAULT_REGEX = "(.*)";
  public static final String DEFAULT_REPLACEMENT = "$1";

  /** Target labels with variables that the legacy names allow. */
  private static final Regex LEGACY_TEMPLATE =
      Regex.compile("(?:(?:[a-zA-Z_]|\\$(?:\\{\\w+\\}|\\w+))+\\w*)+");

  /** What a rule does. */
  public enum Action {
    /** Writes the filled replacement to the target label if the text matches. */
    REPLACE,
    /** Drops everything whose text does not match. */
    KEEP,
    /** Drops everything whose text matches. */
    DROP,
    /** Drops everything whose text differs from the target label. */
    KEEPEQUAL,
    /** Drops everything whose text equals the target label. */
    DROPEQUAL,
    /** Writes the MD5 of the text, modulo {@code modulus}, to the target label. */
    HASHMOD,
    /** Copies each label whose name matches to the name that the replacement gives. */
    LABELMAP,
    /** Removes each label whose name matches. */
    LABELDROP,
    /** Removes each label whose name does not match. */
    LABELKEEP,
    /** Writes the text in lower case to the target label. */
    LOWERCASE,
    /** Writes the text in upper case to the target label. */
    UPPERCASE;

    /** The name in a configuration. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The action of a name, in any case.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Action parse(String text) {
      for (Action action : values()) {
        if (action.text().equals(text.toLowerCase(Locale.ROOT))) {
          return action;
        }
      }
      throw new IllegalArgumentException("unknown relabel action \"" + text + "\"");
    }
  }

  /**
   * Checks the rule.
   *
   * @throws IllegalArgumentException with Prometheus' wording if its parts do not go together
   * @throws io.atalaya.model.regex.RegexSyntaxException if {@code regex} is none
   */
  public RelabelRule {
    sourceLabels = List.copyOf(sourceLabels);
    Regex.compile(regex);
    if (action == Action.HASHMOD && modulus == 0) {
      throw new IllegalArgumentException(
          "relabel configuration for hashmod requires non-zero modulus");
    }
    requireTarget(action, targetLabel, names);
    requireDefaults(action, sourceLabels, separator, regex, modulus, targetLabel, replacement);
    if (action == Action.LABELMAP && !isTemplate(replacement, names)) {
      throw invalid("replacement", replacement, action);
    }
  }

  private static void requireTarget(Action action, String targetLabel, NameValidation names) {
    boolean valid =
        switch (action) {
          case REPLACE ->
              targetLabel.contains("$")
                  ? isTemplate(targetLabel, names)
                  : names.isLabelName(targetLabel);
          case HASHMOD, LOWERCASE, UPPERCASE, KEEPEQUAL, DROPEQUAL ->
              names.isLabelName(targetLabel);
          case KEEP, DROP, LABELMAP, LABELDROP, LABELKEEP -> true;
        };
    if (!valid && targetLabel.isEmpty()) {
      throw new IllegalArgumentException(
          "relabel configuration for " + action.text() + " action requires 'target_label' value");
    }
    if (!valid) {
      throw invalid("target_label", targetLabel, action);
    }
  }

  private static void requireDefaults(
      Action action,
      List<String> sourceLabels,
      String separator,
      String regex,
      long modulus,
      String targetLabel,
      String replacement) {
    boolean plain =
        separator.equals(DEFAULT_SEPARATOR)
            && modulus == 0
            && replacement.equals(DEFAULT_REPLACEMENT);
    switch (action) {
      case KEEPEQUAL, DROPEQUAL -> {
        requireDefaultReplacement(action, replacement);
        if (!plain || !regex.equals(DEFAULT_REGEX)) {
          throw onlyFields(action, "'source_labels' and `target_label`");
        }
      }
      case LABELDROP, LABELKEEP -> {
        if (!plain || !sourceLabels.isEmpty() || !targetLabel.isEmpty()) {
          throw onlyFields(action, "'regex'");
        }
      }
      case LOWERCASE, UPPERCASE -> requireDefaultReplacement(action, replacement);
      case REPLACE, KEEP, DROP, HASHMOD, LABELMAP -> {}
    }
  }

  private static void requireDefaultReplacement(Action action, String replacement) {
    if (!replacement.equals(DEFAULT_REPLACEMENT)) {
      throw new IllegalArgumentException(
          "'replacement' can not be set for " + action.text() + " action");
    }
  }

  private static boolean isTemplate(String template, NameValidation names) {
    return switch (names) {
      case UTF8 -> names.isLabelName(template);
      case LEGACY -> LEGACY_TEMPLATE.matches(template);
    };
  }

  private static IllegalArgumentException invalid(String key, String value, Action action) {
    return new IllegalArgumentException(
        "\"" + value + "\" is invalid '" + key + "' for " + action.text() + " action");
  }

  private static IllegalArgumentException onlyFields(Action action, String fields) {
    return new IllegalArgumentException(
        action.text() + " action requires only " + fields + ", and no other fields");
  }

  /** A rule with the defaults of everything else. */
  public static RelabelRule replace(
      List<String> sourceLabels, String regex, String targetLabel, String replacement) {
    return new RelabelRule(
        sourceLabels,
        DEFAULT_SEPARATOR,
        regex,
        0,
        targetLabel,
        replacement,
        Action.REPLACE,
        NameValidation.UTF8);
  }

  /** A rule of an action that needs only source labels and an expression, or one of them. */
  public static RelabelRule of(Action action, List<String> sourceLabels, String regex) {
    return new RelabelRule(
        sourceLabels,
        DEFAULT_SEPARATOR,
        regex,
        0,
        "",
        DEFAULT_REPLACEMENT,
        action,
        NameValidation.UTF8);
  }
}
