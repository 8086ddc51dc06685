package io.atalaya.server.config.yaml;

import io.atalaya.model.regex.Regex;

/**
 * Writes nodes as block-style YAML that {@link YamlText} and Prometheus' own reader read back to
 * the same texts.
 */
public final class YamlWriter {
  /** Texts that need no quotes: no indicator, and nothing that looks like another type. */
  private static final Regex PLAIN =
      Regex.compile("[A-Za-z_/.][A-Za-z0-9_/.()+=@-]*(?: [A-Za-z0-9_/.()+=@-]+)*");

  private static final Regex NUMBER = Regex.compile("-?[0-9]+(?:\\.[0-9]+)?");
  private static final Regex DURATION = Regex.compile("(?:[0-9]+(?:ms|[ywdhms]))+");

  private static final Regex RESERVED =
      Regex.compile("(?i)null|true|false|yes|no|on|off|y|n|\\.nan|\\.inf");

  private static final Regex BOOLEAN = Regex.compile("true|false");

  private final StringBuilder out = new StringBuilder();

  private YamlWriter() {}

  /** The text of a document. */
  public static String write(YamlMap document) {
    YamlWriter writer = new YamlWriter();
    if (document.entries().isEmpty()) {
      return "{}\n";
    }
    writer.map(document, 0);
    return writer.out.toString();
  }

  private void map(YamlMap map, int indent) {
    boolean first = true;
    for (YamlMap.Entry entry : map.entries()) {
      if (!first) {
        out.repeat(' ', indent);
      }
      first = false;
      out.append(scalar(entry.name(), true)).append(':');
      value(entry.value(), indent, false);
    }
  }

  private void list(YamlList list, int indent) {
    boolean first = true;
    for (YamlNode item : list.items()) {
      if (!first) {
        out.repeat(' ', indent);
      }
      first = false;
      out.append('-');
      value(item, indent, true);
    }
  }

  /** What follows a key's colon or an item's dash, up to the end of its last line. */
  private void value(YamlNode node, int indent, boolean inList) {
    switch (node) {
      case YamlScalar s -> out.append(' ').append(scalar(s.text(), s.quoted())).append('\n');
      case YamlMap map when map.entries().isEmpty() -> out.append(" {}\n");
      case YamlList list when list.items().isEmpty() -> out.append(" []\n");
      case YamlMap map -> {
        start(indent, inList);
        map(map, indent + 2);
      }
      case YamlList list -> {
        start(indent - 2, inList);
        list(list, inList ? indent + 2 : indent);
      }
    }
  }

  private void start(int indent, boolean inList) {
    if (inList) {
      out.append(' ');
    } else {
      out.append('\n').repeat(' ', indent + 2);
    }
  }

  private static String scalar(String text, boolean isText) {
    if (!isText && (NUMBER.matches(text) || BOOLEAN.matches(text))) {
      return text;
    }
    boolean plain = (PLAIN.matches(text) || DURATION.matches(text)) && !RESERVED.matches(text);
    return plain ? text : quoted(text);
  }

  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
    text.chars().forEach(c -> quoted.append(escaped((char) c)));
    return quoted.append('"').toString();
  }

  private static String escaped(char c) {
    return switch (c) {
      case '"' -> "\\\"";
      case '\\' -> "\\\\";
      case '\n' -> "\\n";
      case '\t' -> "\\t";
      case '\r' -> "\\r";
      default -> Character.isISOControl(c) ? String.format("\\x%02x", (int) c) : String.valueOf(c);
    };
  }
}
