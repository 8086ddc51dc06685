package io.atalaya.store.codec;

import java.io.IOException;

/** Bytes that are not what their format says: damaged, cut short, or of another format. */
public final class MalformedDataException extends IOException {
  private static final long serialVersionUID = 1L;

  public MalformedDataException(String message) {
    super(message);
  }

  public MalformedDataException(String message, Throwable cause) {
    super(message, cause);
  }
}
