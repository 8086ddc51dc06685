package io.atalaya.model.http;

import java.io.IOException;
import javax.net.ssl.SSLSocket;

/**
 * A handshake of ours over a socket, and what it tells of the peer's wish to know who we are. A
 * server refuses a client when the client believes to be through, or nearly so: all that may reach
 * us is the end of the connection, and this is the only trace of the reason.
 */
public final class TlsHandshake {
  /** The handshake that this thread is in the middle of. */
  private static final ScopedValue<TlsHandshake> CURRENT = ScopedValue.newInstance();

  private Request request = Request.NONE;

  /** Whether the peer asked for a certificate of ours, and what it got. */
  public enum Request {
    /** It did not ask. */
    NONE(""),
    /** We have none, or none of those from whom it takes them. */
    NOT_ANSWERED(
        "; before, it asked for a client certificate and was shown none"
            + " (cert_file and key_file of the TLS section)"),
    /** We have shown ours. */
    ANSWERED(
        "; before, it asked for a client certificate, and may not accept the one it was shown");

    private final String hint;

    Request(String hint) {
      this.hint = hint;
    }

    /** What to add for people when the peer ends the connection without an answer. */
    public String hint() {
      return hint;
    }
  }

  /** Shakes hands. */
  public void on(SSLSocket socket) throws IOException {
    ScopedValue.where(CURRENT, this)
        .call(
            () -> {
              socket.startHandshake();
              return this;
            });
  }

  /** What the peer wanted so far. */
  public Request request() {
    return request;
  }

  /** The peer asks for a certificate. */
  static void asked(boolean answered) {
    if (CURRENT.isBound()) {
      CURRENT.get().request = answered ? Request.ANSWERED : Request.NOT_ANSWERED;
    }
  }
}
