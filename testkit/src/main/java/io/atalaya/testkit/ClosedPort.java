package io.atalaya.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

/**
 * A port of loopback that refuses connections: it is taken, so that nobody else can listen on it
 * while a test relies on that, but nobody listens.
 */
public final class ClosedPort implements AutoCloseable {
  private final Socket taken = new Socket();

  public ClosedPort() throws IOException {
    taken.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  public int number() {
    return taken.getLocalPort();
  }

  @Override
  public void close() throws IOException {
    taken.close();
  }
}
