package io.atalaya.server.config;

import io.atalaya.collect.push.otlp.OtlpSettings;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What other systems may push here: the section {@code push}.
 *
 * @param receivers which protocols are taken: {@code receivers}; none by default
 * @param durable whether an answer waits until the samples are on the disk itself, so that not even
 *     a power cut loses what was acknowledged: {@code durable}; false by default, when only a crash
 *     of the process loses nothing
 * @param otlp how OTLP becomes series: the section {@code otlp}
 */
public record PushConfig(Set<Receiver> receivers, boolean durable, OtlpSettings otlp) {
  /** Protocols that can be switched on. */
  public enum Receiver {
    /** Prometheus' remote write. */
    REMOTE_WRITE,
    /** OpenTelemetry's metrics over HTTP. */
    OTLP,
    /** InfluxDB's line protocol. */
    INFLUXDB,
    /** Lines of JSON. */
    JSON_LINES,
    /** Prometheus' Pushgateway. */
    PUSHGATEWAY;

    /** The name in the configuration. */
    public String key() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** All of them by name. */
    static Map<String, Receiver> byKey() {
      Map<String, Receiver> byKey = new LinkedHashMap<>();
      for (Receiver receiver : values()) {
        byKey.put(receiver.key(), receiver);
      }
      return byKey;
    }
  }

  public PushConfig {
    receivers = Set.copyOf(receivers);
  }

  /** Nothing is taken. */
  public static PushConfig defaults() {
    return new PushConfig(Set.of(), false, OtlpSettings.defaults());
  }

  /** The same with more receivers. */
  public PushConfig withReceivers(Set<Receiver> more) {
    Set<Receiver> all = EnumSet.noneOf(Receiver.class);
    all.addAll(receivers);
    all.addAll(more);
    return new PushConfig(all, durable, otlp);
  }

  /** The same with other settings of OTLP. */
  public PushConfig withOtlp(OtlpSettings settings) {
    return new PushConfig(receivers, durable, settings);
  }
}
