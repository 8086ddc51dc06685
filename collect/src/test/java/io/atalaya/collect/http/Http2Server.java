package io.atalaya.collect.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.jetty.alpn.server.ALPNServerConnectionFactory;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http2.server.HTTP2ServerConnectionFactory;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/**
 * Jetty on a loopback port, speaking HTTP/2 and HTTP/1.1 over TLS: {@code /bytes/N} answers with so
 * many, {@code /hints} with an interim answer first, {@code /moved} with a redirect to {@code
 * /bytes/3}, anything else with how many bytes were sent to it.
 */
final class Http2Server implements AutoCloseable {
  private final Server server = new Server();
  private final ServerConnector connector;
  private final List<String> seen = new CopyOnWriteArrayList<>();

  Http2Server(TestCertificate certificate) throws IOException, GeneralSecurityException {
    SslContextFactory.Server tls = new SslContextFactory.Server();
    tls.setSslContext(certificate.context());
    HttpConfiguration http = new HttpConfiguration();
    ALPNServerConnectionFactory alpn = new ALPNServerConnectionFactory();
    alpn.setDefaultProtocol("http/1.1");
    connector =
        new ServerConnector(
            server,
            new SslConnectionFactory(tls, alpn.getProtocol()),
            alpn,
            new HTTP2ServerConnectionFactory(http),
            new HttpConnectionFactory(http));
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    server.setHandler(new Answers());
    try {
      server.start();
    } catch (Exception e) {
      throw new IOException("Jetty does not start", e);
    }
  }

  private final class Answers extends Handler.Abstract {
    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
      StringBuilder line = new StringBuilder();
      line.append(request.getMethod()).append(' ').append(request.getHttpURI().getPathQuery());
      for (HttpField field : request.getHeaders()) {
        line.append('\n').append(field.getName()).append(": ").append(field.getValue());
      }
      seen.add(line.toString());
      String path = Request.getPathInContext(request);
      if (path.equals("/hints")) {
        response.writeInterim(103, HttpFields.build().add("Link", "</x>")).get();
      }
      if (path.equals("/moved")) {
        response.setStatus(302);
        response.getHeaders().put("Location", "/bytes/3");
        callback.succeeded();
      } else {
        String body =
            path.startsWith("/bytes/")
                ? "x".repeat(Integer.parseInt(path.substring("/bytes/".length())))
                : "got " + count(request);
        Content.Sink.write(response, true, body, callback);
      }
      return true;
    }

    private static long count(Request request) throws IOException {
      try (InputStream in = Content.Source.asInputStream(request)) {
        return in.readAllBytes().length;
      }
    }
  }

  URI url(String path) {
    return URI.create("https://127.0.0.1:" + connector.getLocalPort() + path);
  }

  /** The requests that came, each with its headers. */
  List<String> seen() {
    return List.copyOf(seen);
  }

  @Override
  public void close() throws IOException {
    try {
      server.stop();
    } catch (Exception e) {
      throw new IOException("Jetty does not stop", e);
    }
  }
}
