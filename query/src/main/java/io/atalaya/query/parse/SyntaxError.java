package io.atalaya.query.parse;

import io.atalaya.query.ast.PositionRange;

/**
 * One thing that is wrong with a query.
 *
 * @param message Prometheus' words, without the position
 */
public record SyntaxError(PositionRange position, String message) {
  /** The full text as Prometheus prints it, {@code 1:5: parse error: …}. */
  public String textIn(String query) {
    return position.startIn(query) + ": parse error: " + message;
  }
}
