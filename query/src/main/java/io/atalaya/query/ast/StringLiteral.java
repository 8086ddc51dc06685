package io.atalaya.query.ast;

import java.util.List;

/**
 * A text.
 *
 * @param value without quotes and escapes, as {@link io.atalaya.model.GoString} has it
 */
public record StringLiteral(String value, PositionRange position) implements Expr {
  @Override
  public ValueType type() {
    return ValueType.STRING;
  }

  @Override
  public List<Expr> children() {
    return List.of();
  }
}
