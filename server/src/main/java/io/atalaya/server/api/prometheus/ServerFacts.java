package io.atalaya.server.api.prometheus;

import io.atalaya.server.metrics.MetricsText;
import java.net.URI;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What the server knows of itself.
 *
 * @param version of this program
 * @param startTime when it was started
 * @param now the clock
 * @param workingDirectory where relative paths begin
 * @param hostName of the machine
 * @param retention how long samples are kept, in words
 * @param flags command line, by name
 * @param configYaml the running configuration without secrets
 * @param reload how the last reload went
 * @param corruptions how often stored data was found damaged
 * @param features what it can do, by category and name
 * @param externalUrl under which users reach the server
 * @param port on which it listens
 */
public record ServerFacts(
    String version,
    Instant startTime,
    Supplier<Instant> now,
    String workingDirectory,
    String hostName,
    Supplier<String> retention,
    Map<String, String> flags,
    Supplier<String> configYaml,
    Supplier<Reload> reload,
    LongSupplier corruptions,
    Supplier<Map<String, Map<String, Boolean>>> features,
    URI externalUrl,
    int port) {

  /** The version of Prometheus whose API this is. */
  public static final String PROMETHEUS_VERSION = "3.14.0";

  private static final Set<String> THIS_MACHINE = Set.of("127.0.0.1", "localhost", "::1");

  public ServerFacts {
    flags = Collections.unmodifiableMap(new TreeMap<>(flags));
  }

  /**
   * The address of a target for somebody elsewhere: where it names this machine, the external name
   * stands instead, and for this very server also the external scheme and port.
   */
  URI globalUrl(URI target) {
    String host = target.getHost() == null ? "" : target.getHost().replaceAll("[\\[\\]]", "");
    if (!THIS_MACHINE.contains(host) || externalUrl.getHost() == null) {
      return target;
    }
    boolean self = target.getPort() == port;
    String authority =
        self
            ? externalUrl.getRawAuthority()
            : externalUrl.getHost() + (target.getPort() < 0 ? "" : ":" + target.getPort());
    String query = target.getRawQuery() == null ? "" : "?" + target.getRawQuery();
    String scheme = self ? externalUrl.getScheme() : target.getScheme();
    return URI.create(scheme + "://" + authority + target.getRawPath() + query);
  }

  /** Writes the metrics that are about the server as a whole. */
  public void write(MetricsText out) {
    Reload last = reload.get();
    out.gauge(
        "atalaya_build_info", "Always 1; the labels tell the version.", 1, "version", version);
    out.gauge(
        "prometheus_config_last_reload_successful",
        "Whether the last reload of the configuration succeeded.",
        last.success() ? 1 : 0);
    out.gauge(
        "prometheus_config_last_reload_success_timestamp_seconds",
        "When the running configuration was loaded.",
        last.at().toEpochMilli() / 1000.0);
    out.counter(
        "atalaya_config_reload_failures_total",
        "Configurations that were refused while the one before went on.",
        last.failures());
  }

  /**
   * How the last reload of the configuration went.
   *
   * @param success whether the files that are there now are the running ones
   * @param at when the running configuration was loaded
   * @param error why the last one was refused; empty if it was not
   * @param failures how many were refused since the start
   */
  public record Reload(boolean success, Instant at, String error, long failures) {
    /** None yet. */
    public static Reload none(Instant start) {
      return new Reload(true, start, "", 0);
    }

    /** After one that succeeded. */
    public Reload succeeded(Instant now) {
      return new Reload(true, now, "", failures);
    }

    /** After one that was refused. */
    public Reload refused(String why) {
      return new Reload(false, at, why, failures + 1);
    }
  }
}
