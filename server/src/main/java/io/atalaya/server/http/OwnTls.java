package io.atalaya.server.http;

import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/** TLS of the server, as {@link HttpAccess.Tls} says. */
final class OwnTls extends SslContextFactory.Server {
  /** Lists of suites are about the versions before 1.3, whose own three always count. */
  private static final List<String> OF_TLS_13 =
      List.of("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256");

  private volatile List<String> curves = List.of();

  OwnTls(HttpAccess.Tls wanted) {
    configure(wanted);
  }

  void configure(HttpAccess.Tls wanted) {
    setSslContext(wanted.context());
    setIncludeProtocols(wanted.protocols().toArray(String[]::new));
    List<String> ciphers = new ArrayList<>(wanted.ciphers());
    if (!ciphers.isEmpty()) {
      ciphers.addAll(OF_TLS_13);
    }
    setIncludeCipherSuites(ciphers.toArray(String[]::new));
    setUseCipherSuitesOrder(wanted.ownOrder());
    setWantClientAuth(wanted.clients() == HttpAccess.Clients.ASKED);
    setNeedClientAuth(wanted.clients() == HttpAccess.Clients.REQUIRED);
    curves = wanted.curves();
  }

  @Override
  public void customize(SSLEngine engine) {
    super.customize(engine);
    if (!curves.isEmpty()) {
      SSLParameters parameters = engine.getSSLParameters();
      parameters.setNamedGroups(curves.toArray(String[]::new));
      engine.setSSLParameters(parameters);
    }
  }
}
