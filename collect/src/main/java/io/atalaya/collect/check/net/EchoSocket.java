package io.atalaya.collect.check.net;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A socket for echo requests to one address. Its methods block a platform thread. */
interface EchoSocket extends AutoCloseable {
  /** What opens one. */
  interface Opener {
    /**
     * Opens one.
     *
     * @param source our own address, or null for any
     * @throws NotPermittedException if the system does not let us
     */
    EchoSocket open(InetAddress target, @Nullable InetAddress source, IcmpCheck.Packet packet)
        throws IOException;
  }

  /** The system does not let this process ping; says what to do. */
  final class NotPermittedException extends IOException {
    private static final long serialVersionUID = 1L;

    NotPermittedException(String message) {
      super(message);
    }
  }

  /**
   * A reply.
   *
   * @param hopLimit how many more routers it could have passed; −1 if that is not known
   */
  record Reply(int hopLimit) {}

  /**
   * Sends one request and waits for its reply.
   *
   * @param sequence 0–65535
   * @return the reply; null if none came in time
   */
  @Nullable Reply exchange(int sequence, Duration wait) throws IOException;

  @Override
  void close();
}
