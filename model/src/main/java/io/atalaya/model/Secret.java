package io.atalaya.model;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/**
 * A value that no output can print: passwords, tokens, webhook addresses, connection strings.
 *
 * <p>{@link #toString()} gives {@code <secret>}; only {@link #reveal()} gives the value, so every
 * place that uses one can be found by that name.
 */
public final class Secret {
  /** What is shown in place of the value. */
  public static final String SHOWN = "<secret>";

  private final String value;

  private Secret(String value) {
    this.value = value;
  }

  public static Secret of(String value) {
    return new Secret(value);
  }

  /** The value itself; never log or store it. */
  public String reveal() {
    return value;
  }

  public boolean isEmpty() {
    return value.isEmpty();
  }

  /** Compares in time that does not depend on the content. */
  @Override
  public boolean equals(@Nullable Object o) {
    return o instanceof Secret other
        && MessageDigest.isEqual(
            value.getBytes(StandardCharsets.UTF_8), other.value.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public int hashCode() {
    return value.hashCode();
  }

  @Override
  public String toString() {
    return SHOWN;
  }
}
