package io.atalaya.alert.template;

/**
 * How a format wants one value.
 *
 * @param verb the letter at the end
 * @param width least number of characters, or 0
 * @param precision as given, or −1
 * @param minus pad on the right
 * @param plus always a sign; field names; only ASCII
 * @param sharp the other form
 * @param space room for a sign
 * @param zero pad with zeros
 */
record Spec(
    int verb,
    int width,
    int precision,
    boolean minus,
    boolean plus,
    boolean sharp,
    boolean space,
    boolean zero) {
  /** {@code %v}. */
  static final Spec PLAIN = new Spec('v', 0, -1, false, false, false, false, false);

  Spec verb(int other) {
    return new Spec(other, width, precision, minus, plus, sharp, space, zero);
  }

  Spec withoutZero() {
    return new Spec(verb, width, precision, minus, plus, sharp, space, false);
  }

  /** Whether the verb shows a text. */
  boolean isTextual() {
    return "vsqxX".indexOf(verb) >= 0;
  }

  /** A text no longer than the precision. */
  String cut(String text) {
    boolean fits = precision < 0 || text.codePointCount(0, text.length()) <= precision;
    return fits ? text : text.substring(0, text.offsetByCodePoints(0, precision));
  }
}
