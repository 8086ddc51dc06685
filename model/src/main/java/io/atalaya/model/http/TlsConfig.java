package io.atalaya.model.http;

import io.atalaya.model.SecretSource;
import org.jspecify.annotations.Nullable;

/**
 * How a TLS connection is made and whom it trusts.
 *
 * @param ca PEM certificates to trust instead of the system's; null (default) for the system's
 * @param cert PEM certificate chain to show; null (default) for none
 * @param key PEM private key that belongs to {@code cert}, PKCS #8, PKCS #1 or SEC 1; null
 *     (default) for none
 * @param serverName name to ask for and to expect in the certificate; empty (default) for the host
 *     of the address
 * @param insecureSkipVerify whether any certificate will do; false by default
 * @param minVersion oldest version spoken; null (default) for TLS 1.2
 * @param maxVersion newest version spoken; null (default) for no bound
 */
public record TlsConfig(
    @Nullable SecretSource ca,
    @Nullable SecretSource cert,
    @Nullable SecretSource key,
    String serverName,
    boolean insecureSkipVerify,
    @Nullable TlsVersion minVersion,
    @Nullable TlsVersion maxVersion) {
  private static final TlsConfig DEFAULTS = new TlsConfig(null, null, null, "", false, null, null);

  public TlsConfig {
    if ((cert == null) != (key == null)) {
      throw new IllegalArgumentException(
          cert == null
              ? "a client key without its certificate: give cert or cert_file too"
              : "a client certificate without its key: give key or key_file too");
    }
    if (minVersion != null && maxVersion != null && minVersion.compareTo(maxVersion) > 0) {
      throw new IllegalArgumentException("min_version is newer than max_version");
    }
  }

  /** The system's trust, TLS 1.2 or newer. */
  public static TlsConfig defaults() {
    return DEFAULTS;
  }

  /** The same, asking for and expecting another name; empty for the host of the address. */
  public TlsConfig withServerName(String name) {
    return new TlsConfig(ca, cert, key, name, insecureSkipVerify, minVersion, maxVersion);
  }

  /** The same, expecting nothing of certificates, or what is usual. */
  public TlsConfig withInsecureSkipVerify(boolean value) {
    return new TlsConfig(ca, cert, key, serverName, value, minVersion, maxVersion);
  }
}
