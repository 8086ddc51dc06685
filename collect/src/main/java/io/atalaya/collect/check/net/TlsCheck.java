package io.atalaya.collect.check.net;

import io.atalaya.collect.check.Address;
import io.atalaya.collect.check.CheckBasics;
import io.atalaya.collect.check.CheckConfig;
import io.atalaya.collect.check.ProbeContext;
import io.atalaya.collect.check.Prober;
import io.atalaya.model.http.TlsConfig;
import io.atalaya.model.regex.RegexSearch;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Shakes hands by TLS and looks at the certificate. What it says is told even if it is not trusted.
 *
 * @param basics name, labels, times, judgement
 * @param host name or address
 * @param port 1–65535
 * @param tls versions, trust, the name that is expected
 * @param issuer expression that some part of the issuer's name must match; empty (default) for none
 * @param fingerprints SHA-256 of which one must be the certificate's, in hexadecimal, colons or
 *     not; any by default
 * @param certificateExpiresWithin {@code degraded} if a certificate has less left than this; 14
 *     days by default
 * @param slowAfter time after which a good answer is {@code degraded}; null (default) for never
 */
public record TlsCheck(
    CheckBasics basics,
    String host,
    int port,
    TlsConfig tls,
    String issuer,
    List<String> fingerprints,
    @Nullable Duration certificateExpiresWithin,
    @Nullable Duration slowAfter)
    implements CheckConfig {
  public static final Duration DEFAULT_EXPIRES_WITHIN = Duration.ofDays(14);

  /** Checks address, expression and fingerprints. */
  public TlsCheck {
    Address.requirePort("a TLS check", host, port);
    RegexSearch.compile(issuer);
    fingerprints = fingerprints.stream().map(TlsCheck::plain).toList();
  }

  private static String plain(String fingerprint) {
    String plain = fingerprint.replace(":", "").strip().toLowerCase(Locale.ROOT);
    if (!plain.matches("[0-9a-f]{64}")) {
      throw new IllegalArgumentException(
          "\"" + fingerprint + "\" is no SHA-256 in hexadecimal: it needs 64 digits");
    }
    return plain;
  }

  @Override
  public String kind() {
    return "tls";
  }

  @Override
  public String target() {
    return Address.text(host, port);
  }

  @Override
  public Prober prober(ProbeContext context) {
    return new TlsProber(this, context);
  }
}
