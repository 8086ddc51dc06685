package io.atalaya.collect.dns;

import java.io.IOException;

/** A question that got no usable answer. */
public final class DnsException extends IOException {
  private static final long serialVersionUID = 1;

  public DnsException(String message) {
    super(message);
  }
}
