package io.atalaya.collect.dns;

import java.io.IOException;
import java.net.SocketTimeoutException;

/** A question that got no usable answer. */
public final class DnsException extends IOException {
  private static final long serialVersionUID = 1;

  public DnsException(String message) {
    super(message);
  }

  DnsException(String message, IOException cause) {
    super(message, cause);
  }

  /** Whether nothing came in time, rather than something of no use. */
  public boolean isTimeout() {
    return getCause() instanceof SocketTimeoutException;
  }
}
