package io.atalaya.alert.template;

import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.TextStyle;
import java.util.List;
import java.util.Locale;
import java.util.TimeZone;

/**
 * Times in layouts of Go: a layout shows how the reference time, Mon Jan 2 15:04:05 2006 in the
 * zone MST (−07:00), would look.
 */
final class GoTime {
  /** What a layout may have, longest first where one begins with another. */
  private static final List<String> ELEMENTS =
      List.of(
          "January",
          "Jan",
          "Monday",
          "Mon",
          "MST",
          "2006",
          "-07:00:00",
          "-07:00",
          "-070000",
          "-0700",
          "-07",
          "Z07:00:00",
          "Z07:00",
          "Z070000",
          "Z0700",
          "Z07",
          "002",
          "__2",
          "01",
          "02",
          "03",
          "04",
          "05",
          "06",
          "15",
          "_2",
          "PM",
          "pm",
          "1",
          "2",
          "3",
          "4",
          "5");

  private static final String FULL = "2006-01-02 15:04:05.999999999 -0700 MST";

  private GoTime() {}

  /** As a time shows itself. */
  static String text(ZonedDateTime time) {
    return format(time, FULL);
  }

  static String format(ZonedDateTime time, String layout) {
    StringBuilder out = new StringBuilder();
    int i = 0;
    while (i < layout.length()) {
      int fraction = fractionLength(layout, i);
      if (fraction > 0) {
        out.append(fraction(time, layout.substring(i, i + fraction)));
        i += fraction;
        continue;
      }
      String element = elementAt(layout, i);
      out.append(element.isEmpty() ? layout.substring(i, i + 1) : shown(time, element));
      i += Math.max(1, element.length());
    }
    return out.toString();
  }

  /** The element that a layout has at a place, or the empty text. */
  static String elementAt(String layout, int i) {
    for (String element : ELEMENTS) {
      if (layout.startsWith(element, i) && !isOtherWord(layout, i, element)) {
        return element;
      }
    }
    return "";
  }

  /** {@code Jan} and {@code Mon} inside a longer word mean nothing. */
  private static boolean isOtherWord(String layout, int i, String element) {
    int end = i + element.length();
    boolean name = element.equals("Jan") || element.equals("Mon");
    return name && end < layout.length() && Character.isLowerCase(layout.charAt(end));
  }

  /** How long the fraction of a second is that a layout has at a place: a point and 0s or 9s. */
  static int fractionLength(String layout, int i) {
    char c = layout.charAt(i);
    if ((c != '.' && c != ',') || i + 1 >= layout.length()) {
      return 0;
    }
    char digit = layout.charAt(i + 1);
    if (digit != '0' && digit != '9') {
      return 0;
    }
    int end = i + 1;
    while (end < layout.length() && layout.charAt(end) == digit) {
      end++;
    }
    boolean moreDigits = end < layout.length() && Character.isDigit(layout.charAt(end));
    return moreDigits ? 0 : end - i;
  }

  private static String fraction(ZonedDateTime time, String layout) {
    int digits = Math.min(9, layout.length() - 1);
    String text = String.format("%09d", time.getNano()).substring(0, digits);
    if (layout.charAt(1) == '9') {
      text = text.replaceAll("0+$", "");
      return text.isEmpty() ? "" : layout.charAt(0) + text;
    }
    return layout.charAt(0) + text;
  }

  private static String shown(ZonedDateTime t, String element) {
    return switch (element) {
      case "January" -> t.getMonth().getDisplayName(TextStyle.FULL, Locale.ENGLISH);
      case "Jan" -> shortMonth(t);
      case "Monday" -> t.getDayOfWeek().getDisplayName(TextStyle.FULL, Locale.ENGLISH);
      case "Mon" -> t.getDayOfWeek().getDisplayName(TextStyle.FULL, Locale.ENGLISH).substring(0, 3);
      case "MST" -> zone(t);
      case "2006" -> String.format("%04d", t.getYear());
      case "06" -> two(Math.floorMod(t.getYear(), 100));
      case "01" -> two(t.getMonthValue());
      case "1" -> Integer.toString(t.getMonthValue());
      case "02" -> two(t.getDayOfMonth());
      case "_2" -> String.format("%2d", t.getDayOfMonth());
      case "2" -> Integer.toString(t.getDayOfMonth());
      case "002" -> String.format("%03d", t.getDayOfYear());
      case "__2" -> String.format("%3d", t.getDayOfYear());
      case "15" -> two(t.getHour());
      case "03" -> two(twelve(t));
      case "3" -> Integer.toString(twelve(t));
      case "04" -> two(t.getMinute());
      case "4" -> Integer.toString(t.getMinute());
      case "05" -> two(t.getSecond());
      case "5" -> Integer.toString(t.getSecond());
      case "PM" -> t.getHour() < 12 ? "AM" : "PM";
      case "pm" -> t.getHour() < 12 ? "am" : "pm";
      default -> offset(t.getOffset().getTotalSeconds(), element);
    };
  }

  static String shortMonth(ZonedDateTime t) {
    return t.getMonth().getDisplayName(TextStyle.FULL, Locale.ENGLISH).substring(0, 3);
  }

  private static String two(int number) {
    return number < 10 ? "0" + number : Integer.toString(number);
  }

  private static int twelve(ZonedDateTime t) {
    return t.getHour() % 12 == 0 ? 12 : t.getHour() % 12;
  }

  private static String offset(int seconds, String element) {
    if (element.startsWith("Z") && seconds == 0) {
      return "Z";
    }
    int magnitude = Math.abs(seconds);
    String form = element.substring(1);
    String text = (seconds < 0 ? "-" : "+") + two(magnitude / 3600);
    String colon = form.contains(":") ? ":" : "";
    if (form.length() > 2) {
      text += colon + two(magnitude / 60 % 60);
    }
    return form.length() > 5 ? text + colon + two(magnitude % 60) : text;
  }

  /** A zone's abbreviation; its offset where it has none. */
  private static String zone(ZonedDateTime t) {
    if (t.getZone().getId().equals("Z") || t.getZone().getId().equals("UTC")) {
      return "UTC";
    }
    if (t.getZone() instanceof ZoneOffset) {
      return offset(t.getOffset().getTotalSeconds(), "-0700");
    }
    boolean summer = t.getZone().getRules().isDaylightSavings(t.toInstant());
    String name =
        TimeZone.getTimeZone(t.getZone()).getDisplayName(summer, TimeZone.SHORT, Locale.US);
    return name.startsWith("GMT") && name.length() > 3
        ? offset(t.getOffset().getTotalSeconds(), offsetForm(t))
        : name;
  }

  private static String offsetForm(ZonedDateTime t) {
    return t.getOffset().getTotalSeconds() % 3600 == 0 ? "-07" : "-0700";
  }
}
