package io.atalaya.model.http;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/** Makes what the JDK needs for TLS from a {@link TlsConfig}. */
public final class TlsContext {
  private TlsContext() {}

  /**
   * A context with the configured trust and client certificate.
   *
   * @throws IOException if a file cannot be read or holds no PEM of the kind that is needed
   */
  public static SSLContext of(TlsConfig config) throws IOException {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      KeyManager[] keys = {new CertificateRequests(keys(config))};
      context.init(keys, trust(config), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException("TLS cannot be set up: " + e.getMessage(), e);
    }
  }

  /** The protocol versions of a configuration, set on parameters of a socket or client. */
  public static SSLParameters parameters(TlsConfig config, SSLContext context) {
    SSLParameters parameters = context.getDefaultSSLParameters();
    TlsVersion oldest = config.minVersion() == null ? TlsVersion.TLS12 : config.minVersion();
    TlsVersion newest = config.maxVersion() == null ? TlsVersion.TLS13 : config.maxVersion();
    parameters.setProtocols(
        Arrays.stream(TlsVersion.values())
            .filter(v -> v.compareTo(oldest) >= 0 && v.compareTo(newest) <= 0)
            .map(TlsVersion::protocol)
            .toArray(String[]::new));
    return parameters;
  }

  /**
   * The certificates that a configuration trusts by themselves, by their subject.
   *
   * @throws IOException if a file cannot be read or holds no PEM of the kind that is needed
   */
  static Map<X500Principal, List<X509Certificate>> roots(TlsConfig config) throws IOException {
    try {
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(config.ca() == null ? null : roots(config.ca().read().reveal()));
      return Arrays.stream(factory.getTrustManagers())
          .filter(X509TrustManager.class::isInstance)
          .flatMap(manager -> Arrays.stream(((X509TrustManager) manager).getAcceptedIssuers()))
          .collect(Collectors.groupingBy(X509Certificate::getSubjectX500Principal));
    } catch (GeneralSecurityException e) {
      throw new IOException("TLS cannot be set up: " + e.getMessage(), e);
    }
  }

  private static @Nullable X509ExtendedKeyManager keys(TlsConfig config)
      throws GeneralSecurityException, IOException {
    if (config.cert() == null || config.key() == null) {
      return null;
    }
    List<X509Certificate> chain = Pem.certificates(config.cert().read().reveal());
    PrivateKey key = Pem.privateKey(config.key().read().reveal());
    char[] password = new char[0];
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, password);
    store.setKeyEntry("client", key, password, chain.toArray(X509Certificate[]::new));
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, password);
    for (KeyManager manager : factory.getKeyManagers()) {
      if (manager instanceof X509ExtendedKeyManager own) {
        return own;
      }
    }
    throw new GeneralSecurityException("this Java has no X.509 key manager");
  }

  private static TrustManager @Nullable [] trust(TlsConfig config)
      throws GeneralSecurityException, IOException {
    if (config.insecureSkipVerify()) {
      return new TrustManager[] {new TrustEverybody()};
    }
    if (config.ca() == null && config.serverName().isEmpty()) {
      return null;
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(config.ca() == null ? null : roots(config.ca().read().reveal()));
    if (config.serverName().isEmpty()) {
      return factory.getTrustManagers();
    }
    for (TrustManager manager : factory.getTrustManagers()) {
      if (manager instanceof X509ExtendedTrustManager trusted) {
        return new TrustManager[] {new TrustByName(trusted, config.serverName())};
      }
    }
    throw new GeneralSecurityException("this Java has no X.509 trust manager");
  }

  private static KeyStore roots(String pem) throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    int i = 0;
    for (X509Certificate certificate : Pem.certificates(pem)) {
      store.setCertificateEntry("ca" + i++, certificate);
    }
    return store;
  }
}
