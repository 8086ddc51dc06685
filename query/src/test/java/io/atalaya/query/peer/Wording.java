package io.atalaya.query.peer;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Texts of Prometheus without what releases after 3.5 have changed in them.
 *
 * <ul>
 *   <li>3.7, #16794: no {@code for metric name ""} where the name is not known
 *   <li>3.10, #15578: details of where buckets had to be mended
 *   <li>3.12, #18498: a warning that sorting has no effect in range queries
 *   <li>3.6, #16777: durations are expressions, and {@code @} is a token with a name
 *   <li>Which of several matches that are not unique an error names depends on the order of a map
 * </ul>
 */
final class Wording {
  private static final Pattern TWINS = Pattern.compile("match group .*(?=;many-to-many)");
  private static final String UNNAMED_TOKEN = "\"<Item 57400>\" ";
  private static final Pattern MENDED = Pattern.compile("for monotonicity \\(see.*\\)");
  private static final Pattern METRIC_NAME =
      Pattern.compile("(bucket label .*|classic and native histograms) for metric name \"[^\"]*\"");

  private Wording() {}

  static String ofError(@Nullable String error) {
    if (error == null) {
      return "";
    }
    String plain = error.replace("invalid parameter \"query\": ", "").replace(UNNAMED_TOKEN, "");
    return TWINS
        .matcher(plain)
        .replaceFirst("match group")
        .replace("subquery or range selector", "subquery selector")
        .replace("number, duration, step(), or range()", "number or duration");
  }

  static Set<String> ofAnnotations(List<String> texts) {
    return texts.stream()
        .filter(text -> !text.contains("sort is ineffective"))
        .map(text -> MENDED.matcher(text).replaceAll("for monotonicity"))
        .map(text -> METRIC_NAME.matcher(text).replaceAll("$1"))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
