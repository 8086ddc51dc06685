package io.atalaya.server.config;

import io.atalaya.collect.check.CheckBasics;
import io.atalaya.collect.check.CheckConfig;
import io.atalaya.server.config.yaml.YamlMap;
import java.time.Duration;

/**
 * A module of blackbox_exporter: a check that lacks its target.
 *
 * @param prober {@code http}, {@code tcp}, {@code icmp}, {@code dns}, {@code grpc}, {@code
 *     websocket} or {@code unix}
 * @param timeout longest time an attempt may take; zero for as long as whoever asks waits
 * @param checks makes the check of a target
 * @param shown what was read, secrets hidden
 */
public record BlackboxModule(String prober, Duration timeout, Checks checks, YamlMap shown) {
  /** Completes a module. */
  public interface Checks {
    /**
     * The check of one target.
     *
     * @param hostname name to ask for in place of the target's own; empty for that
     * @throws IllegalArgumentException if the target is none that the prober can ask
     */
    CheckConfig of(CheckBasics basics, String target, String hostname);
  }
}
