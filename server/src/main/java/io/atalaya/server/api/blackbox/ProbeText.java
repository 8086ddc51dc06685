package io.atalaya.server.api.blackbox;

import io.atalaya.collect.check.Observation;
import io.atalaya.model.GoFloat;
import io.atalaya.model.Labels;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Writes an observation in the text format, metrics by name and series by labels. */
final class ProbeText {
  private ProbeText() {}

  /**
   * The text.
   *
   * @param known metrics that are shown, with their meaning
   */
  static String of(
      Map<String, String> known, Observation seen, boolean success, double timeoutSeconds) {
    Map<String, List<String>> families = new TreeMap<>();
    add(families, "probe_success", Labels.empty(), success ? 1 : 0);
    add(families, "probe_duration_seconds", Labels.empty(), seen.durationNanos() / 1e9);
    add(families, "probe_timeout_seconds", Labels.empty(), timeoutSeconds);
    for (Observation.Reading reading : seen.readings()) {
      if (known.containsKey(reading.metric())) {
        add(families, reading.metric(), reading.labels(), reading.value());
      }
    }
    StringBuilder out = new StringBuilder();
    families.forEach(
        (name, lines) -> {
          out.append("# HELP ").append(name).append(' ').append(known.get(name)).append('\n');
          out.append("# TYPE ").append(name).append(" gauge\n");
          lines.stream().sorted().forEach(line -> out.append(line).append('\n'));
        });
    return out.toString();
  }

  private static void add(
      Map<String, List<String>> families, String name, Labels labels, double value) {
    StringBuilder line = new StringBuilder(name);
    for (int i = 0; i < labels.size(); i++) {
      line.append(i == 0 ? '{' : ',').append(labels.name(i)).append("=\"");
      line.append(escaped(labels.value(i))).append('"');
    }
    line.append(labels.isEmpty() ? " " : "} ").append(GoFloat.json(value));
    families.computeIfAbsent(name, n -> new ArrayList<>()).add(line.toString());
  }

  private static String escaped(String value) {
    return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
  }
}
