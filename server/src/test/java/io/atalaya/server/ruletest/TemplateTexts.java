package io.atalaya.server.ruletest;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Random;
import java.util.Set;

/** Texts of rules: each function with each argument, and what chance makes of them. */
final class TemplateTexts {
  /** What is no template. */
  static final List<String> REFUSED =
      List.of(
          "{{ $lable.x }}",
          "{{ nosuch 1 }}",
          "{{ if }}",
          "{{ if true }}",
          "{{ end }}",
          "{{ range $x }}{{ end }}",
          "{{ \"a }}",
          "{{ 'ab' }}",
          "{{ 08 }}",
          "{{ \"a\" + \"b\" }}",
          "{{ .a b c }}{{",
          "{{ $labels. }}",
          "{{ template }}",
          "{{ define \"x\" }}",
          "{{ | toUpper }}",
          "{{ (toUpper \"a\" }}",
          "{{ else }}",
          "{{ break }}",
          "{{ tmpl \"x\" . }}",
          "{{ trimSpace \"only in notifications\" }}");

  private static final List<String> OF_NUMBERS =
      List.of(
          "humanize",
          "humanize1024",
          "humanizeDuration",
          "humanizePercentage",
          "humanizeTimestamp",
          "toTime",
          "toDuration",
          "print",
          "printf \"%v\"",
          "printf \"%.2f\"",
          "printf \"%g\"",
          "printf \"%d\"",
          "printf \"%s\"",
          "printf \"%6.1f|%-8.3e|%+g\" 1.5 2.5");

  private static final List<String> NUMBERS =
      List.of(
          "0",
          "1",
          "-1",
          "0.1",
          "-0.0",
          "1234567.0",
          "1234567",
          "1e9",
          "1e-10",
          "999.95",
          "999.9499",
          "1023.9",
          "1048576",
          "59.999",
          "59.9999",
          "60",
          "3600",
          "86400",
          "90061.5",
          "-3661",
          "1e18",
          ".5",
          "0x10",
          "1_000",
          "'a'",
          "\"1e3\"",
          "\"NaN\"",
          "\"-Inf\"",
          "\"0x1p4\"",
          "\"abc\"",
          "\"\"",
          "\" 1\"",
          "\"1e400\"",
          "\"1_000\"",
          "\"infinity\"",
          "true",
          "9223372036854775",
          "1435065584.128",
          "-1.5",
          "253402300800",
          "1e10",
          "$value",
          "(len $labels)",
          "now");

  private static final List<String> OF_TEXTS =
      List.of(
          "title",
          "toUpper",
          "toLower",
          "stripPort",
          "stripDomain",
          "urlQueryEscape",
          "graphLink",
          "tableLink",
          "safeHtml",
          "parseDuration",
          "html",
          "js",
          "urlquery",
          "len",
          "print",
          "printf \"%q\"",
          "printf \"%5s|%-5s|\" \"x\"",
          "printf \"%x\"",
          "match \"a+\"",
          "humanize",
          "not");

  private static final List<String> TEXTS =
      List.of(
          "\"\"",
          "\"a b/c?d=e&f+g%h\"",
          "\"foo.example.com:12345\"",
          "\"foo.example.com\"",
          "\"192.0.2.1:80\"",
          "\"192.0.2.1\"",
          "\"192.0.2.256:1\"",
          "\"[2001:db8::1]:9100\"",
          "\"2001:db8::1\"",
          "\"[::1]\"",
          "\"a:b:c\"",
          "\"host:\"",
          "\":80\"",
          "\"[x]y:1\"",
          "\"1h30m\"",
          "\"0\"",
          "\"1.5h\"",
          "\"1m1h\"",
          "\"90\"",
          "\"1y2w3d4h5m6s7ms\"",
          "\"300y\"",
          "\"it's <b>\\\"x\\\"</b> & é\"",
          "\"straße ﬁ ŉ ǆungla\"",
          "\"İSTANBUL ΑΣ\"",
          "\"aaa-bbb_ccc d.e o'neil x1y\"",
          "\"line\\nbreak\\ttab\"",
          "`raw \\n`",
          "\"世界😀\"",
          "$labels.instance",
          "$labels.job",
          "$labels.none",
          "$externalURL",
          "$externalLabels.cluster",
          "1",
          "nil");

