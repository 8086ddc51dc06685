package io.atalaya.collect.discover;

import java.io.IOException;
import java.util.List;

/** Asks for targets once. */
public interface TargetQuery extends AutoCloseable {
  /**
   * All targets there are now.
   *
   * @throws IOException if they cannot be told; says why in words for an operator
   */
  List<TargetGroup> ask() throws IOException;

  @Override
  default void close() {}
}
