package io.atalaya.alert.template;

import io.atalaya.model.GoQuote;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.Month;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Reads times by layouts of Go; what a layout does not say is zero, and the zone is UTC. */
final class GoTimeParser {
  private static final List<String> MONTHS =
      Stream.of(Month.values()).map(m -> title(m.name())).toList();
  private static final List<String> DAYS =
      List.of("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday");

  private final String layout;
  private final String text;
  private int at;
  private int year;
  private int month = 1;
  private int day = 1;
  private int hour;
  private int minute;
  private int second;
  private int nanos;
  private int offsetSeconds;
  private boolean afternoon;
  private boolean twelveHours;

  private GoTimeParser(String layout, String text) {
    this.layout = layout;
    this.text = text;
  }

  /**
   * Reads a time.
   *
   * @throws CallException with Go's wording, if the text does not have the layout
   */
  static ZonedDateTime parse(String layout, String text) {
    GoTimeParser parser = new GoTimeParser(layout, text);
    parser.read();
    return parser.result();
  }

  private static String title(String upper) {
    return upper.charAt(0) + upper.substring(1).toLowerCase(Locale.ROOT);
  }

  private void read() {
    int i = 0;
    while (i < layout.length()) {
      int fraction = GoTime.fractionLength(layout, i);
      String element = fraction > 0 ? "" : GoTime.elementAt(layout, i);
      if (fraction > 0) {
        fraction(layout.substring(i, i + fraction));
        i += fraction;
      } else if (element.isEmpty()) {
        literal(i);
        i++;
      } else {
        element(element);
        i += element.length();
      }
    }
    if (at < text.length()) {
      throw failure(": extra text: " + GoQuote.of(text.substring(at)));
    }
  }

  private void literal(int i) {
    if (at >= text.length() || text.charAt(at) != layout.charAt(i)) {
      String rest = layout.substring(i);
      throw mismatch(rest);
    }
    at++;
  }

  private void element(String element) {
    switch (element) {
      case "2006" -> year = digits(4, 4, element);
      case "06" -> year = century(digits(2, 2, element));
      case "January" -> month = name(MONTHS, 0, element) + 1;
      case "Jan" -> month = name(MONTHS, 3, element) + 1;
      case "01" -> month = digits(2, 2, element);
      case "1" -> month = digits(1, 2, element);
      case "Monday" -> name(DAYS, 0, element);
      case "Mon" -> name(DAYS, 3, element);
      case "02" -> day = digits(2, 2, element);
      case "_2", "2" -> day = padded(element);
      case "15", "03" -> hour(digits(2, 2, element), element);
      case "3" -> hour(digits(1, 2, element), element);
      case "04" -> minute = digits(2, 2, element);
      case "4" -> minute = digits(1, 2, element);
      case "05" -> seconds(digits(2, 2, element));
      case "5" -> seconds(digits(1, 2, element));
      case "PM", "pm" -> half(element);
      case "MST" -> zoneName(element);
      case "002", "__2" -> throw failure(": day of year is not supported");
      default -> offset(element);
    }
  }

  private static int century(int year) {
    return year >= 69 ? 1900 + year : 2000 + year;
  }

  private void hour(int value, String element) {
    hour = value;
    twelveHours = !element.equals("15");
  }

  private int padded(String element) {
    if (element.equals("_2") && at < text.length() && text.charAt(at) == ' ') {
      at++;
    }
    return digits(1, 2, element);
  }

  private void seconds(int value) {
    second = value;
    // As in Go, a fraction may follow the seconds even if the layout has none.
    boolean follows = at + 1 < text.length() && (text.charAt(at) == '.' || text.charAt(at) == ',');
    if (follows && Character.isDigit(text.charAt(at + 1)) && !layoutHasFraction()) {
      fraction(".9");
    }
  }

  private boolean layoutHasFraction() {
    for (int i = 0; i < layout.length(); i++) {
      if (GoTime.fractionLength(layout, i) > 0) {
        return true;
      }
    }
    return false;
  }

