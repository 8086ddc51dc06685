package io.atalaya.collect.database;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a query found.
 *
 * @param columns names of the columns, in lower case
 * @param rows values as text, row by row; null stays null
 * @param truncated whether there were more rows than were asked for
 */
public record Rows(List<String> columns, List<List<@Nullable String>> rows, boolean truncated) {
  /** No rows, and no columns. */
  public static final Rows NONE = new Rows(List.of(), List.of(), false);

  public Rows {
    columns = columns.stream().map(c -> c.toLowerCase(Locale.ROOT)).toList();
    List<List<@Nullable String>> copy = new ArrayList<>(rows.size());
    for (List<@Nullable String> row : rows) {
      copy.add(Collections.unmodifiableList(new ArrayList<>(row)));
    }
    rows = Collections.unmodifiableList(copy);
  }

  /** Whether a column of this name is there. */
  public boolean has(String column) {
    return columns.contains(column.toLowerCase(Locale.ROOT));
  }

  /** A value as text; empty if it is null, or there is no such row or column. */
  public String text(int row, String column) {
    return text(row, columns.indexOf(column.toLowerCase(Locale.ROOT)));
  }

  /** A value as text; empty if it is null, or there is no such row or column. */
  public String text(int row, int column) {
    if (row < 0 || row >= rows.size() || column < 0 || column >= columns.size()) {
      return "";
    }
    String value = rows.get(row).get(column);
    return value == null ? "" : value;
  }

  /** A value as number; NaN if it is none. Databases say {@code t}, {@code true} or 1 for true. */
  public double number(int row, String column) {
    return number(text(row, column));
  }

  /** Text as number; NaN if it is none. */
  public static double number(String text) {
    return switch (text.strip().toLowerCase(Locale.ROOT)) {
      case "t", "true", "on", "yes" -> 1;
      case "f", "false", "off", "no" -> 0;
      default -> parsed(text.strip());
    };
  }

  private static double parsed(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }
}
