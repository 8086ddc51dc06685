package io.atalaya.model;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where a secret, or a piece of PEM text, comes from: written in the configuration, or kept in a
 * file of its own that is read anew at each use, so that it can be rotated without a reload.
 */
public sealed interface SecretSource {
  /** The largest file that is read; whatever is larger is no secret. */
  int MAX_FILE_BYTES = 1 << 20;

  /** Written in the configuration itself. */
  record Inline(Secret secret) implements SecretSource {}

  /** Kept in a file; white space around it does not count. */
  record FromFile(Path path) implements SecretSource {}

  static SecretSource inline(String value) {
    return new Inline(Secret.of(value));
  }

  static SecretSource file(Path path) {
    return new FromFile(path);
  }

  /**
   * The secret as it is now.
   *
   * @throws IOException if its file cannot be read or is larger than {@link #MAX_FILE_BYTES}
   */
  default Secret read() throws IOException {
    return switch (this) {
      case Inline(Secret secret) -> secret;
      case FromFile(Path path) -> readFile(path);
    };
  }

  private static Secret readFile(Path path) throws IOException {
    if (Files.size(path) > MAX_FILE_BYTES) {
      throw new IOException(path + " is larger than " + MAX_FILE_BYTES + " bytes");
    }
    return Secret.of(Files.readString(path, StandardCharsets.UTF_8).strip());
  }
}
