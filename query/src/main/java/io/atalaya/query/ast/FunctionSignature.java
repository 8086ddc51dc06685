package io.atalaya.query.ast;

import java.util.List;

/**
 * What a function takes and gives.
 *
 * @param argTypes types of the arguments; the last one holds for all further ones
 * @param variadic 0: exactly as many arguments as types; n &gt; 0: all but the last are needed and
 *     up to n may follow them; −1: all but the last are needed and any number may follow
 * @param experimental whether it needs the feature promql-experimental-functions
 */
public record FunctionSignature(
    String name,
    List<ValueType> argTypes,
    int variadic,
    ValueType returnType,
    boolean experimental) {

  public FunctionSignature {
    argTypes = List.copyOf(argTypes);
  }

  public int minArgs() {
    return variadic == 0 ? argTypes.size() : argTypes.size() - 1;
  }

  /** The greatest number of arguments; {@link Integer#MAX_VALUE} if there is no limit. */
  public int maxArgs() {
    return variadic < 0 ? Integer.MAX_VALUE : minArgs() + variadic;
  }
}
