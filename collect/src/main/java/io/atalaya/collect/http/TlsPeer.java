package io.atalaya.collect.http;

import io.atalaya.model.http.TlsHandshake;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/**
 * What the handshake told about the peer.
 *
 * @param version such as {@code TLSv1.3}
 * @param cipher name of the cipher suite in the registry of IANA
 * @param chain its certificate first, then those that signed each other; never empty
 * @param request whether it wanted to know who we are
 */
public record TlsPeer(
    String version, String cipher, List<X509Certificate> chain, TlsHandshake.Request request) {
  /** Copies the chain and checks that there is one. */
  public TlsPeer {
    chain = List.copyOf(chain);
    if (chain.isEmpty()) {
      throw new IllegalArgumentException("a peer of TLS shows a certificate");
    }
  }

  /** The peer's own certificate. */
  public X509Certificate certificate() {
    return chain.getFirst();
  }

  /** When the first certificate of the chain ends. */
  public Instant earliestExpiry() {
    return chain.stream()
        .map(c -> c.getNotAfter().toInstant())
        .min(Comparator.naturalOrder())
        .orElseThrow();
  }
}
