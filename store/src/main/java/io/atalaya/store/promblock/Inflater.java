package io.atalaya.store.promblock;

import java.io.IOException;

/** Undoes a compression for which this package has no means. */
public interface Inflater {
  /**
   * The data that was compressed.
   *
   * @param maxBytes the most there may be of it
   * @throws IOException if it is more, or the input is damaged
   */
  byte[] inflate(byte[] compressed, int maxBytes) throws IOException;
}
