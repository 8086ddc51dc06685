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
    return new HttpAccess(tls == null ? null : tls(tls), file.users(), file.headers());
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
          tls.clients() == WebFile.Clients.ASKED,
          tls.clients() == WebFile.Clients.REQUIRED);
    } catch (IOException e) {
      throw new UncheckedIOException("TLS of the web server: " + e.getMessage(), e);
    }
  }
}
