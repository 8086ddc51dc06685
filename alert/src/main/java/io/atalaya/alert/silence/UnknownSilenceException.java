package io.atalaya.alert.silence;

/** There is no silence of the id that was named. */
public final class UnknownSilenceException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  UnknownSilenceException(String id) {
    super("silence not found: " + id);
  }
}
