package io.atalaya.model.http;

import io.atalaya.model.Secret;
import java.util.List;
import java.util.Map;

/** Whether requests go through a proxy. */
public sealed interface ProxyConfig {
  /** Straight to the server; the default. */
  ProxyConfig DIRECT = new Direct();

  record Direct() implements ProxyConfig {}

  /**
   * As {@code HTTP_PROXY}, {@code HTTPS_PROXY} and {@code NO_PROXY} of the environment say.
   *
   * @param connectHeaders as for {@link Via}
   */
  record FromEnvironment(Map<String, List<Secret>> connectHeaders) implements ProxyConfig {
    public FromEnvironment {
      connectHeaders = Map.copyOf(connectHeaders);
    }
  }

  /**
   * Through one proxy.
   *
   * @param url {@code http://[user:password@]host:port}; secret, for it may hold a password
   * @param noProxy hosts, {@code .domains}, addresses and CIDR blocks that are reached directly
   * @param connectHeaders that the proxy is told when it shall lead through to a server, each with
   *     its values
   */
  record Via(Secret url, List<String> noProxy, Map<String, List<Secret>> connectHeaders)
      implements ProxyConfig {
    public Via {
      noProxy = List.copyOf(noProxy);
      connectHeaders = Map.copyOf(connectHeaders);
    }

    public Via(Secret url, List<String> noProxy) {
      this(url, noProxy, Map.of());
    }
  }
}
