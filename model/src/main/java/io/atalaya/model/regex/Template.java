package io.atalaya.model.regex;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Fills replacement templates as Go's {@code Regexp.Expand} does: {@code $1}, {@code $name}, {@code
 * ${name}}, {@code $$}. The longest run of letters, digits and underscores is the name, so that
 * {@code $1x} is the group named 1x and not group 1. A dollar sign that begins nothing stands for
 * itself; a group that does not exist or took no part is empty.
 */
final class Template {
  private static final int NO_NUMBER = -1;
  private static final int MAX_NUMBER = 100_000_000;

  private Template() {}

  /** Appends a template, filled from the slots of a match. */
  static void expand(
      StringBuilder out,
      String template,
      String text,
      int[] slots,
      List<@Nullable String> groupNames) {
    int at = 0;
    while (at < template.length()) {
      int dollar = template.indexOf('$', at);
      if (dollar < 0) {
        break;
      }
      out.append(template, at, dollar);
      at = dollar + 1;
      if (template.startsWith("$", at)) {
        out.append('$');
        at++;
        continue;
      }
      boolean braces = template.startsWith("{", at);
      int begin = braces ? at + 1 : at;
      int end = nameEnd(template, begin);
      if (end == begin || (braces && !template.startsWith("}", end))) {
        out.append('$');
        continue;
      }
      appendGroup(out, template.substring(begin, end), text, slots, groupNames);
      at = braces ? end + 1 : end;
    }
    out.append(template, at, template.length());
  }

  private static int nameEnd(String template, int begin) {
    int at = begin;
    while (at < template.length()) {
      int c = template.codePointAt(at);
      if (!Character.isLetter(c) && !Character.isDigit(c) && c != '_') {
        break;
      }
      at += Character.charCount(c);
    }
    return at;
  }

  private static void appendGroup(
      StringBuilder out, String name, String text, int[] slots, List<@Nullable String> groupNames) {
    int number = number(name);
    if (number != NO_NUMBER) {
      append(out, number, text, slots);
      return;
    }
    for (int group = 0; group < groupNames.size(); group++) {
      if (name.equals(groupNames.get(group)) && append(out, group, text, slots)) {
        return;
      }
    }
  }

  private static boolean append(StringBuilder out, int group, String text, int[] slots) {
    if (2 * group + 1 >= slots.length || slots[2 * group] < 0) {
      return false;
    }
    out.append(text, slots[2 * group], slots[2 * group + 1]);
    return true;
  }

  /** The number that a name is, without leading zeros; else {@link #NO_NUMBER}. */
  private static int number(String name) {
    if (name.length() > 1 && name.charAt(0) == '0') {
      return NO_NUMBER;
    }
    int number = 0;
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c < '0' || c > '9' || number >= MAX_NUMBER) {
        return NO_NUMBER;
      }
      number = number * 10 + c - '0';
    }
    return number;
  }
}
