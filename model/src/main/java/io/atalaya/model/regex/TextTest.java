package io.atalaya.model.regex;

/** A way to find out whether an expression matches a text. */
interface TextTest {
  boolean matches(String text);

  /** The same for a part of a byte array, read as UTF-8. */
  boolean matches(byte[] utf8, int from, int to);
}
