package io.atalaya.server.config;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Environment files: lines {@code NAME=value} or {@code export NAME=value}, comments, quotes. */
final class EnvFile {
  private static final Pattern LINE =
      Pattern.compile("\\s*(?:export\\s+)?([A-Za-z_][A-Za-z0-9_]*)=(.*)");
  private static final Pattern TRAILING_COMMENT = Pattern.compile("\\s+#.*$");

  private EnvFile() {}

  static Map<String, String> parse(String text) {
    Map<String, String> variables = new LinkedHashMap<>();
    text.lines()
        .map(LINE::matcher)
        .filter(Matcher::matches)
        .forEach(line -> variables.put(line.group(1), value(line.group(2).strip())));
    return variables;
  }

  private static String value(String text) {
    boolean quoted =
        text.length() >= 2
            && (text.charAt(0) == '"' || text.charAt(0) == '\'')
            && text.charAt(text.length() - 1) == text.charAt(0);
    return quoted
        ? text.substring(1, text.length() - 1)
        : TRAILING_COMMENT.matcher(text).replaceFirst("");
  }
}
