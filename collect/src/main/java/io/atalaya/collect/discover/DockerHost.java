package io.atalaya.collect.discover;

import io.atalaya.collect.http.Network;
import java.net.URI;
import java.nio.file.Path;

/** Where a Docker daemon listens: {@code unix://}, {@code tcp://}, {@code http://}, https. */
final class DockerHost {
  private DockerHost() {}

  static boolean isLocal(URI host) {
    return "unix".equals(host.getScheme());
  }

  /** The network that leads to the daemon. */
  static Network network(URI host, Network network) {
    return isLocal(host) ? network.withUnixSocket(Path.of(host.getPath())) : network;
  }

  /** What its API's URLs begin with. */
  static URI base(URI host) {
    if (isLocal(host)) {
      return URI.create("http://localhost");
    }
    return "tcp".equals(host.getScheme()) ? URI.create("http://" + host.getAuthority()) : host;
  }
}
