package io.atalaya.alert.template;

import io.atalaya.model.GoFloat;
import io.atalaya.model.GoQuote;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Values as text, by the rules of Go's {@code fmt}: one value ({@code %v}), several ({@code print},
 * {@code println}), and formats ({@code printf}).
 *
 * <p>A format is {@code %[flags][width][.precision]verb}; flags are {@code + - # 0} and space;
 * width and precision may be {@code *}, and {@code [n]} picks an argument. What does not fit is
 * shown in the text, as {@code %!d(string=hi)}; nothing throws but a limit.
 */
final class GoFormat {
  /** How deep lists and maps may nest in something to be printed. */
  static final int MAX_NESTING = 100;

  private final Run run;
  private final BoundedText out;

  private GoFormat(Run run) {
    this.run = run;
    this.out = run.text();
  }

  /** A value as an action prints it. */
  static String shown(Value value, Run run) {
    if (value instanceof Value.Text text) {
      return text.value();
    }
    return value == Value.Nothing.ABSENT ? "<no value>" : print(List.of(value), run);
  }

  /** Values side by side; a space between two that are not text. */
  static String print(List<Value> values, Run run) {
    GoFormat format = new GoFormat(run);
    boolean afterText = true;
    for (Value value : values) {
      boolean text = value instanceof Value.Text;
      if (!afterText && !text) {
        format.out.append(' ');
      }
      format.value(value, Spec.PLAIN, 0);
      afterText = text;
    }
    return format.out.toString();
  }

  /** Values with spaces between them, and a line's end. */
  static String println(List<Value> values, Run run) {
    GoFormat format = new GoFormat(run);
    for (int i = 0; i < values.size(); i++) {
      format.out.append(i == 0 ? "" : " ");
      format.value(values.get(i), Spec.PLAIN, 0);
    }
    return format.out.append('\n').toString();
  }

  /** Values in a format. */
  static String printf(String pattern, List<Value> values, Run run) {
    GoFormat format = new GoFormat(run);
    new FormatReader(pattern, values).forEach(format::piece);
    return format.out.toString();
  }

  private void piece(FormatReader.Piece piece) {
    switch (piece) {
      case FormatReader.Verbatim v -> out.append(v.text());
      case FormatReader.Formatted f -> value(f.value(), f.spec(), 0);
      case FormatReader.Extra e -> extra(e.values());
    }
  }

  private void extra(List<Value> values) {
    out.append("%!(EXTRA ");
    for (int i = 0; i < values.size(); i++) {
      out.append(i == 0 ? "" : ", ");
      described(values.get(i), Spec.PLAIN, 0);
    }
    out.append(')');
  }

  private void value(Value value, Spec spec, int nesting) {
    run.step(1);
    if (nesting > MAX_NESTING) {
      throw new LimitException("lists and maps nest more than " + MAX_NESTING + " deep");
    }
    if (spec.verb() == 'T') {
      text(value instanceof Value.Nothing ? "<nil>" : value.type().name(), spec.verb('s'));
      return;
    }
    if (spec.isTextual() && value.type().textOf(value).isPresent()) {
      text(value.type().textOf(value).get(), spec.verb() == 'v' ? spec.verb('s') : spec);
      return;
    }
    switch (value) {
      case Value.Nothing n -> nothing(spec);
      case Value.Bool b -> bool(b, spec);
      case Value.Int n -> integer(n, spec, nesting);
      case Value.Real n -> real(n, spec, nesting);
      case Value.Text t -> text(t, spec, nesting);
      case Value.Sequence s -> sequence(s, spec, nesting);
      case Value.Mapping m -> mapping(m, spec, nesting);
      case Value.Struct s -> struct(s, spec, nesting);
      case Value.Time t -> text(GoTime.text(t.value()), spec.verb() == 'v' ? spec.verb('s') : spec);
      case Value.Callable c -> pad("func", spec);
    }
  }

  private void nothing(Spec spec) {
    pad(spec.verb() == 'v' ? "<nil>" : "%!" + Character.toString(spec.verb()) + "(<nil>)", spec);
  }

  private void bool(Value.Bool bool, Spec spec) {
    switch (spec.verb()) {
      case 't', 'v' -> pad(Boolean.toString(bool.value()), spec.withoutZero());
      default -> bad(bool, spec, 0);
    }
  }

  private void integer(Value.Int n, Spec spec, int nesting) {
    switch (spec.verb()) {
      case 'v', 'd' -> number(n.value(), 10, "", spec);
      case 'b' -> number(n.value(), 2, spec.sharp() ? "0b" : "", spec);
      case 'o' -> number(n.value(), 8, spec.sharp() ? "0" : "", spec);
      case 'O' -> number(n.value(), 8, "0o", spec);
      case 'x' -> number(n.value(), 16, spec.sharp() ? "0x" : "", spec);
      case 'X' -> number(n.value(), 16, spec.sharp() ? "0X" : "", spec);
      case 'c' -> pad(Character.toString(codePoint(n)), spec.withoutZero());
      case 'q' ->
          pad(GoQuote.of(Character.toString(codePoint(n)), '\'', spec.plus()), spec.withoutZero());
      case 'U' -> pad(unicode(n, spec), spec.withoutZero());
      default -> bad(n, spec, nesting);
    }
  }

  private static int codePoint(Value.Int n) {
    return n.value() >= 0 && n.value() <= Character.MAX_CODE_POINT ? (int) n.value() : 0xfffd;
  }

  private static String unicode(Value.Int n, Spec spec) {
    return spec.sharp() ? GoQuote.number(codePoint(n)) : String.format("U+%04X", n.value());
  }

  /** An integer; a precision is the least number of digits, and turns zero padding off. */
  private void number(long n, int radix, String prefix, Spec spec) {
    String digits = n < 0 ? Long.toString(n, radix).substring(1) : Long.toString(n, radix);
    digits = spec.verb() == 'X' ? digits.toUpperCase(Locale.ROOT) : digits;
    String sign = n < 0 ? "-" : spec.plus() ? "+" : spec.space() ? " " : "";
    if (spec.precision() == 0 && n == 0) {
      pad("", spec.withoutZero());
      return;
    }
    int least = spec.precision();
    if (spec.zero() && !spec.minus() && least < 0 && spec.width() > 0) {
      least = spec.width() - sign.length();
    }
    String zeros = zeros(least - digits.length());
    pad(sign + prefix + zeros + digits, spec.withoutZero());
  }

  private String zeros(int count) {
    return run.text().repeat('0', count).toString();
  }

  private void real(Value.Real n, Spec spec, int nesting) {
    switch (spec.verb()) {
      case 'v' -> real(n.value(), 'g', GoFloat.SHORTEST, spec);
      case 'g', 'G' -> real(n.value(), (char) spec.verb(), GoFloat.SHORTEST, spec);
      case 'e', 'E', 'f', 'F' -> real(n.value(), (char) spec.verb(), 6, spec);
      default -> bad(n, spec, nesting);
    }
  }

  private void real(double v, char form, int defaultPrecision, Spec spec) {
    int precision = spec.precision() >= 0 ? spec.precision() : defaultPrecision;
    String text = GoFloat.format(v, form, precision);
    boolean signed = text.startsWith("-") || text.startsWith("+");
    String sign = signed ? text.substring(0, 1) : spec.plus() ? "+" : spec.space() ? " " : "";
    String digits = signed ? text.substring(1) : text;
    boolean finite = Double.isFinite(v);
    if (Double.isNaN(v)) {
      pad((spec.plus() ? "+" : spec.space() ? " " : "") + digits, spec.withoutZero());
    } else if (spec.zero() && !spec.minus() && finite) {
      out.append(sign);
      out.repeat('0', spec.width() - sign.length() - digits.length());
      out.append(digits);
    } else {
      String shownSign = v == Double.POSITIVE_INFINITY && spec.space() && !spec.plus() ? " " : sign;
      pad(shownSign + digits, spec.withoutZero());
    }
  }

  private void text(Value.Text t, Spec spec, int nesting) {
    if (spec.isTextual()) {
      text(t.value(), spec);
    } else {
      bad(t, spec, nesting);
    }
  }

  private void text(String text, Spec spec) {
    switch (spec.verb()) {
      case 'v' -> pad(spec.sharp() ? GoQuote.of(text) : spec.cut(text), spec);
      case 's' -> pad(spec.cut(text), spec);
      case 'q' -> pad(quoted(spec.cut(text), spec), spec);
      case 'x' -> pad(hex(text, spec), spec);
      case 'X' -> pad(hex(text, spec).toUpperCase(Locale.ROOT), spec);
      default -> bad(Value.of(text), spec, 0);
    }
  }

  private static String quoted(String text, Spec spec) {
    return spec.sharp() && !spec.plus() ? GoText.raw(text) : GoQuote.of(text, '"', spec.plus());
  }

  private String hex(String text, Spec spec) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int count = spec.precision() >= 0 ? Math.min(spec.precision(), bytes.length) : bytes.length;
    BoundedText hex = run.text();
    for (int i = 0; i < count; i++) {
      boolean prefixed = spec.sharp() && (i == 0 || spec.space());
      hex.append(i > 0 && spec.space() ? " " : "").append(prefixed ? "0x" : "");
      hex.append(String.format("%02x", bytes[i]));
    }
    return hex.toString();
  }

  private void sequence(Value.Sequence sequence, Spec spec, int nesting) {
    out.append('[');
    String separator = "";
    for (Value item : sequence.items()) {
      out.append(separator);
      value(item, spec, nesting + 1);
      separator = " ";
    }
    out.append(']');
  }

  private void mapping(Value.Mapping mapping, Spec spec, int nesting) {
    out.append("map[");
    String separator = "";
    for (Map.Entry<String, Value> entry : mapping.entries().entrySet()) {
      out.append(separator);
      text(new Value.Text(entry.getKey(), Types.STRING), spec, nesting);
      out.append(':');
      value(entry.getValue(), spec, nesting + 1);
      separator = " ";
    }
    out.append(']');
  }

  private void struct(Value.Struct struct, Spec spec, int nesting) {
    out.append('{');
    String separator = "";
    for (Map.Entry<String, Value> field : struct.fields().entrySet()) {
      out.append(separator);
      if (spec.plus() || spec.sharp()) {
        out.append(field.getKey()).append(':');
      }
      value(field.getValue(), spec, nesting + 1);
      separator = " ";
    }
    out.append('}');
  }

  /** A value that its verb does not suit: {@code %!VERB(TYPE=VALUE)}. */
  private void bad(Value value, Spec spec, int nesting) {
    out.append("%!").append(Character.toString(spec.verb())).append('(');
    described(value, spec.verb('v'), nesting);
    out.append(')');
  }

  private void described(Value value, Spec spec, int nesting) {
    if (value instanceof Value.Nothing) {
      out.append("<nil>");
      return;
    }
    out.append(value.type().name()).append('=');
    value(value, spec, nesting + 1);
  }

  /** Pads to the width, which counts characters. */
  private void pad(String text, Spec spec) {
    int missing = spec.width() - text.codePointCount(0, text.length());
    if (spec.minus()) {
      out.append(text).repeat(' ', missing);
    } else {
      out.repeat(spec.zero() ? '0' : ' ', missing).append(text);
    }
  }
}
