package io.atalaya.model;

/**
 * Stored data could not be read or written: our own fault, never a statement about what is watched.
 */
public final class StorageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public StorageException(String message, Throwable cause) {
    super(message, cause);
  }

  public StorageException(String message) {
    super(message);
  }
}
