package io.atalaya.server.config;

import io.atalaya.model.regex.Regex;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Environment files: lines {@code NAME=value} or {@code export NAME=value}, comments, quotes. */
final class EnvFile {
  private static final Regex LINE = Regex.compile("(export\\s+)?[A-Za-z_][A-Za-z0-9_]*=.*");

  private EnvFile() {}

  /** Whether every line is blank, a comment or an assignment, and one is an assignment. */
  static boolean matches(String content) {
    List<String> lines = assignments(content);
    return !lines.isEmpty() && lines.stream().allMatch(LINE::matches);
  }

  private static List<String> assignments(String content) {
    return content
        .lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty() && !line.startsWith("#"))
        .toList();
  }

  static Map<String, String> parse(String content) {
    Map<String, String> variables = new LinkedHashMap<>();
    for (String line : assignments(content)) {
      int equals = line.indexOf('=');
      String name = line.substring(0, equals);
      // Only "export NAME" has white space in it; a variable may itself be named exportX.
      String[] words = name.split("\\s+");
      variables.put(words[words.length - 1], value(line.substring(equals + 1).strip()));
    }
    return variables;
  }

  /** The text inside quotes, or what stands before a comment. */
  private static String value(String text) {
    boolean quoted =
        text.length() >= 2
            && (text.charAt(0) == '"' || text.charAt(0) == '\'')
            && text.charAt(text.length() - 1) == text.charAt(0);
    if (quoted) {
      return text.substring(1, text.length() - 1);
    }
    int comment = text.indexOf(" #");
    return comment < 0 ? text : text.substring(0, comment).strip();
  }
}
