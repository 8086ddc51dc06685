package io.atalaya.alert.template;

import java.util.List;
import java.util.function.Consumer;

/** Reads a format of {@code printf}, and gives out its pieces with their arguments. */
final class FormatReader {
  /** Go's own limit of widths and precisions. */
  private static final int MAX_NUMBER = 1_000_000;

  private static final int ABSENT = -1;

  private final String format;
  private final List<Value> arguments;
  private int at;
  private int argument;
  private boolean reordered;
  private boolean goodIndex;
  private boolean minus;
  private boolean plus;
  private boolean sharp;
  private boolean space;
  private boolean zero;
  private boolean afterIndex;

  /** A part of the result. */
  sealed interface Piece {}

  /** Text as it stands. */
  record Verbatim(String text) implements Piece {}

  /** A value and how to show it. */
  record Formatted(Value value, Spec spec) implements Piece {}

  /** Values that the format has no use for. */
  record Extra(List<Value> values) implements Piece {}

  FormatReader(String format, List<Value> arguments) {
    this.format = format;
    this.arguments = arguments;
  }

  void forEach(Consumer<Piece> sink) {
    while (at < format.length()) {
      int percent = format.indexOf('%', at);
      int end = percent < 0 ? format.length() : percent;
      if (end > at) {
        sink.accept(new Verbatim(format.substring(at, end)));
      }
      at = end;
      if (percent >= 0) {
        at++;
        directive(sink);
      }
    }
    if (!reordered && argument < arguments.size()) {
      sink.accept(new Extra(arguments.subList(argument, arguments.size())));
    }
  }

  private void directive(Consumer<Piece> sink) {
    flags();
    goodIndex = true;
    afterIndex = false;
    index();
    int width = number(sink, "%!(BADWIDTH)");
    if (width < 0 && width != ABSENT) {
      minus = true;
      zero = false;
      width = -width;
    }
    int precision = precision(sink);
    if (!afterIndex) {
      index();
    }
    if (at >= format.length()) {
      sink.accept(new Verbatim("%!(NOVERB)"));
      return;
    }
    int verb = format.codePointAt(at);
    at += Character.charCount(verb);
    sink.accept(
        piece(
            new Spec(
                verb, Math.max(0, width), precision, minus, plus, sharp, space, zero && !minus)));
  }

  private Piece piece(Spec spec) {
    String verb = Character.toString(spec.verb());
    if (spec.verb() == '%') {
      return new Verbatim("%");
    }
    if (!goodIndex) {
      return new Verbatim("%!" + verb + "(BADINDEX)");
    }
    if (argument >= arguments.size()) {
      return new Verbatim("%!" + verb + "(MISSING)");
    }
    return new Formatted(arguments.get(argument++), spec);
  }

  private void flags() {
    minus = false;
    plus = false;
    sharp = false;
    space = false;
    zero = false;
    while (at < format.length()) {
      switch (format.charAt(at)) {
        case '-' -> minus = true;
        case '+' -> plus = true;
        case '#' -> sharp = true;
        case ' ' -> space = true;
        case '0' -> zero = true;
        default -> {
          return;
        }
      }
      at++;
    }
  }

  /** An argument's number in brackets, from 1. */
  private void index() {
    if (at >= format.length() || format.charAt(at) != '[') {
      return;
    }
    reordered = true;
    int close = format.indexOf(']', at);
    String inside = close < 0 ? "" : format.substring(at + 1, close);
    at = close < 0 ? at + 1 : close + 1;
    boolean numeric = !inside.isEmpty() && inside.length() < 8;
    for (int i = 0; i < inside.length(); i++) {
      numeric &= inside.charAt(i) >= '0' && inside.charAt(i) <= '9';
    }
    int picked = numeric ? Integer.parseInt(inside) - 1 : -1;
    if (picked >= 0 && picked < arguments.size()) {
      argument = picked;
      afterIndex = true;
    } else {
      goodIndex = false;
    }
  }

  /** A number, or the argument that a star stands for. */
  private int number(Consumer<Piece> sink, String complaint) {
    if (at < format.length() && format.charAt(at) == '*') {
      at++;
      afterIndex = false;
      boolean usable =
          argument < arguments.size()
              && arguments.get(argument) instanceof Value.Int n
              && Math.abs(n.value()) <= MAX_NUMBER;
      int value = usable ? (int) ((Value.Int) arguments.get(argument)).value() : ABSENT;
      argument++;
      if (!usable) {
        sink.accept(new Verbatim(complaint));
      }
      return value;
    }
    return digits();
  }

  private int digits() {
    int from = at;
    long value = 0;
    while (at < format.length() && format.charAt(at) >= '0' && format.charAt(at) <= '9') {
      value = Math.min(MAX_NUMBER + 1L, value * 10 + format.charAt(at) - '0');
      at++;
    }
    return at == from || value > MAX_NUMBER ? ABSENT : (int) value;
  }

  private int precision(Consumer<Piece> sink) {
    if (at >= format.length() || format.charAt(at) != '.') {
      return ABSENT;
    }
    at++;
    index();
    int before = at;
    int value = number(sink, "%!(BADPREC)");
    boolean starred = at > before && format.charAt(before) == '*';
    return starred ? Math.max(ABSENT, value) : Math.max(0, value);
  }
}
