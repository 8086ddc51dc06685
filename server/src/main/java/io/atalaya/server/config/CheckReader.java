package io.atalaya.server.config;

import io.atalaya.collect.check.CheckBasics;
import io.atalaya.collect.check.CheckConfig;
import io.atalaya.collect.check.Judgement;
import io.atalaya.server.config.yaml.Section;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The keys of one check. Its kind is a section of its own, in short form a single value:
 *
 * <pre>
 *   - name: shop
 *     http: https://shop.example.org/health
 *   - name: mail
 *     interval: 30s
 *     tcp: { address: "mail.example.org:25", dialogue: [ { expect: "^220 " } ] }
 * </pre>
 */
final class CheckReader {
  private static final List<CheckKind> KINDS =
      Stream.of(NetworkCheckReader.KINDS, DatabaseCheckReader.KINDS).flatMap(List::stream).toList();

  private final Set<String> names = new HashSet<>();

  CheckConfig read(Section s) {
    String name = s.required("name");
    if (!name.isEmpty() && !names.add(name)) {
      s.error("name", "the name " + name + " is given to two checks");
    }
    CheckBasics basics = basics(s, name);
    List<CheckConfig> checks = new ArrayList<>();
    List<String> given = new ArrayList<>();
    for (CheckKind kind : KINDS) {
      if (s.has(kind.name())) {
        given.add(kind.name());
      }
      s.sectionOr(kind.shortKey(), kind.name(), section -> kind.reader().read(section, basics))
          .ifPresent(checks::add);
    }
    if (given.size() != 1) {
      throw new IllegalArgumentException(
          "a check needs exactly one of %s; it has %d".formatted(names(KINDS), given.size()));
    }
    if (checks.isEmpty()) {
      throw new IllegalArgumentException(given.getFirst() + " is not valid");
    }
    return checks.getFirst();
  }

  private static String names(List<CheckKind> kinds) {
    return kinds.stream().map(CheckKind::name).collect(Collectors.joining(", "));
  }

  private static CheckBasics basics(Section s, String name) {
    Judgement defaults = Judgement.defaults();
    Duration interval = positive(s, "interval", CheckBasics.DEFAULT_INTERVAL);
    Duration timeout = positive(s, "timeout", CheckBasics.DEFAULT_TIMEOUT);
    Judgement judgement =
        new Judgement(
            s.count("retry_attempts", defaults.retryAttempts()),
            s.duration("retry_delay", defaults.retryDelay()),
            s.integer("failure_threshold", defaults.failureThreshold(), 1, Integer.MAX_VALUE),
            s.integer("success_threshold", defaults.successThreshold(), 1, Integer.MAX_VALUE));
    String known = name.isEmpty() ? "unnamed" : name;
    return new CheckBasics(
        known, DiscoveryReader.labels(s, "labels"), interval, timeout, judgement);
  }

  /** Told here and not by the check, so that its other keys are read and judged too. */
  private static Duration positive(Section s, String key, Duration fallback) {
    Duration value = s.duration(key, fallback);
    if (value.isZero()) {
      s.error(key, key + " must be greater than zero");
      return fallback;
    }
    return value;
  }
}
