package io.atalaya.collect.host;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Writes readings in the text format 0.0.4, family by family. */
public final class TextExposition {
  private TextExposition() {}

  public static String of(List<Reading> readings) {
    Map<String, StringBuilder> families = new TreeMap<>();
    for (Reading reading : readings) {
      StringBuilder out =
          families.computeIfAbsent(reading.metric(), name -> new StringBuilder(head(reading)));
      append(out, reading);
    }
    return String.join("", families.values());
  }

  private static String head(Reading first) {
    String help = first.help().replace("\\", "\\\\").replace("\n", "\\n");
    return "# HELP "
        + first.metric()
        + " "
        + help
        + "\n# TYPE "
        + first.metric()
        + " "
        + first.type().text()
        + "\n";
  }

  private static void append(StringBuilder out, Reading reading) {
    out.append(reading.metric());
    for (int i = 0; i < reading.labels().size(); i++) {
      out.append(i == 0 ? '{' : ',').append(reading.labels().name(i)).append("=\"");
      out.append(escaped(reading.labels().value(i))).append('"');
    }
    out.append(reading.labels().isEmpty() ? " " : "} ")
        .append(number(reading.value()))
        .append('\n');
  }

  private static String escaped(String value) {
    return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
  }

  private static String number(double value) {
    boolean whole = value == Math.rint(value) && Math.abs(value) < 1e15;
    if (Double.isInfinite(value)) {
      return value > 0 ? "+Inf" : "-Inf";
    }
    return whole ? Long.toString((long) value) : Double.toString(value);
  }
}
