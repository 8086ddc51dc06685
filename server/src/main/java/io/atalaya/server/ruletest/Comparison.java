package io.atalaya.server.ruletest;

import java.util.ArrayList;
import java.util.List;

/** How a difference is told: both lists, or only the lines in which they differ. */
enum Comparison {
  BOTH {
    @Override
    String text(List<String> expected, List<String> got) {
      return "\n        exp: " + list(expected) + "\n        got: " + list(got);
    }
  },
  DIFF {
    @Override
    String text(List<String> expected, List<String> got) {
      List<String> missing = new ArrayList<>(expected);
      got.forEach(missing::remove);
      List<String> unwanted = new ArrayList<>(got);
      expected.forEach(unwanted::remove);
      StringBuilder out = new StringBuilder("\n        diff (- expected, + got):");
      missing.forEach(line -> out.append("\n          - ").append(line));
      unwanted.forEach(line -> out.append("\n          + ").append(line));
      return out.toString();
    }
  };

  abstract String text(List<String> expected, List<String> got);

  private static String list(List<String> lines) {
    return lines.isEmpty()
        ? "[]"
        : "[\n            " + String.join(",\n            ", lines) + "\n        ]";
  }
}
