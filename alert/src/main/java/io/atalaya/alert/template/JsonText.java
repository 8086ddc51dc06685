package io.atalaya.alert.template;

import io.atalaya.model.GoFloat;
import java.time.ZonedDateTime;
import java.util.Map;

/** Values as JSON, in the very text that Go's {@code encoding/json} makes. */
final class JsonText {
  private static final double LARGEST_PLAIN = 1e21;
  private static final double SMALLEST_PLAIN = 1e-6;
  private static final String RFC_3339 = "2006-01-02T15:04:05.999999999Z07:00";

  private final Run run;
  private final BoundedText out;

  private JsonText(Run run) {
    this.run = run;
    this.out = run.text();
  }

  static String of(Args args) {
    return of(args.value(0), args.run());
  }

  static String of(Value value, Run run) {
    JsonText json = new JsonText(run);
    json.value(value, 0);
    return json.out.toString();
  }

  private void value(Value value, int nesting) {
    run.step(1);
    if (nesting > GoFormat.MAX_NESTING) {
      throw new LimitException("lists and maps nest more than " + GoFormat.MAX_NESTING + " deep");
    }
    switch (value) {
      case Value.Nothing n -> out.append("null");
      case Value.Bool b -> out.append(Boolean.toString(b.value()));
      case Value.Int n -> out.append(Long.toString(n.value()));
      case Value.Real n -> out.append(number(n.value()));
      case Value.Text t -> text(t.value());
      case Value.Time t -> text(time(t.value()));
      case Value.Sequence s -> sequence(s, nesting);
      case Value.Mapping m -> object(m.entries(), m.type(), nesting);
      case Value.Struct s -> object(s.fields(), s.type(), nesting);
      case Value.Callable c -> throw new CallException("json: unsupported type: func");
    }
  }

  private static String number(double v) {
    if (!Double.isFinite(v)) {
      throw new CallException("json: unsupported value: " + GoFloat.shortest(v));
    }
    double magnitude = Math.abs(v);
    boolean plain = v == 0 || (magnitude >= SMALLEST_PLAIN && magnitude < LARGEST_PLAIN);
    if (plain) {
      return GoFloat.format(v, 'f', GoFloat.SHORTEST);
    }
    return GoFloat.format(v, 'e', GoFloat.SHORTEST).replace("e-0", "e-");
  }

  private static String time(ZonedDateTime time) {
    return GoTime.format(time, RFC_3339);
  }

  private void sequence(Value.Sequence sequence, int nesting) {
    out.append('[');
    String separator = "";
    for (Value item : sequence.items()) {
      out.append(separator);
      value(item, nesting + 1);
      separator = ",";
    }
    out.append(']');
  }

  private void object(Map<String, Value> members, ValueType type, int nesting) {
    out.append('{');
    String separator = "";
    for (Map.Entry<String, Value> member : members.entrySet()) {
      out.append(separator);
      text(type.jsonName(member.getKey()));
      out.append(':');
      value(member.getValue(), nesting + 1);
      separator = ",";
    }
    out.append('}');
  }

  private void text(String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      character(text.charAt(i));
    }
    out.append('"');
  }

  /** Escapes what JSON must, and what HTML or JavaScript around it would misread. */
  private void character(char c) {
    switch (c) {
      case '"' -> out.append("\\\"");
      case '\\' -> out.append("\\\\");
      case '\n' -> out.append("\\n");
      case '\r' -> out.append("\\r");
      case '\t' -> out.append("\\t");
      case '\b' -> out.append("\\b");
      case '\f' -> out.append("\\f");
      case '<', '>', '&', '\u2028', '\u2029' -> out.append(String.format("\\u%04x", (int) c));
      default -> {
        if (c < ' ') {
          out.append(String.format("\\u%04x", (int) c));
        } else {
          out.append(c);
        }
      }
    }
  }
}
