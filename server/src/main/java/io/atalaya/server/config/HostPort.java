package io.atalaya.server.config;

/**
 * An address to listen on or to connect to.
 *
 * @param host name or address, without brackets; empty for every address of this machine
 * @param port 0 … 65535; 0 lets the system choose
 */
public record HostPort(String host, int port) {
  /** Stands for an address that is not given. */
  static final HostPort NONE = new HostPort("", 0);

  /**
   * Reads {@code host:port}, {@code [address]:port} or {@code :port}.
   *
   * @throws IllegalArgumentException if the text is none of these
   */
  public static HostPort parse(String text) {
    int colon = text.lastIndexOf(':');
    String host = colon < 0 ? "" : text.substring(0, colon);
    boolean bracketed = host.startsWith("[") && host.endsWith("]");
    String port = text.substring(colon + 1);
    if (colon < 0 || !port.matches("[0-9]{1,5}") || (!bracketed && host.contains(":"))) {
      throw new IllegalArgumentException(
          "expected host:port such as 127.0.0.1:9090, found \"" + text + "\"");
    }
    int number = Integer.parseInt(port);
    if (number > 65535) {
      throw new IllegalArgumentException("the port " + port + " is greater than 65535");
    }
    return new HostPort(bracketed ? host.substring(1, host.length() - 1) : host, number);
  }

  /**
   * The same, or a host or address alone with a port that goes without saying.
   *
   * @throws IllegalArgumentException if the text is none of these
   */
  public static HostPort parse(String text, int usualPort) {
    if (text.isEmpty() || text.indexOf('/') >= 0 || text.indexOf('@') >= 0) {
      throw new IllegalArgumentException("expected a host, or host:port such as db:5432, no URL");
    }
    boolean six = text.indexOf(':') != text.lastIndexOf(':') && !text.startsWith("[");
    boolean alone = six || text.indexOf(':') < 0 || text.endsWith("]");
    if (!alone) {
      return parse(text);
    }
    String host = text.startsWith("[") ? text.substring(1, text.length() - 1) : text;
    return new HostPort(host, usualPort);
  }

  /** The form it was read from; nothing for no address. */
  @Override
  public String toString() {
    if (equals(NONE)) {
      return "";
    }
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
