package io.atalaya.server.http;

import io.atalaya.model.Secret;
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
 */
public record HttpAccess(
    @Nullable Tls tls, Map<String, Secret> users, Map<String, String> headers) {
  /** Everybody, in plain HTTP. */
  public static final HttpAccess OPEN = new HttpAccess(null, Map.of(), Map.of());

  public HttpAccess {
    users = Map.copyOf(users);
    headers = Map.copyOf(headers);
  }

  /**
   * TLS.
   *
   * @param protocols Java's names of the versions spoken
   * @param ciphers Java's names of the suites; empty for its choice
   * @param asksClients whether clients are asked for a certificate
   * @param needsClients whether they must show one
   */
  public record Tls(
      SSLContext context,
      List<String> protocols,
      List<String> ciphers,
      boolean asksClients,
      boolean needsClients) {
    public Tls {
      protocols = List.copyOf(protocols);
      ciphers = List.copyOf(ciphers);
    }
  }
}
