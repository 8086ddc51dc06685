package io.atalaya.server.cli;

import io.atalaya.collect.scrape.MetricFamilyText.Family;
import io.atalaya.collect.scrape.MetricFamilyText.Point;
import io.atalaya.model.Labels;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What does not follow the conventions for metrics, in the words of promtool, so that whoever
 * filters its lines can filter ours. The conventions are those of <a
 * href="https://prometheus.io/docs/practices/naming/">Metric and label naming</a>.
 */
final class MetricLint {
  private static final String COUNTER = "counter";
  private static final String HISTOGRAM = "histogram";
  private static final String SUMMARY = "summary";
  private static final String UNKNOWN = "unknown";

  private static final Pattern CAMEL_CASE = Pattern.compile("[a-z][A-Z]");

  /** Units and the base units that go with them. */
  private static final Map<String, String> UNITS = units();

  private static final List<String> PREFIXES =
      List.of(
          "pico", "nano", "micro", "milli", "centi", "deci", "deca", "hecto", "kilo", "kibi",
          "mega", "mibi", "giga", "gibi", "tera", "tebi", "peta", "pebi");

  private static final List<String> ABBREVIATIONS =
      List.of("s", "ms", "us", "ns", "sec", "b", "kb", "mb", "gb", "tb", "pb", "m", "h", "d");

  private final Family family;
  private final List<Problem> problems = new ArrayList<>();

  /** Something about a metric family. */
  record Problem(String metric, String text) {
    @Override
    public String toString() {
      return metric + " " + text;
    }
  }

  private MetricLint(Family family) {
    this.family = family;
  }

  /** All problems of all families, sorted by family and text. */
  static List<Problem> of(Collection<Family> families) {
    return families.stream()
        .flatMap(family -> new MetricLint(family).problems().stream())
        .sorted(Comparator.comparing(Problem::metric).thenComparing(Problem::text))
        .toList();
  }

  private static Map<String, String> units() {
    Map<String, String> units = new TreeMap<>();
    List.of(
            "amperes", "bytes", "celsius", "grams", "joules", "kelvin", "meters", "metres",
            "seconds", "volts")
        .forEach(base -> units.put(base, base));
    List.of("minutes", "hours", "days", "weeks").forEach(time -> units.put(time, "seconds"));
    List.of("fahrenheit", "rankine").forEach(heat -> units.put(heat, "celsius"));
    List.of("inches", "yards", "miles").forEach(length -> units.put(length, "meters"));
    List.of("pounds", "ounces").forEach(mass -> units.put(mass, "grams"));
    units.put("kelvins", "kelvin");
    units.put("bits", "bytes");
    units.put("calories", "joules");
    return units;
  }

  private List<Problem> problems() {
    if (family.points().isEmpty()) {
      return List.of();
    }
    if (family.help() == null) {
      tell("no help text");
    }
    checkUnit();
    checkCounter();
    checkReserved();
    checkName();
    for (Point point : series()) {
      checkLabels(point.labels());
    }
    checkDuplicates();
    return problems;
  }

  private void tell(String text) {
    problems.add(new Problem(family.name(), text));
  }

  private boolean is(String type) {
    return family.type().equals(type);
  }

  /** Of a histogram or summary, one line for each set of labels stands for all. */
  private List<Point> series() {
    if (!is(HISTOGRAM) && !is(SUMMARY)) {
      return family.points();
    }
    Set<Labels> seen = new HashSet<>();
    return family.points().stream().filter(point -> seen.add(identity(point.labels()))).toList();
  }

  private Labels identity(Labels labels) {
    Labels.Builder builder = labels.toBuilder().remove(Labels.METRIC_NAME);
    if (is(HISTOGRAM)) {
      builder.remove("le");
    } else if (is(SUMMARY)) {
      builder.remove("quantile");
    }
    return builder.build();
  }

  private void checkUnit() {
    for (String part : family.name().split("_", -1)) {
      String base = base(part);
      if (!base.isEmpty()) {
        if (!base.equals(part)) {
          tell("use base unit \"" + base + "\" instead of \"" + part + "\"");
        }
        return;
      }
    }
  }

  /** The base unit of a word; empty if it is no unit. */
  private static String base(String part) {
    String known = UNITS.get(part);
    if (known != null) {
      return known;
    }
    return PREFIXES.stream()
        .filter(part::startsWith)
        .map(prefix -> UNITS.getOrDefault(part.substring(prefix.length()), ""))
        .filter(base -> !base.isEmpty())
        .findFirst()
        .orElse("");
  }

  private void checkCounter() {
    boolean total = family.name().endsWith("_total");
    if (is(COUNTER) && !total) {
      tell("counter metrics should have \"_total\" suffix");
    } else if (!is(COUNTER) && !is(UNKNOWN) && total) {
      tell("non-counter metrics should not have \"_total\" suffix");
    }
  }

  private void checkReserved() {
    if (is(UNKNOWN) || is(HISTOGRAM)) {
      return;
    }
    String name = family.name();
    if (name.endsWith("_bucket")) {
      tell("non-histogram metrics should not have \"_bucket\" suffix");
    }
    for (String suffix : List.of("_count", "_sum")) {
      if (!is(SUMMARY) && name.endsWith(suffix)) {
        tell("non-histogram and non-summary metrics should not have \"" + suffix + "\" suffix");
      }
    }
  }

  private void checkName() {
    String name = family.name();
    String lower = name.toLowerCase(Locale.ROOT);
    if (!is(UNKNOWN) && hasWord(lower, family.type())) {
      tell("metric name should not include type '" + family.type() + "'");
    }
    if (name.contains(":")) {
      tell("metric names should not contain ':'");
    }
    if (CAMEL_CASE.matcher(name).find()) {
      tell("metric names should be written in 'snake_case' not 'camelCase'");
    }
    ABBREVIATIONS.stream()
        .filter(unit -> hasWord(lower, unit))
        .forEach(unit -> tell("metric names should not contain abbreviated units"));
  }

  private static boolean hasWord(String name, String word) {
    return name.contains("_" + word + "_") || name.endsWith("_" + word);
  }

  private void checkLabels(Labels labels) {
    Labels own = identity(labels);
    for (int i = 0; i < own.size(); i++) {
      String label = own.name(i);
      if (CAMEL_CASE.matcher(label).find()) {
        tell("label names should be written in 'snake_case' not 'camelCase'");
      }
      if (!is(UNKNOWN) && label.equals("le")) {
        tell("non-histogram metrics should not have \"le\" label");
      }
      if (!is(UNKNOWN) && label.equals("quantile")) {
        tell("non-summary metrics should not have \"quantile\" label");
      }
    }
  }

  private void checkDuplicates() {
    if (is(HISTOGRAM) || is(SUMMARY)) {
      return;
    }
    Set<Labels> seen = new HashSet<>();
    family.points().stream()
        .filter(point -> !seen.add(point.labels()))
        .forEach(point -> tell("metric not unique"));
  }
}
