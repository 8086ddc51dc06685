package io.atalaya.server.api.remote;

import io.atalaya.model.Histogram;
import java.io.IOException;

/** Writes families in one form. */
interface FederateWriter extends AutoCloseable {
  /** Whether the form has something for a histogram. */
  boolean takes(Histogram histogram);

  void write(FederateFamily family) throws IOException;

  @Override
  void close() throws IOException;
}
