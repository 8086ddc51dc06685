package io.atalaya.collect.push;

import io.atalaya.model.Labels;
import java.util.ArrayList;
import java.util.List;

/**
 * One line of InfluxDB's line protocol.
 *
 * <pre>
 * measurement[,tag=value…] field=value[,field=value…] [timestamp]
 *
 * value   1.5   1i   1u   t T true f F false   "text", which has no form here and is left out
 * \       before a comma, space, equals sign, or in text a quote: the character itself
 * </pre>
 *
 * <p>Becomes one series for each field, named {@code measurement_field}, with the tags as labels;
 * characters that Prometheus' older names do not have become underscores.
 */
final class InfluxLine {
  private static final int MAX_FIELDS = 10_000;

  private final String line;
  private int at;
  private final Labels.Builder tags = Labels.builder();
  private String measurement = "";

  /** A field with a number. */
  record Field(Labels series, double value) {}

  /** What a line says; the timestamp empty if it gives none. */
  record Parsed(List<Field> fields, String timestamp) {}

  private InfluxLine(String line) {
    this.line = line;
  }

  /**
   * Reads a line.
   *
   * @param database put on every series as label {@code db}, unless empty
   * @throws IllegalArgumentException that says what is wrong
   */
  static Parsed parse(String line, String database) {
    return new InfluxLine(line).read(database);
  }

  /**
   * Where the line ends that begins at a place: a line feed within a text belongs to it, unless the
   * text has no end.
   */
  static int end(String lines, int from) {
    boolean fields = false;
    boolean quoted = false;
    for (int i = from; i < lines.length(); i++) {
      char c = lines.charAt(i);
      if (c == '\n' && !quoted) {
        return i;
      }
      fields |= c == ' ';
      if (c == '\\' && !lines.startsWith("\n", i + 1)) {
        i++;
      } else if (c == '"' && (quoted || (fields && lines.charAt(i - 1) == '='))) {
        quoted = !quoted;
      }
    }
    int first = lines.indexOf('\n', from);
    return quoted && first >= 0 ? first : lines.length();
  }

  private Parsed read(String database) {
    skipSpaces();
    tags.set("db", database);
    measurement = word(",", " ");
    while (take(',')) {
      String name = word("=");
      expect('=', "a tag has no value");
      tags.set(label(name), word(",", " "));
    }
    expect(' ', "the line has no fields");
    skipSpaces();
    List<Field> fields = new ArrayList<>();
    do {
      String name = word("=");
      expect('=', "a field has no value");
      field(name, fields);
      if (fields.size() > MAX_FIELDS) {
        throw new IllegalArgumentException("the line has more than " + MAX_FIELDS + " fields");
      }
    } while (take(','));
    String timestamp = line.substring(at).strip();
    return new Parsed(fields, timestamp);
  }

  private void skipSpaces() {
    while (take(' ')) {
      // One is as good as many.
    }
  }

  private boolean take(char c) {
    boolean there = at < line.length() && line.charAt(at) == c;
    at += there ? 1 : 0;
    return there;
  }

  private void expect(char c, String otherwise) {
    if (!take(c)) {
      throw new IllegalArgumentException(otherwise + " at column " + (at + 1));
    }
  }

  /** The text up to one of the ends, which are single characters, with its escapes resolved. */
  private String word(String... ends) {
    StringBuilder word = new StringBuilder();
    while (at < line.length() && !isEnd(line.charAt(at), ends)) {
      char c = line.charAt(at++);
      boolean escapes = c == '\\' && at < line.length() && ",= \\".indexOf(line.charAt(at)) >= 0;
      word.append(escapes ? line.charAt(at++) : c);
    }
    if (word.isEmpty()) {
      throw new IllegalArgumentException("a name or value is missing at column " + (at + 1));
    }
    return word.toString();
  }

  private static boolean isEnd(char c, String[] ends) {
    for (String end : ends) {
      if (end.charAt(0) == c) {
        return true;
      }
    }
    return false;
  }

  private void field(String name, List<Field> fields) {
    if (take('"')) {
      skipText();
      return;
    }
    double value = number(word(",", " "));
    String metric = label(measurement + '_' + name);
    fields.add(new Field(tags.set(Labels.METRIC_NAME, metric).build(), value));
  }

  private void skipText() {
    while (at < line.length() && line.charAt(at) != '"') {
      at += line.charAt(at) == '\\' ? 2 : 1;
    }
    at = Math.min(at, line.length());
    expect('"', "a text has no end");
  }

  private static double number(String text) {
    return switch (text) {
      case "t", "T", "true", "True", "TRUE" -> 1;
      case "f", "F", "false", "False", "FALSE" -> 0;
      default -> decimal(text);
    };
  }

  private static double decimal(String text) {
    String digits = text.substring(0, text.length() - 1);
    try {
      double value =
          switch (text.charAt(text.length() - 1)) {
            case 'i' -> Long.parseLong(digits);
            case 'u' -> unsigned(Long.parseUnsignedLong(digits));
            default -> text.matches("[-+0-9.eE]+") ? Double.parseDouble(text) : Double.NaN;
          };
      if (Double.isFinite(value)) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Told below.
    }
    throw new IllegalArgumentException("\"" + text + "\" is no number");
  }

  private static double unsigned(long bits) {
    return bits >= 0 ? bits : ((bits >>> 1) | (bits & 1)) * 2.0;
  }

  private static String label(String name) {
    String plain = name.replaceAll("[^a-zA-Z0-9_]", "_");
    return Character.isDigit(plain.charAt(0)) ? '_' + plain : plain;
  }
}
