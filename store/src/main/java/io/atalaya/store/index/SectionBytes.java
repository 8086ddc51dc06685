package io.atalaya.store.index;

import io.atalaya.store.codec.ByteInput;
import io.atalaya.store.codec.MalformedDataException;

/** Bytes of a part of a file, checked when read. */
public interface SectionBytes {
  long size();

  /**
   * Reads some of them.
   *
   * @throws MalformedDataException if they are damaged, or there are not as many
   */
  ByteInput read(long from, int length) throws MalformedDataException;
}
