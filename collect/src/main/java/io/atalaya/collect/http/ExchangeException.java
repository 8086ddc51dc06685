package io.atalaya.collect.http;

import java.io.EOFException;
import java.io.IOException;
import java.util.Locale;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** A call that got no usable answer; says in one word why, and in one sentence what happened. */
public final class ExchangeException extends IOException {
  private static final long serialVersionUID = 1L;

  /** Why there is no answer. */
  public enum Reason {
    /** The host's name has no address. */
    DNS,
    /** The address is one that must not be connected to. */
    FORBIDDEN_ADDRESS,
    /** Nobody listens at the port. */
    CONNECTION_REFUSED,
    /** No connection came about, for example because there is no route. */
    CONNECT,
    /** The proxy would not connect us. */
    PROXY,
    /** The peer's certificate is not to be trusted, or not for this name. */
    CERTIFICATE,
    /** TLS could not be agreed upon. */
    TLS,
    /** The connection ended before the answer did. */
    CONNECTION_CLOSED,
    /** The answer is not HTTP, or breaks its rules. */
    PROTOCOL,
    /** The answer is larger than allowed. */
    TOO_LARGE,
    /** The answer is one redirect too many. */
    REDIRECTS,
    /** The peer does not accept the credentials. */
    AUTH,
    /** The peer answered, and refused what it was asked. */
    REFUSED,
    /** The time was over. */
    TIMEOUT,
    /** Our own fault, such as a secret's file that cannot be read: says nothing about the peer. */
    INTERNAL;

    /** The word in labels and APIs. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final Reason reason;

  public ExchangeException(Reason reason, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }

  /**
   * What broke a connection; an exception that tells its reason stays as it is.
   *
   * @param silent the peer, if it has said nothing since TLS was agreed upon; else null
   */
  static ExchangeException broken(IOException e, @Nullable TlsPeer silent) {
    if (e instanceof ExchangeException known) {
      return known;
    }
    // Since TLS 1.3 a server judges our certificate when we believe to be through. Its refusal may
    // reach us as that, or as the end of the connection that follows.
    String hint = silent == null ? "" : silent.request().hint();
    if (e instanceof SSLException) {
      return new ExchangeException(Reason.TLS, "the peer ended TLS: " + e.getMessage() + hint, e);
    }
    String what = e instanceof EOFException ? "the peer closed it" : String.valueOf(e.getMessage());
    return new ExchangeException(
        Reason.CONNECTION_CLOSED, "the connection ended: " + what + hint, e);
  }
}
