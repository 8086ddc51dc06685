package io.atalaya.server.config;

import io.atalaya.model.Secret;
import io.atalaya.model.http.TlsConfig;
import io.atalaya.model.http.TlsVersion;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The file of {@code --web.config.file}: TLS and users of our own HTTP server, in the form that
 * Prometheus and its exporters share.
 *
 * @param tls {@code tls_server_config}; null (default) for plain HTTP
 * @param headers {@code http_server_config.headers}: added to each answer; none by default
 * @param users {@code basic_auth_users}: bcrypt hashes by name; none (default) for no login
 * @param rate {@code rate_limit}; null (default) for none
 * @param files what it was made from, itself included
 */
public record WebFile(
    @Nullable Tls tls,
    Map<String, String> headers,
    Map<String, Secret> users,
    @Nullable Rate rate,
    List<Path> files) {
  /** No such file. */
  public static final WebFile NONE = new WebFile(null, Map.of(), Map.of(), null, List.of());

  /** One request each {@code interval}, and {@code burst} of them at once. */
  public record Rate(Duration interval, int burst) {}

  public WebFile {
    headers = Map.copyOf(headers);
    users = Map.copyOf(users);
    files = List.copyOf(files);
  }

  /** Whether everybody who asks has to show who they are. */
  public boolean authenticates() {
    return !users.isEmpty() || (tls != null && tls.clients() == Clients.REQUIRED);
  }

  /**
   * How TLS is spoken.
   *
   * @param material certificate and key shown, and the authorities of clients
   * @param minVersion TLS 1.2 by default
   * @param maxVersion TLS 1.3 by default
   * @param ciphers names of the suites for TLS 1.2; empty (default) for Java's
   * @param ownOrder whether our order of suites counts, not the client's; true by default
   * @param curves Java's names of the groups for the exchange of keys; empty (default) for Java's
   * @param allowedNames of which a client's certificate must have one; empty (default) for any
   */
  public record Tls(
      TlsConfig material,
      Clients clients,
      TlsVersion minVersion,
      TlsVersion maxVersion,
      List<String> ciphers,
      boolean ownOrder,
      List<String> curves,
      List<String> allowedNames) {
    public Tls {
      ciphers = List.copyOf(ciphers);
      curves = List.copyOf(curves);
      allowedNames = List.copyOf(allowedNames);
    }
  }

  /** Whether clients show a certificate. */
  public enum Clients {
    NOT_ASKED,
    /** One that is shown must be good. */
    ASKED,
    /** Some certificate, which nobody looks at: it proves nothing. */
    ANY,
    /** A good one. */
    REQUIRED
  }
}
