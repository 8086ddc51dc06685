package io.atalaya.collect.check;

import io.atalaya.model.regex.RegexSearch;

/**
 * What must be true of a header of an answer.
 *
 * @param header its name, in any case
 * @param regex expression that some part of one of its values matches
 * @param present whether a value must match; false if none may
 * @param allowMissing whether an answer without the header passes
 */
public record HeaderCondition(String header, String regex, boolean present, boolean allowMissing) {
  /**
   * Checks name and expression.
   *
   * @throws io.atalaya.model.regex.RegexSyntaxException if the expression is none
   */
  public HeaderCondition {
    if (header.isEmpty() || regex.isEmpty()) {
      throw new IllegalArgumentException("a header condition needs a header and an expression");
    }
    RegexSearch.compile(regex);
  }
}