  private void fraction(String form) {
    boolean optional = form.charAt(1) == '9';
    boolean present = at < text.length() && (text.charAt(at) == '.' || text.charAt(at) == ',');
    if (!present) {
      if (optional) {
        return;
      }
      throw mismatch(form);
    }
    at++;
    int from = at;
    while (at < text.length() && isDigit(text.charAt(at))) {
      at++;
    }
    boolean wrongLength = !optional && at - from != form.length() - 1;
    if (at == from || wrongLength) {
      throw mismatch(form);
    }
    String digits = (text.substring(from, at) + "000000000").substring(0, 9);
    nanos = Integer.parseInt(digits);
  }

  private int digits(int least, int most, String element) {
    int from = at;
    while (at < text.length() && at - from < most && isDigit(text.charAt(at))) {
      at++;
    }
    if (at - from < least) {
      at = from;
      throw mismatch(element);
    }
    return Integer.parseInt(text.substring(from, at));
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private int name(List<String> names, int length, String element) {
    for (int i = 0; i < names.size(); i++) {
      String name = length == 0 ? names.get(i) : names.get(i).substring(0, length);
      if (text.regionMatches(true, at, name, 0, name.length())) {
        at += name.length();
        return i;
      }
    }
    throw mismatch(element);
  }

  private void half(String element) {
    String half = text.substring(at, Math.min(text.length(), at + 2));
    boolean upper = element.equals("PM");
    if (!half.equals(upper ? "AM" : "am") && !half.equals(upper ? "PM" : "pm")) {
      throw mismatch(element);
    }
    afternoon = half.equals(element);
    at += 2;
  }

  private void zoneName(String element) {
    int from = at;
    while (at < text.length() && at - from < 5 && Character.isUpperCase(text.charAt(at))) {
      at++;
    }
    if (at - from < 3) {
      throw mismatch(element);
    }
  }

  private void offset(String element) {
    if (element.startsWith("Z") && at < text.length() && text.charAt(at) == 'Z') {
      at++;
      return;
    }
    if (at >= text.length() || (text.charAt(at) != '+' && text.charAt(at) != '-')) {
      throw mismatch(element);
    }
    int sign = text.charAt(at) == '-' ? -1 : 1;
    at++;
    int seconds = digits(2, 2, element) * 3600;
    String form = element.substring(3);
    for (int unit = 60, i = 0; i < form.length(); unit /= 60) {
      if (form.charAt(i) == ':') {
        colon(element);
        i++;
      }
      seconds += digits(2, 2, element) * unit;
      i += 2;
    }
    offsetSeconds = sign * seconds;
  }

  private void colon(String element) {
    if (at >= text.length() || text.charAt(at) != ':') {
      throw mismatch(element);
    }
    at++;
  }

  private ZonedDateTime result() {
    int hours = hour;
    if (twelveHours) {
      hours = hour % 12 + (afternoon || (hour == 12 && !hasHalf()) ? 12 : 0);
    }
    try {
      return LocalDateTime.of(year, month, day, hours, minute, second, nanos)
          .atZone(ZoneOffset.ofTotalSeconds(offsetSeconds));
    } catch (DateTimeException e) {
      throw failure(": " + field() + " out of range");
    }
  }

  private boolean hasHalf() {
    return layout.contains("PM") || layout.contains("pm");
  }

  private String field() {
    if (month < 1 || month > 12) {
      return "month";
    }
    return hour > 23 ? "hour" : minute > 59 ? "minute" : second > 59 ? "second" : "day";
  }

  private CallException mismatch(String element) {
    return failure(
        ": cannot parse " + GoQuote.of(text.substring(at)) + " as " + GoQuote.of(element));
  }

  private CallException failure(String what) {
    return new CallException(
        "parsing time " + GoQuote.of(text) + " as " + GoQuote.of(layout) + what);
  }
}
