package io.atalaya.server.http;

import io.atalaya.model.Secret;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Who may connect and ask, and what everybody is told.
 *
 * @param tls how TLS is spoken, or null for plain HTTP
 * @param users bcrypt hashes by name; none for no login
 * @param headers added to each answer
 * @param rate how many requests are answered; null for as many as come
 */
public record HttpAccess(
    @Nullable Tls tls,
    Map<String, Secret> users,
    Map<String, String> headers,
    @Nullable Rate rate) {
  /** Everybody, in plain HTTP. */
  public static final HttpAccess OPEN = new HttpAccess(null, Map.of(), Map.of(), null);

  /** One request each {@code interval}, and {@code burst} of them at once. */
  public record Rate(Duration interval, int burst) {}

  /** Whether clients are asked for a certificate, and whether they must show one. */
  public enum Clients {
    NOT_ASKED,
    ASKED,
    REQUIRED
  }

  public HttpAccess {
    users = Map.copyOf(users);
    headers = Map.copyOf(headers);
  }

  /**
   * TLS.
   *
   * @param protocols Java's names of the versions spoken
   * @param ciphers Java's names of the suites below TLS 1.3; empty for its choice
   * @param ownOrder whether our order of suites counts, not the client's
   * @param curves Java's names of the groups for the exchange of keys; empty for its choice
   * @param allowedNames of which the certificate of a client must have one; empty for any
   */
  public record Tls(
      SSLContext context,
      List<String> protocols,
      List<String> ciphers,
      boolean ownOrder,
      List<String> curves,
      Clients clients,
      List<String> allowedNames) {
    public Tls {
      protocols = List.copyOf(protocols);
      ciphers = List.copyOf(ciphers);
      curves = List.copyOf(curves);
      allowedNames = List.copyOf(allowedNames);
    }
  }
}
