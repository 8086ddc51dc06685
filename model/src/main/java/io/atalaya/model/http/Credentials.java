package io.atalaya.model.http;

import io.atalaya.model.SecretSource;

/** What a request shows to prove who sends it. */
public sealed interface Credentials {
  /** Nothing; the default. */
  Credentials NONE = new None();

  record None() implements Credentials {}

  /** HTTP basic authentication (RFC 7617), in UTF-8. */
  record Basic(SecretSource username, SecretSource password) implements Credentials {}

  /**
   * The header {@code Authorization: type credentials}.
   *
   * @param type scheme such as {@code Bearer}, the default of a configuration
   */
  record Authorization(String type, SecretSource credentials) implements Credentials {}

  static Credentials bearer(SecretSource token) {
    return new Authorization("Bearer", token);
  }
}
