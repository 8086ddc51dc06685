package io.atalaya.model.http;

import java.net.URI;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a URL leads. {@link URI} knows no host whose name has an underscore, as containers' names
 * often have; this does.
 *
 * @param name the host, with brackets around an IPv6 address; empty if there is none
 * @param port −1 if there is none
 */
public record UrlHost(String name, int port) {
  private static final UrlHost NONE = new UrlHost("", -1);
  private static final Pattern AUTHORITY =
      Pattern.compile("(?:[^@]*@)?([A-Za-z0-9._~-]+)(?::([0-9]{0,5}))?");

  /** The host of a URL, {@code ""} included. */
  public static UrlHost of(URI url) {
    if (url.getHost() != null) {
      return new UrlHost(url.getHost(), url.getPort());
    }
    Matcher found = AUTHORITY.matcher(url.getRawAuthority() == null ? "" : url.getRawAuthority());
    if (!found.matches()) {
      return NONE;
    }
    String port = found.group(2) == null ? "" : found.group(2);
    return new UrlHost(found.group(1), port.isEmpty() ? -1 : Integer.parseInt(port));
  }

  /**
   * The user of a URL, perhaps with a colon and a password behind; null if none is named. Here
   * because {@link URI#getUserInfo} knows none either where it knows no host.
   */
  public static @Nullable String user(URI url) {
    if (url.getHost() != null || url.getAuthority() == null) {
      return url.getUserInfo();
    }
    int at = url.getAuthority().lastIndexOf('@');
    return at < 0 ? null : url.getAuthority().substring(0, at);
  }

  public boolean isEmpty() {
    return name.isEmpty();
  }

  /** The name without brackets, as resolvers want it. */
  public String bare() {
    return name.startsWith("[") ? name.substring(1, name.length() - 1) : name;
  }

  /** As in a {@code Host} header: with the port, if there is one. */
  @Override
  public String toString() {
    return port < 0 ? name : name + ":" + port;
  }
}
