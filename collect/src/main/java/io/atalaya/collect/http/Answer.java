package io.atalaya.collect.http;

import io.atalaya.collect.http.HttpCall.Header;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An answer whose head has come, and whose body can be read once. */
public final class Answer implements AutoCloseable {
  private final HttpCaller caller;
  private final Connection connection;
  private final URI url;
  private final ResponseHead head;
  private final InputStream body;
  private final Phases before;
  private final long headNanos;
  private final int redirects;

  Answer(
      HttpCaller caller,
      Connection connection,
      URI url,
      ResponseHead head,
      InputStream body,
      Phases before,
      int redirects) {
    this.caller = caller;
    this.connection = connection;
    this.url = url;
    this.head = head;
    this.body = body;
    this.before = before;
    this.headNanos = caller.nanos();
    this.redirects = redirects;
  }

  public int status() {
    return head.status();
  }

  /** The status with what the server says of it, such as {@code 404 Not Found}. */
  public String statusLine() {
    return (head.status() + " " + head.reason()).strip();
  }

  /** The value of a header; empty if there is none. */
  public String header(String name) {
    return head.header(name);
  }

  public List<Header> headers() {
    return head.headers();
  }

  /** {@code 2.0}, {@code 1.1} or {@code 1.0}. */
  public double httpVersion() {
    return head.version();
  }

  /** Where the last redirect led. */
  public URI url() {
    return url;
  }

  /** How many redirects were followed. */
  public int redirects() {
    return redirects;
  }

  /** What TLS told about the peer, or null without TLS. */
  public @Nullable TlsPeer tls() {
    return connection.tls();
  }

  /** The address that was connected to: the proxy's if there is one; null for a local socket. */
  public @Nullable InetAddress remoteAddress() {
    return connection.socket().getInetAddress();
  }

  /** The body, unpacked as the headers say; to be closed. */
  public InputStream body() throws IOException {
    return Unpacking.unpack(head.header("Content-Encoding"), body);
  }

  /** Whether the body is packed by gzip, as the headers say. */
  public boolean isGzip() {
    return head.headerHas("Content-Encoding", "gzip");
  }

  /** The body as it is sent. */
  public InputStream packedBody() {
    return body;
  }

  /** How long everything took up to now; call it after the body was read. */
  public Phases phases() {
    return before.plus(new Phases(0, 0, 0, 0, caller.nanos() - headNanos));
  }

  /** Gives the connection back if another request can use it, and closes it if not. */
  @Override
  public void close() {
    if (body instanceof BodyStream framed && framed.drained() && head.keepsAlive()) {
      caller.giveBack(connection, url);
    } else {
      connection.close();
    }
  }
}
