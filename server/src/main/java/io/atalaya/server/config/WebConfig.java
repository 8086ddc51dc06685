package io.atalaya.server.config;

import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the server shows itself.
 *
 * @param listen address and port: {@code web.listen}; {@code 127.0.0.1:9090} by default
 * @param alsoListen further addresses, of the command line only; none by default
 * @param externalUrl under which users reach it: {@code web.external_url}; null (default) for the
 *     listen address
 * @param routePrefix path before all others: {@code web.route_prefix}; null (default) for the path
 *     of {@code externalUrl}
 * @param enableLifecycle whether {@code /-/reload} and {@code /-/quit} are answered: {@code
 *     web.enable_lifecycle}; false by default
 * @param enableAdminApi whether data may be deleted over HTTP: {@code web.enable_admin_api}; false
 *     by default
 * @param allowUnauthenticated whether it may listen beyond this machine although nobody has to log
 *     in: {@code web.allow_unauthenticated}; false by default
 * @param file TLS and users: {@code --web.config.file}; {@link WebFile#NONE} by default
 */
public record WebConfig(
    HostPort listen,
    List<HostPort> alsoListen,
    @Nullable URI externalUrl,
    @Nullable String routePrefix,
    boolean enableLifecycle,
    boolean enableAdminApi,
    boolean allowUnauthenticated,
    WebFile file) {
  public WebConfig {
    alsoListen = List.copyOf(alsoListen);
  }

  /** Only this machine, on Prometheus' port. */
  public static final HostPort DEFAULT_LISTEN = new HostPort("127.0.0.1", 9090);

  public static WebConfig defaults() {
    return new WebConfig(DEFAULT_LISTEN, List.of(), null, null, false, false, false, WebFile.NONE);
  }

  /** The same on another address. */
  public WebConfig withListen(HostPort address) {
    return new WebConfig(
        address,
        alsoListen,
        externalUrl,
        routePrefix,
        enableLifecycle,
        enableAdminApi,
        allowUnauthenticated,
        file);
  }

  /** The same under another address for users. */
  public WebConfig withExternalUrl(URI url) {
    return new WebConfig(
        listen,
        alsoListen,
        url,
        routePrefix,
        enableLifecycle,
        enableAdminApi,
        allowUnauthenticated,
        file);
  }

  /** The same with TLS and users. */
  public WebConfig withFile(WebFile newFile) {
    return new WebConfig(
        listen,
        alsoListen,
        externalUrl,
        routePrefix,
        enableLifecycle,
        enableAdminApi,
        allowUnauthenticated,
        newFile);
  }
}
