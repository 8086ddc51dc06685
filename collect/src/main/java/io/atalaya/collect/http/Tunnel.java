package io.atalaya.collect.http;

import io.atalaya.collect.http.ExchangeException.Reason;
import io.atalaya.collect.http.HttpCall.Header;
import io.atalaya.model.Secret;
import io.atalaya.model.http.ProxyRoutes.Hop;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Asks a proxy to connect us through (RFC 9110, 9.3.6). */
final class Tunnel {
  private Tunnel() {}

  /** Asks on a connected socket, which is closed if the proxy refuses. */
  static void ask(Socket socket, String host, int port, Hop proxy, Deadline deadline)
      throws ExchangeException {
    Connection connection = new Connection(socket, null);
    String where = (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    StringBuilder head = new StringBuilder("CONNECT " + where + " HTTP/1.1\r\n");
    head.append("Host: ").append(where).append("\r\n");
    if (!proxy.authorization().isEmpty()) {
      append(head, "Proxy-Authorization", proxy.authorization());
    }
    proxy
        .connectHeaders()
        .forEach((name, values) -> values.forEach(value -> append(head, name, value)));
    try {
      connection.begin(deadline);
      connection.write(head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8), null);
      int status = connection.readHead().status();
      if (status / 100 != 2) {
        throw new ExchangeException(
            Reason.PROXY, "the proxy answered " + status + " to CONNECT " + where, null);
      }
    } catch (IOException e) {
      connection.close();
      throw e instanceof ExchangeException known
          ? known
          : new ExchangeException(Reason.PROXY, "the proxy failed: " + e.getMessage(), e);
    }
  }

  private static void append(StringBuilder head, String name, Secret value) {
    Header header = new Header(name, value.reveal());
    head.append(header.name()).append(": ").append(header.value()).append("\r\n");
  }
}
