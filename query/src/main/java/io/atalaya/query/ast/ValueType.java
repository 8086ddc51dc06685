package io.atalaya.query.ast;

/** What an expression evaluates to. */
public enum ValueType {
  SCALAR("scalar", "scalar"),
  VECTOR("vector", "instant vector"),
  MATRIX("matrix", "range vector"),
  STRING("string", "string");

  private final String text;
  private final String documented;

  ValueType(String text, String documented) {
    this.text = text;
    this.documented = documented;
  }

  /** The word that the HTTP API uses as {@code resultType}. */
  public String text() {
    return text;
  }

  /** The word that the documentation and most error messages use. */
  public String documented() {
    return documented;
  }
}
