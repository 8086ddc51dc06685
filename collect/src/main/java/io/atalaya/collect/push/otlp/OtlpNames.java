package io.atalaya.collect.push.otlp;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Makes Prometheus' names of OpenTelemetry's: of metrics with their units, and of labels. */
final class OtlpNames {
  private static final Map<String, String> UNITS =
      Map.ofEntries(
          Map.entry("d", "days"),
          Map.entry("h", "hours"),
          Map.entry("min", "minutes"),
          Map.entry("s", "seconds"),
          Map.entry("ms", "milliseconds"),
          Map.entry("us", "microseconds"),
          Map.entry("ns", "nanoseconds"),
          Map.entry("By", "bytes"),
          Map.entry("KiBy", "kibibytes"),
          Map.entry("MiBy", "mebibytes"),
          Map.entry("GiBy", "gibibytes"),
          Map.entry("TiBy", "tibibytes"),
          Map.entry("KBy", "kilobytes"),
          Map.entry("MBy", "megabytes"),
          Map.entry("GBy", "gigabytes"),
          Map.entry("TBy", "terabytes"),
          Map.entry("m", "meters"),
          Map.entry("V", "volts"),
          Map.entry("A", "amperes"),
          Map.entry("J", "joules"),
          Map.entry("W", "watts"),
          Map.entry("g", "grams"),
          Map.entry("Cel", "celsius"),
          Map.entry("Hz", "hertz"),
          Map.entry("1", ""),
          Map.entry("%", "percent"));
  private static final Map<String, String> PER_UNITS =
      Map.of(
          "s", "second", "m", "minute", "h", "hour", "d", "day", "w", "week", "mo", "month", "y",
          "year");

  private final OtlpSettings settings;

  OtlpNames(OtlpSettings settings) {
    this.settings = settings;
  }

  /** The name of a metric's family. */
  String metric(OtlpMetric metric) {
    boolean counter = metric.kind() == OtlpMetric.Kind.SUM && metric.monotonic();
    boolean ratio = metric.kind() == OtlpMetric.Kind.GAUGE && metric.unit().equals("1");
    if (settings.strategy().keepsCharacters()) {
      return settings.strategy().appends() ? appended(metric, counter, ratio) : metric.name();
    }
    List<String> tokens =
        new ArrayList<>(
            Arrays.stream(metric.name().split(tokenEnd(), -1)).filter(t -> !t.isEmpty()).toList());
    if (settings.strategy().appends()) {
      addUnits(tokens, metric.unit());
      moveToEnd(tokens, counter, "total");
      moveToEnd(tokens, ratio, "ratio");
    }
    String name = String.join("_", tokens);
    return !name.isEmpty() && Character.isDigit(name.charAt(0)) ? '_' + name : name;
  }

  private String tokenEnd() {
    return settings.strategy().appends() ? "[^a-zA-Z0-9:]" : "[^a-zA-Z0-9:_]";
  }

  private static void moveToEnd(List<String> tokens, boolean wanted, String token) {
    if (wanted) {
      tokens.removeIf(token::equals);
      tokens.add(token);
    }
  }

  private static void addUnits(List<String> tokens, String unit) {
    String main = clean(mainUnit(unit));
    String per = clean(perUnit(unit));
    if (!main.isEmpty() && !tokens.contains(main)) {
      tokens.add(main);
    }
    if (!per.isEmpty() && !tokens.contains(per)) {
      tokens.add("per");
      tokens.add(per);
    }
  }

  private static String mainUnit(String unit) {
    int slash = unit.indexOf('/');
    String main = (slash < 0 ? unit : unit.substring(0, slash)).strip();
    return isNote(main) ? "" : UNITS.getOrDefault(main, main);
  }

  private static String perUnit(String unit) {
    int slash = unit.indexOf('/');
    String per = slash < 0 ? "" : unit.substring(slash + 1).strip();
    return isNote(per) ? "" : PER_UNITS.getOrDefault(per, per);
  }

  /** What stands in braces is a note for people. */
  private static boolean isNote(String unit) {
    return unit.contains("{") || unit.contains("}");
  }

  private static String clean(String unit) {
    return unit.replaceAll("[^a-zA-Z0-9:]+", "_").replaceAll("^_+|_+$", "");
  }

  /** The unit in words, for metadata. */
  static String unit(String unit) {
    String main = clean(mainUnit(unit));
    String per = clean(perUnit(unit));
    return per.isEmpty() ? main : main.isEmpty() ? "per_" + per : main + "_per_" + per;
  }

  private static String appended(OtlpMetric metric, boolean counter, boolean ratio) {
    String name = metric.name();
    String main = mainUnit(metric.unit());
    String per = perUnit(metric.unit());
    name = main.isEmpty() ? name : ending(name, main);
    name = per.isEmpty() ? name : ending(name, "per_" + per);
    name = counter ? ending(name, "total") : name;
    return ratio ? ending(name, "ratio") : name;
  }

  /** A name with a last word, which is not repeated. */
  private static String ending(String name, String word) {
    boolean has = name.endsWith(word);
    String trimmed = has ? name.substring(0, name.length() - word.length()) : name;
    boolean delimited = has && !trimmed.isEmpty() && !isWord(trimmed.charAt(trimmed.length() - 1));
    return (delimited ? trimmed.substring(0, trimmed.length() - 1) : trimmed) + '_' + word;
  }

  private static boolean isWord(char c) {
    return Character.isLetterOrDigit(c);
  }

  /** The name of a label. */
  String label(String attribute) {
    if (settings.strategy().keepsCharacters() || attribute.isEmpty()) {
      return attribute;
    }
    String invalid = settings.keepUnderscores() ? "[^a-zA-Z0-9_]" : "[^a-zA-Z0-9]+|_+";
    String name = attribute.replaceAll(invalid, "_");
    if (Character.isDigit(name.charAt(0))) {
      return "key_" + name;
    }
    boolean single = name.startsWith("_") && !name.startsWith("__");
    return settings.underscoreKey() && single ? "key" + name : name;
  }
}
