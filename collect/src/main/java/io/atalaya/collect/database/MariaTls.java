package io.atalaya.collect.database;

import java.io.IOException;
import java.net.Socket;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import org.mariadb.jdbc.Configuration;
import org.mariadb.jdbc.HostAddress;
import org.mariadb.jdbc.export.ExceptionFactory;
import org.mariadb.jdbc.plugin.TlsSocketPlugin;

/**
 * Lets MariaDB's driver speak TLS as we do; certificate and name are judged in the handshake.
 * Public because the driver finds it as a service.
 */
public final class MariaTls implements TlsSocketPlugin {
  static final String TYPE = "atalaya";

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public TrustManager[] getTrustManager(
      Configuration conf, ExceptionFactory exceptions, HostAddress host) {
    return new TrustManager[0];
  }

  @Override
  public KeyManager[] getKeyManager(Configuration conf, ExceptionFactory exceptions) {
    return new KeyManager[0];
  }

  @Override
  public SSLSocket createSocket(Socket plain, SSLSocketFactory ignored) throws IOException {
    return Dialing.CURRENT.get().secure(plain);
  }

  @Override
  public void verify(String host, SSLSession session, long serverThreadId) {
    // Judged in the handshake.
  }
}
