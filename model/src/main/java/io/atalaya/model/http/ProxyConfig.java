package io.atalaya.model.http;

import io.atalaya.model.Secret;
import java.util.List;

/** Whether requests go through a proxy. */
public sealed interface ProxyConfig {
  /** Straight to the server; the default. */
  ProxyConfig DIRECT = new Direct();

  record Direct() implements ProxyConfig {}

  /** As {@code HTTP_PROXY}, {@code HTTPS_PROXY} and {@code NO_PROXY} of the environment say. */
  record FromEnvironment() implements ProxyConfig {}

  /**
   * Through one proxy.
   *
   * @param url {@code http://[user:password@]host:port}; secret, for it may hold a password
   * @param noProxy hosts, {@code .domains}, addresses and CIDR blocks that are reached directly
   */
  record Via(Secret url, List<String> noProxy) implements ProxyConfig {
    public Via {
      noProxy = List.copyOf(noProxy);
    }
  }
}
