package io.atalaya.alert.receiver;

import io.atalaya.model.SecretSource;
import io.atalaya.model.http.TlsConfig;
import org.jspecify.annotations.Nullable;

/**
 * The mail server that takes our messages: Alertmanager's {@code smtp_*} keys, overridden by those
 * of the receiver.
 *
 * @param host name or address of the smarthost
 * @param port 1 … 65535
 * @param hello the name to greet with; {@code localhost} by default
 * @param username who logs in; empty (default) for no authentication
 * @param password for PLAIN and LOGIN, or null
 * @param secret for CRAM-MD5, or null
 * @param identity on whose behalf PLAIN logs in; empty by default
 * @param requireTls whether a server without STARTTLS is refused; true by default
 * @param implicitTls whether the connection starts with TLS; null (default) for: on port 465
 * @param tls whom to trust and what to show
 */
public record SmtpConfig(
    String host,
    int port,
    String hello,
    String username,
    @Nullable SecretSource password,
    @Nullable SecretSource secret,
    String identity,
    boolean requireTls,
    @Nullable Boolean implicitTls,
    TlsConfig tls) {
  /** The port on which TLS starts at once. */
  private static final int SUBMISSIONS_PORT = 465;

  public SmtpConfig {
    if (host.isEmpty()) {
      throw new IllegalArgumentException("no global SMTP smarthost set");
    }
    if (port < 1 || port > 65535) {
      throw new IllegalArgumentException("smarthost port " + port + " is not in 1 to 65535");
    }
  }

  /** A server without authentication, everything else at its default. */
  public static SmtpConfig at(String host, int port) {
    return new SmtpConfig(
        host, port, "localhost", "", null, null, "", true, null, TlsConfig.defaults());
  }

  /** Whether the connection starts with TLS. */
  public boolean startsWithTls() {
    return implicitTls == null ? port == SUBMISSIONS_PORT : implicitTls;
  }
}
