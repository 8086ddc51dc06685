package io.atalaya.server;

import io.atalaya.model.http.TlsContexts;
import io.atalaya.model.http.TlsVersion;
import io.atalaya.server.config.WebFile;
import io.atalaya.server.http.HttpAccess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;

/** Turns the file of {@code --web.config.file} into what the HTTP server understands. */
final class WebAccess {
  private WebAccess() {}

  /**
   * Reads the certificates as they are now.
   *
   * @throws UncheckedIOException if one cannot be read
   */
  static HttpAccess of(WebFile file) {
    WebFile.Tls tls = file.tls();
    WebFile.Rate rate = file.rate();
    return new HttpAccess(
        tls == null ? null : tls(tls),
        file.users(),
        file.headers(),
        rate == null ? null : new HttpAccess.Rate(rate.interval(), rate.burst()));
  }

  private static HttpAccess.Tls tls(WebFile.Tls tls) {
    List<String> protocols =
        Arrays.stream(TlsVersion.values())
            .filter(v -> v.compareTo(tls.minVersion()) >= 0 && v.compareTo(tls.maxVersion()) <= 0)
            .map(TlsVersion::protocol)
            .toList();
    try {
      return new HttpAccess.Tls(
          new TlsContexts().of(tls.material()),
          protocols,
          tls.ciphers(),
          tls.ownOrder(),
          tls.curves(),
          clients(tls.clients()),
          tls.allowedNames());
    } catch (IOException e) {
      throw new UncheckedIOException("TLS of the web server: " + e.getMessage(), e);
    }
  }

  private static HttpAccess.Clients clients(WebFile.Clients wanted) {
    return switch (wanted) {
      case NOT_ASKED -> HttpAccess.Clients.NOT_ASKED;
      case ASKED -> HttpAccess.Clients.ASKED;
      case ANY, REQUIRED -> HttpAccess.Clients.REQUIRED;
    };
  }
}
