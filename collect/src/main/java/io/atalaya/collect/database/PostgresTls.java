package io.atalaya.collect.database;

import java.io.IOException;
import java.net.Socket;
import java.util.Properties;
import javax.net.ssl.SSLSocketFactory;
import org.postgresql.ssl.WrappedFactory;

/** Lets PostgreSQL's driver speak TLS as we do. Public because the driver creates it by name. */
public final class PostgresTls extends WrappedFactory {
  public PostgresTls(Properties ignored) {
    factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
  }

  @Override
  public Socket createSocket(Socket plain, String host, int port, boolean autoClose)
      throws IOException {
    return Dialing.CURRENT.get().secure(plain);
  }
}
