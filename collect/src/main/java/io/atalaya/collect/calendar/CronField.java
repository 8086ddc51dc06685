package io.atalaya.collect.calendar;

import java.util.BitSet;
import java.util.List;
import java.util.Locale;

/**
 * One field of a cron expression: the numbers it allows.
 *
 * @param allowed one bit for each number
 * @param any whether it is {@code *}, which counts differently for the two fields of days
 */
record CronField(BitSet allowed, boolean any) {
  /**
   * What a field may hold.
   *
   * @param name for messages
   * @param names words for the numbers from {@code min} on; none if there are none
   */
  record Range(String name, int min, int max, List<String> names) {}

  /**
   * Reads lists of numbers, ranges and steps, such as {@code 1,10-20,*}{@code /15}.
   *
   * @throws IllegalArgumentException saying which field is wrong
   */
  static CronField parse(String text, Range range) {
    BitSet allowed = new BitSet();
    for (String part : text.split(",", -1)) {
      add(part, range, allowed);
    }
    return new CronField(allowed, text.equals("*") || text.equals("?"));
  }

  private static void add(String part, Range range, BitSet allowed) {
    String[] pieces = part.split("/", -1);
    if (pieces.length > 2) {
      throw wrong(part, range);
    }
    int step = pieces.length == 1 ? 1 : number(pieces[1], range, part);
    int first = range.min();
    int last = range.max();
    if (!pieces[0].equals("*") && !pieces[0].equals("?")) {
      String[] ends = pieces[0].split("-", -1);
      first = value(ends[0], range, part);
      last = ends.length == 2 ? value(ends[1], range, part) : pieces.length == 2 ? last : first;
      if (ends.length > 2) {
        throw wrong(part, range);
      }
    }
    if (step < 1 || first > last) {
      throw wrong(part, range);
    }
    for (int i = first; i <= last; i += step) {
      allowed.set(i);
    }
  }

  private static int value(String text, Range range, String part) {
    int named = range.names().indexOf(text.toLowerCase(Locale.ROOT));
    int value = named >= 0 ? range.min() + named : number(text, range, part);
    if (value < range.min() || value > range.max()) {
      throw wrong(part, range);
    }
    return value;
  }

  private static int number(String text, Range range, String part) {
    if (!text.matches("[0-9]{1,4}")) {
      throw wrong(part, range);
    }
    return Integer.parseInt(text);
  }

  private static IllegalArgumentException wrong(String part, Range range) {
    return new IllegalArgumentException(
        "\"%s\" is no %s; possible are %d to %d, ranges (1-5), lists (1,3) and steps (*/15)"
            .formatted(part, range.name(), range.min(), range.max()));
  }

  boolean has(int value) {
    return allowed.get(value);
  }
}
