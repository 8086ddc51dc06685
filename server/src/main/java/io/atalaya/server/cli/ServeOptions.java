package io.atalaya.server.cli;

import io.atalaya.collect.alertmanager.QueueLimits;
import io.atalaya.collect.push.RemoteWriteReceiver.Version;
import io.atalaya.model.regex.Regex;
import io.atalaya.server.api.remote.ReadLimits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How the server serves and evaluates, by Prometheus' flags {@code --web.*}, {@code --rules.*},
 * {@code --storage.remote.*} and {@code --alertmanager.*} that no configuration has a key for.
 *
 * @param webFile {@code --web.config.file}: TLS and users; null (default) for none
 * @param maxConnections {@code --web.max-connections}; 512 by default
 * @param readTimeout {@code --web.read-timeout}: after which a silent connection is closed; 5 m by
 *     default
 * @param corsOrigin {@code --web.cors.origin}: whose pages may use the API; null (default) for
 *     nobody's
 * @param maxNoticeListeners {@code --web.max-notifications-subscribers}; 16 by default
 * @param resendDelay {@code --rules.alert.resend-delay}; 1 m by default
 * @param outageTolerance {@code --rules.alert.for-outage-tolerance}; 1 h by default
 * @param forGracePeriod {@code --rules.alert.for-grace-period}; 10 m by default
 * @param maxConcurrentRules {@code --rules.max-concurrent-evals}: with {@code
 *     --enable-feature=concurrent-rule-eval}, rules that may run besides their groups; 4 by default
 * @param flushDeadline {@code --storage.remote.flush-deadline}: how long the end may wait for what
 *     remote write has not sent yet; 1 m by default
 * @param alertQueue what waits for other Alertmanagers
 * @param reloadInterval {@code --config.auto-reload-interval}: how often the files of the
 *     configuration are looked at; 3 s by default
 * @param remoteRead {@code --storage.remote.read-*}
 * @param remoteWriteMessages {@code --web.remote-write-receiver.accepted-protobuf-messages}; all by
 *     default
 * @param maxSearchLimit {@code --web.search.max-limit}: how much a search may ask for, 0 for no
 *     limit; 10,000 by default
 */
public record ServeOptions(
    @Nullable Path webFile,
    int maxConnections,
    Duration readTimeout,
    @Nullable Regex corsOrigin,
    int maxNoticeListeners,
    Duration resendDelay,
    Duration outageTolerance,
    Duration forGracePeriod,
    int maxConcurrentRules,
    Duration flushDeadline,
    QueueLimits alertQueue,
    Duration reloadInterval,
    ReadLimits remoteRead,
    Set<Version> remoteWriteMessages,
    int maxSearchLimit) {
  public ServeOptions {
    remoteWriteMessages = Set.copyOf(remoteWriteMessages);
  }

  public static ServeOptions defaults() {
    return new ServeOptions(
        null,
        512,
        Duration.ofMinutes(5),
        null,
        16,
        Duration.ofMinutes(1),
        Duration.ofHours(1),
        Duration.ofMinutes(10),
        4,
        Duration.ofMinutes(1),
        QueueLimits.defaults(),
        Duration.ofSeconds(3),
        ReadLimits.defaults(),
        EnumSet.allOf(Version.class),
        10_000);
  }
}
