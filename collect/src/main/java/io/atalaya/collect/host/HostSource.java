package io.atalaya.collect.host;

import java.io.IOException;

/** Reads one group of metrics. */
interface HostSource {
  /**
   * Adds what it reads now.
   *
   * @throws IOException if the kernel does not give it, or not in the form that is known
   */
  void read(Readings out) throws IOException;
}
