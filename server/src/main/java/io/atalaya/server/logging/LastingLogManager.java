package io.atalaya.server.logging;

import java.util.logging.LogManager;

/**
 * A log manager that goes on while the process ends. The JDK's own closes all handlers as soon as a
 * signal to end comes in, and with them what the server has to say while it closes its stages.
 *
 * <p>The JDK makes it from the system property {@code java.util.logging.manager}, which {@link
 * LogSetup#prepare} sets.
 */
public final class LastingLogManager extends LogManager {
  /** Called by the JDK when the process ends; handlers write at once, so nothing is lost. */
  @Override
  public void reset() {}

  /** Removes all handlers. */
  void clear() {
    super.reset();
  }
}
