package io.atalaya.collect.check;

import io.atalaya.collect.check.Observation.Verdict;
import io.atalaya.collect.http.ExchangeException;
import io.atalaya.collect.http.ExchangeException.Reason;
import io.atalaya.collect.http.Network;
import io.atalaya.collect.http.TlsPeer;
import io.atalaya.model.Labels;
import io.atalaya.model.http.TlsConfig;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/**
 * What certificates say, under blackbox_exporter's names:
 *
 * <pre>
 *   probe_ssl_earliest_cert_expiry                  when the first certificate that was sent ends
 *   probe_ssl_last_chain_expiry_timestamp_seconds   when the best chain to a trusted root ends
 *   probe_ssl_last_chain_info{fingerprint_sha256,subject,issuer,subjectalternative,serialnumber}
 *   probe_tls_version_info{version}
 *   probe_tls_cipher_info{cipher}
 * </pre>
 */
public final class CertificateReadings {
  /** Go's zero time in Unix seconds: what is told if no chain was verified. */
  private static final double NO_TIME = -62135596800.0;

  private static final int DNS_NAME = 2;

  /** More certificates than a chain that makes sense has. */
  private static final int MAX_CHAIN = 10;

  private CertificateReadings() {}

  /** Tells of a peer's certificates. */
  public static void read(Observation.Builder seen, TlsPeer peer, TlsConfig tls, Network network)
      throws ExchangeException {
    X509Certificate own = peer.certificate();
    seen.read("probe_ssl_earliest_cert_expiry", (double) peer.earliestExpiry().getEpochSecond());
    seen.read("probe_ssl_last_chain_expiry_timestamp_seconds", lastExpiry(peer, tls, network));
    seen.read(
        "probe_ssl_last_chain_info",
        Labels.of(
            "fingerprint_sha256", fingerprint(own),
            "subject", DistinguishedName.text(own.getSubjectX500Principal()),
            "issuer", DistinguishedName.text(own.getIssuerX500Principal()),
            "subjectalternative", String.join(",", dnsNames(own)),
            "serialnumber", serial(own.getSerialNumber())),
        1);
    seen.read("probe_tls_version_info", "version", version(peer.version()), 1);
    seen.read("probe_tls_cipher_info", "cipher", peer.cipher(), 1);
  }

  /** Degraded if a certificate that was sent ends soon; null for never. */
  public static void judgeExpiry(
      Observation.Builder seen, TlsPeer peer, @Nullable Duration within, Instant now) {
    Instant end = peer.earliestExpiry();
    if (within != null && end.isBefore(now.plus(within))) {
      seen.judge(Verdict.DEGRADED, "certificate_expiry", "the certificate ends at " + end);
    }
  }

  private static double lastExpiry(TlsPeer peer, TlsConfig tls, Network network)
      throws ExchangeException {
    if (tls.insecureSkipVerify()) {
      return NO_TIME;
    }
    try {
      return lastExpiry(peer.chain(), network.tls().roots(tls))
          .map(end -> (double) end.getEpochSecond())
          .orElse(NO_TIME);
    } catch (IOException e) {
      throw new ExchangeException(Reason.INTERNAL, String.valueOf(e.getMessage()), e);
    }
  }

  /** Of all chains from the peer to a root, the latest end; a chain ends with its first member. */
  private static Optional<Instant> lastExpiry(
      List<X509Certificate> sent, Map<X500Principal, List<X509Certificate>> roots) {
    List<Instant> ends = new ArrayList<>();
    Instant earliest = Instant.MAX;
    X509Certificate at = sent.getFirst();
    for (int i = 0; i < MAX_CHAIN; i++) {
      earliest = earlier(earliest, at);
      if (roots.getOrDefault(at.getSubjectX500Principal(), List.of()).contains(at)) {
        ends.add(earliest);
        break;
      }
      for (X509Certificate root : signersOf(at, roots)) {
        ends.add(earlier(earliest, root));
      }
      List<X509Certificate> next = signersOf(at, bySubject(sent));
      if (next.isEmpty() || next.getFirst().equals(at)) {
        break;
      }
      at = next.getFirst();
    }
    return ends.stream().max(Comparator.naturalOrder());
  }

  private static Map<X500Principal, List<X509Certificate>> bySubject(List<X509Certificate> all) {
    return all.stream().collect(Collectors.groupingBy(X509Certificate::getSubjectX500Principal));
  }

  private static List<X509Certificate> signersOf(
      X509Certificate certificate, Map<X500Principal, List<X509Certificate>> among) {
    return among.getOrDefault(certificate.getIssuerX500Principal(), List.of()).stream()
        .filter(signer -> signed(signer, certificate))
        .toList();
  }

  private static boolean signed(X509Certificate signer, X509Certificate certificate) {
    try {
      certificate.verify(signer.getPublicKey());
      return true;
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private static Instant earlier(Instant end, X509Certificate certificate) {
    Instant other = certificate.getNotAfter().toInstant();
    return other.isBefore(end) ? other : end;
  }

  /** The SHA-256 of a certificate, in lower-case hexadecimal. */
  public static String fingerprint(X509Certificate certificate) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
      return HexFormat.of().formatHex(hash);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static List<String> dnsNames(X509Certificate certificate) {
    try {
      Collection<List<?>> names = certificate.getSubjectAlternativeNames();
      return names == null
          ? List.of()
          : names.stream()
              .filter(name -> name.getFirst().equals(DNS_NAME))
              .map(name -> String.valueOf(name.get(1)))
              .toList();
    } catch (CertificateParsingException e) {
      return List.of();
    }
  }

  private static String serial(BigInteger number) {
    String hex = number.abs().toString(16);
    return hex.length() % 2 == 0 ? hex : "0" + hex;
  }

  private static String version(String jdk) {
    return jdk.startsWith("TLSv") ? "TLS " + (jdk.equals("TLSv1") ? "1.0" : jdk.substring(4)) : jdk;
  }
}
