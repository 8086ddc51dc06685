package io.atalaya.server.cli;

import io.atalaya.server.config.Configuration;
import io.atalaya.server.config.HostPort;
import io.atalaya.server.config.PushConfig;
import io.atalaya.server.config.StorageConfig;
import io.atalaya.server.config.WebConfig;
import io.atalaya.server.logging.LogOptions;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the command line says about things that the configuration may say too. What is null was not
 * given. The command line counts more, except for retention, where the file does, as in Prometheus.
 *
 * @param listen {@code --listen}, {@code --web.listen-address}
 * @param alsoListen the same given once more
 * @param data {@code --data}, {@code --storage.tsdb.path}
 * @param retention {@code --storage.tsdb.retention.time}
 * @param retentionBytes {@code --storage.tsdb.retention.size}
 * @param externalUrl {@code --web.external-url}
 * @param routePrefix {@code --web.route-prefix}
 * @param enableLifecycle {@code --web.enable-lifecycle}
 * @param enableAdminApi {@code --web.enable-admin-api}
 * @param allowUnauthenticated {@code --web.allow-unauthenticated}
 * @param receivers {@code --web.enable-remote-write-receiver} and its like
 * @param logLevel {@code --log.level}
 * @param logJson {@code --log-format}, {@code --log.format}
 * @param logFile {@code --log-file}
 */
public record Overrides(
    @Nullable HostPort listen,
    List<HostPort> alsoListen,
    @Nullable Path data,
    @Nullable Duration retention,
    @Nullable Long retentionBytes,
    @Nullable URI externalUrl,
    @Nullable String routePrefix,
    boolean enableLifecycle,
    boolean enableAdminApi,
    boolean allowUnauthenticated,
    Set<PushConfig.Receiver> receivers,
    LogOptions.@Nullable Level logLevel,
    @Nullable Boolean logJson,
    @Nullable Path logFile) {
  public Overrides {
    receivers = Set.copyOf(receivers);
    alsoListen = List.copyOf(alsoListen);
  }

  /** The configuration with all this put over it. */
  public Configuration apply(Configuration c) {
    return c.with(
        storage(c.storage()),
        web(c.web()),
        c.push().withReceivers(receivers),
        logging(c.logging()));
  }

  private StorageConfig storage(StorageConfig file) {
    boolean fileRetains =
        file.retention() != null || file.retentionBytes() > 0 || file.retentionPercentage() > 0;
    return new StorageConfig(
        data == null ? file.path() : data,
        fileRetains || retention == null ? file.retention() : retention,
        fileRetains || retentionBytes == null ? file.retentionBytes() : retentionBytes,
        file.retentionPercentage(),
        file.outOfOrderWindow(),
        file.maxExemplars(),
        file.maxSeries(),
        file.downsampling(),
        file.decisions());
  }

  private WebConfig web(WebConfig file) {
    return new WebConfig(
        listen == null ? file.listen() : listen,
        alsoListen,
        externalUrl == null ? file.externalUrl() : externalUrl,
        routePrefix == null ? file.routePrefix() : routePrefix,
        enableLifecycle || file.enableLifecycle(),
        enableAdminApi || file.enableAdminApi(),
        allowUnauthenticated || file.allowUnauthenticated(),
        file.file());
  }

  private LogOptions logging(LogOptions file) {
    return new LogOptions(
        logLevel == null ? file.level() : logLevel,
        logJson == null ? file.json() : logJson,
        logFile == null ? file.file() : logFile,
        file.maxFileBytes(),
        file.keepFiles());
  }
}
