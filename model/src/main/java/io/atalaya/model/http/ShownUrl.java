package io.atalaya.model.http;

import java.net.URI;

/** A URL as logs, pages and labels may show it: without user, password and parameters. */
public final class ShownUrl {
  private ShownUrl() {}

  public static String of(URI url) {
    String authority = url.getRawAuthority() == null ? "" : url.getRawAuthority();
    String host = authority.substring(authority.lastIndexOf('@') + 1);
    return url.getScheme() + "://" + host + url.getPath();
  }

  public static String of(String url) {
    return of(URI.create(url));
  }
}
