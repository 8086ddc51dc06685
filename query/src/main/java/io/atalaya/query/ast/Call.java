package io.atalaya.query.ast;

import java.util.List;

/** A function call; number and types of the arguments agree with the signature. */
public record Call(FunctionSignature function, List<Expr> args, PositionRange position)
    implements Expr {

  public Call {
    args = List.copyOf(args);
  }

  @Override
  public ValueType type() {
    return function.returnType();
  }

  @Override
  public List<Expr> children() {
    return args;
  }
}