  private static final List<String> PATTERNS =
      List.of(
          "(\\\\d+)",
          "^|$",
          "x*",
          ".",
          "a",
          "(?i)EXAMPLE",
          "(?P<host>[^.]+)\\\\..*",
          "[[:alpha:]]+",
          "\\\\bx\\\\b",
          "(",
          "a{2,1}",
          "(a)|(b)",
          "\\\\pL+",
          "(?s).+",
          "[^a-z]");
  private static final List<String> REPLACEMENTS =
      List.of("", "[$1]", "$0$$", "${host}", "$1x", "${1}x", "$host", "$", "\\\\1", "<é>");
  private static final List<String> REPLACED =
      List.of("\"a12b345\"", "\"abc\"", "$labels.instance", "\"a foo b.x\"", "\"\"", "\"ünï世\"");

  private TemplateTexts() {}

  /** All of the tables, and so many more by chance, always the same. */
  static List<String> of(int random) {
    Set<String> texts = new LinkedHashSet<>(List.of("first"));
    texts.addAll(whole());
    OF_NUMBERS.forEach(f -> NUMBERS.forEach(n -> texts.add("{{ " + f + " " + n + " }}")));
    OF_TEXTS.forEach(f -> TEXTS.forEach(t -> texts.add("{{ " + f + " " + t + " }}")));
    addReplacements(texts);
    Random chance = new Random(1);
    int wanted = texts.size() + random;
    while (texts.size() < wanted) {
      texts.add(random(chance));
    }
    return new ArrayList<>(texts);
  }

  /** One on each line, in which ⏎ is a line's end. */
  private static List<String> whole() {
    try (InputStream in = TemplateTexts.class.getResourceAsStream("rule-texts.txt")) {
      String rows = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      return rows.lines().map(row -> row.replace("⏎", "\n")).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void addReplacements(Set<String> texts) {
    for (String pattern : PATTERNS) {
      for (String replacement : REPLACEMENTS) {
        String text = REPLACED.get(texts.size() % REPLACED.size());
        texts.add("{{ reReplaceAll \"" + pattern + "\" \"" + replacement + "\" " + text + " }}");
      }
      REPLACED.forEach(text -> texts.add("{{ match \"" + pattern + "\" " + text + " }}"));
    }
  }

  private static String random(Random chance) {
    String number = number(chance);
    return switch (chance.nextInt(6)) {
      case 0, 1, 2 -> "{{ " + one(OF_NUMBERS.subList(0, 7), chance) + " " + number + " }}";
      case 3 -> "{{ printf \"" + verb(chance) + "\" " + number + " }}";
      case 4 -> "{{ " + one(TEXTS, chance) + " | " + one(OF_TEXTS, chance) + " | printf \"%v\" }}";
      default ->
          "{{ if "
              + one(List.of("lt", "le", "gt", "ge", "eq", "ne"), chance)
              + " $value "
              + number
              + " }}yes{{ else }}no{{ end }}";
    };
  }

  /** Of any magnitude, with few or many digits. */
  private static String number(Random chance) {
    double magnitude = Math.pow(10, chance.nextInt(28) - 12);
    double number = chance.nextGaussian() * magnitude;
    return switch (chance.nextInt(3)) {
      case 0 -> String.format(Locale.ROOT, "%.3e", number);
      case 1 -> Double.toString(number).replace("E", "e");
      default -> String.format(Locale.ROOT, "%.0f.0", Math.clamp(number, -1e15, 1e15));
    };
  }

  private static String verb(Random chance) {
    String flags = one(List.of("", "-", "+", " ", "0"), chance);
    String width = one(List.of("", "8", "12"), chance);
    String precision = one(List.of("", ".0", ".3", ".10"), chance);
    return "%" + flags + width + precision + one(List.of("f", "e", "g", "v", "E", "G"), chance);
  }

  private static String one(List<String> from, Random chance) {
    return from.get(chance.nextInt(from.size()));
  }
}
