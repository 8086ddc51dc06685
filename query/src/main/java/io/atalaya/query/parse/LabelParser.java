package io.atalaya.query.parse;

import static io.atalaya.query.parse.TokenType.COMMA;
import static io.atalaya.query.parse.TokenType.EQL;
import static io.atalaya.query.parse.TokenType.IDENTIFIER;
import static io.atalaya.query.parse.TokenType.LEFT_BRACE;
import static io.atalaya.query.parse.TokenType.LEFT_PAREN;
import static io.atalaya.query.parse.TokenType.RIGHT_BRACE;
import static io.atalaya.query.parse.TokenType.RIGHT_PAREN;
import static io.atalaya.query.parse.TokenType.STRING;

import io.atalaya.model.GoQuote;
import io.atalaya.model.GoString;
import io.atalaya.model.Labels;
import io.atalaya.model.Matcher;
import io.atalaya.model.regex.RegexSyntaxException;
import io.atalaya.query.ast.PositionRange;
import io.atalaya.query.parse.TokenReader.Place;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what stands in braces, and the label names of {@code by}, {@code on} and their like. */
final class LabelParser {
  private static final Place MATCHER = new Place("label matching", "identifier or \"}\"");
  private static final Place MATCHERS = new Place("label matching", "\",\" or \"}\"");
  private static final Place OPERATOR = new Place("label matching", "label matching operator");
  private static final Place MATCHER_VALUE = new Place("label matching", "string");

  private static final Place LABEL = new Place("label set", "identifier or \"}\"");
  private static final Place LABELS = new Place("label set", "\",\" or \"}\"");
  private static final Place EQUAL_SIGN = new Place("label set", "\"=\"");
  private static final Place LABEL_VALUE = new Place("label set", "string");

  private static final Place GROUPING = new Place("grouping opts", "\"(\"");
  private static final Place GROUPING_LABEL = new Place("grouping opts", "label");
  private static final Place GROUPING_LABELS = new Place("grouping opts", "\",\" or \")\"");

  private final TokenReader in;

  LabelParser(TokenReader in) {
    this.in = in;
  }

  /** Reads one element of a list in braces. */
  private interface Element {
    void read();
  }

  /** Reads {@code {a, b, …}}, with or without a comma at the end. */
  private void list(Place separator, Element element) {
    in.expect(LEFT_BRACE);
    if (in.takeIf(RIGHT_BRACE)) {
      return;
    }
    while (true) {
      element.read();
      if (in.takeIf(COMMA)) {
        if (in.takeIf(RIGHT_BRACE)) {
          return;
        }
      } else if (in.takeIf(RIGHT_BRACE)) {
        return;
      } else {
        throw in.unexpected(separator);
      }
    }
  }

  /** {@code {name="value", "quoted name"=~"regex", "metric name"}}, in the order written. */
  List<Matcher> matchers() {
    List<Matcher> matchers = new ArrayList<>();
    list(MATCHERS, () -> matchers.add(matcher()));
    return matchers;
  }

  private Matcher matcher() {
    boolean quoted = in.at(STRING);
    if (!quoted && !in.at(IDENTIFIER)) {
      throw in.unexpected(MATCHER);
    }
    Token label = in.take();
    String name = quoted ? in.unquoted(label) : label.text();
    Matcher.Type type = matcherType(in.peek().type());
    if (type == null) {
      if (quoted) {
        return Matcher.equal(Labels.METRIC_NAME, name);
      }
      throw in.unexpected(OPERATOR);
    }
    in.take();
    if (!in.at(STRING)) {
      throw in.unexpected(MATCHER_VALUE);
    }
    Token value = in.take();
    return matcher(type, name, value, PositionRange.spanning(label.position(), value.position()));
  }

  private Matcher matcher(Matcher.Type type, String name, Token value, PositionRange position) {
    try {
      return Matcher.of(type, name, in.unquoted(value));
    } catch (RegexSyntaxException e) {
      in.note(position, String.valueOf(e.getMessage()));
      return Matcher.equal(name, "");
    }
  }

  private static Matcher.@Nullable Type matcherType(TokenType operator) {
    for (Matcher.Type type : Matcher.Type.values()) {
      if (type.symbol().equals(operator.text())) {
        return type;
      }
    }
    return null;
  }

  /** {@code {name="value", "quoted name"="value", "metric name"}}. */
  Labels.Builder labelSet() {
    Labels.Builder labels = Labels.builder();
    list(LABELS, () -> label(labels));
    return labels;
  }

  private void label(Labels.Builder labels) {
    boolean quoted = in.at(STRING);
    if (!quoted && !in.at(IDENTIFIER)) {
      throw in.unexpected(LABEL);
    }
    Token label = in.take();
    String name = quoted ? in.unquoted(label) : label.text();
    if (!in.at(EQL)) {
      if (!quoted) {
        throw in.unexpected(EQUAL_SIGN);
      }
      labels.set(Labels.METRIC_NAME, name);
      return;
    }
    in.take();
    if (!in.at(STRING)) {
      throw in.unexpected(LABEL_VALUE);
    }
    labels.set(name, in.unquoted(in.take()));
  }

  /** {@code (a, "b", …)}, with or without a comma at the end. */
  List<String> grouping() {
    if (!in.takeIf(LEFT_PAREN)) {
      throw in.unexpected(GROUPING);
    }
    List<String> names = new ArrayList<>();
    while (!in.at(RIGHT_PAREN)) {
      names.add(groupingLabel());
      if (in.at(RIGHT_PAREN)) {
        break;
      }
      if (!in.takeIf(COMMA)) {
        throw in.unexpected(GROUPING_LABELS);
      }
    }
    in.take();
    return names;
  }

  /** A grouping that may be left out where an expression follows. */
  List<String> groupingOrNone() {
    boolean left = !in.at(LEFT_PAREN) && in.peek().type().startsExpression();
    return left ? List.of() : grouping();
  }

  private String groupingLabel() {
    Token token = in.peek();
    if (token.type() != STRING && !token.type().isLabelName()) {
      throw in.unexpected(GROUPING_LABEL);
    }
    in.take();
    String name = token.type() == STRING ? in.unquoted(token) : token.text();
    if (name.isEmpty() || !GoString.isUtf8(name)) {
      in.note(token.position(), "invalid label name for grouping: " + GoQuote.of(name));
    }
    return name;
  }
}
