package io.atalaya.collect.cel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.atalaya.model.json.JsonValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CelExpressionTest {
  private static final JsonValue DOCUMENT =
      JsonValue.parse(
          """
          {
            "status": "ok", "count": 5, "ratio": 0.5, "ready": true, "gone": null,
            "tags": ["blue", "green"],
            "a b": {"c": 1},
            "nodes": [
              {"name": "n1", "up": true, "load": 0.2},
              {"name": "n2", "up": false, "load": 3}
            ]
          }
          """);

  private static boolean holds(String expression) {
    return CelExpression.compile(expression).holds(DOCUMENT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "body.status == 'ok' && body.tags[0].startsWith('b')",
        "body.count == 5 && body.count >= 5.0 && body.count != 6",
        "body['a b'].c == 1",
        "body.nodes.exists(n, n.up) && !body.nodes.all(n, n.up)",
        "body.nodes.exists_one(n, n.load > 1)",
        "body.nodes.filter(n, n.up).size() == 1",
        "body.nodes.map(n, n.name) == ['n1', 'n2']",
        "body.nodes.map(n, n.up, n.name) == ['n1']",
        "size(body.tags) == 2 && 'blue' in body.tags && !('red' in body.tags)",
        "'status' in body && has(body.status) && !has(body.absent)",
        "body.gone == null",
        "body.ready ? body.ratio < 1 : false",
        "body.status.matches('^o.$') && matches(body.status, 'k')",
        "body.tags[1].contains('ree') && body.tags[1].endsWith(\"n\")",
        "1 + 2 * 3 == 7 && 7 / 2 == 3 && 7 % 2 == 1 && -3 < 2",
        "body.ratio + 0.25 == 0.75",
        "int(body.count) % 2 == 1 && double('1.5') == 1.5 && string(body.count) == '5'",
        "'a' + 'b' == 'ab' && [1] + [2] == [1, 2] && {'k': 1}.k == 1",
        "r'\\d' == '\\\\d' && 'a\\u0062' == 'ab' && '''it's''' == \"it's\"",
        "0x10 == 16 && 1e3 == 1000 && .5 == 0.5",
        "true || body.absent.deep && true",
        "body.absent == 1 || body.count == 5",
        "!(body.absent == 1 && body.count == 6)",
        "body.tags.exists(t, t == 'blue' || t.absent)",
        "[1, 2].all(body, body > 0) && body.count == 5 // what stands here says nothing",
        "body == body && body.nodes != body.tags",
        "'é'.size() == 1 && '😀'.size() == 1",
        "body.tags[1.0] == 'green'",
      })
  void whatIsTrueHolds(String expression) {
    assertThat(holds(expression)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "body.status == 'down'",
        "body.count < 5",
        "body.tags == ['green', 'blue']",
        "body.nodes.exists_one(n, n.load > 0)",
        "body.count == '5'",
        "body.ready && false",
      })
  void whatIsFalseDoesNot(String expression) {
    assertThat(holds(expression)).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "body.absent == 1 | no such key: absent",
        "body.status.deep == 1 | a string has no field deep",
        "body.tags[7] == '' | no such element of a list",
        "body.status | expected true or false, found a string",
        "body.count + 1 == 6.0 | double + int means nothing",
        "body.status > 1 | string > int means nothing",
        "1 / 0 == 1 | a whole number is too large, or divided by zero",
        "9223372036854775807 + 1 > 0 | a whole number is too large, or divided by zero",
        "size(body.count) == 1 | a double has no size",
        "body.nodes.all(n, n.absent) | no such key: absent",
      })
  void whatCannotBeSaidIsAFault(String expression, String fault) {
    assertThatThrownBy(() -> holds(expression)).isInstanceOf(CelException.class).hasMessage(fault);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "body. | column 6: expected a name, found the end",
        "body.a == | column 10: expected a value, found the end",
        "bodi.a == 1 | column 1: there is no 'bodi'; the document is 'body'",
        "n.up && body.nodes.all(n, n.up) | column 1: there is no 'n'; the document is 'body'",
        "body.a = 1 | column 8: '=' means nothing here",
        "body.a == 1 1 | column 13: expected an operator or the end, found '1'",
        "timestamp(body.t) < 1 | column 1: there is no function timestamp here",
        "body.a.reverse() == 1 | column 8: there is no function reverse here",
        "has(body) | column 1: has needs a field, as has(body.name)",
        "1u == 1 | column 1: there are no unsigned numbers here",
        "b'x' == 1 | column 1: there are no bytes here",
        "body.a == 'x | column 11: the text has no end",
        "size(1, 2) == 1 | size takes 1, not 2 values",
        "body.a in | column 10: expected a value, found the end",
      })
  void whatIsNoExpressionIsRefusedWithItsColumn(String expression, String fault) {
    assertThatThrownBy(() -> CelExpression.compile(expression))
        .isInstanceOf(CelException.class)
        .hasMessage(fault);
  }

  @Test
  void aWrongRegularExpressionIsFoundBeforeAnythingIsAsked() {
    assertThatThrownBy(() -> CelExpression.compile("body.a.matches('(')"))
        .isInstanceOf(CelException.class)
        .hasMessageStartingWith("a regular expression in it: ");
  }

  @Test
  void whatNeverEndsIsStopped() {
    String nested = "body.all(a, body.all(b, body.all(c, body.all(d, true))))";
    JsonValue many = JsonValue.parse("[" + "1,".repeat(99) + "1]");

    assertThatThrownBy(() -> CelExpression.compile(nested).holds(many))
        .hasMessage("the evaluation takes more than 1000000 steps");
    assertThatThrownBy(() -> CelExpression.compile("(".repeat(4000) + "true" + ")".repeat(4000)))
        .hasMessageStartingWith("it is nested more than");
    assertThatThrownBy(() -> CelExpression.compile("!".repeat(9000) + "true"))
        .hasMessageStartingWith("it is nested more than");
  }
}
