package io.atalaya.server.config;

import io.atalaya.collect.check.CheckBasics;
import io.atalaya.collect.check.CheckConfig;
import io.atalaya.collect.check.CheckPlan;
import io.atalaya.collect.check.Connectivity;
import io.atalaya.collect.check.Flapping;
import io.atalaya.collect.check.Judgement;
import io.atalaya.collect.check.Maintenance;
import io.atalaya.server.config.yaml.NearestName;
import io.atalaya.server.config.yaml.Section;
import io.atalaya.server.config.yaml.YamlScalar;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
 *
 * What several checks share ({@code maintenance}, {@code connectivity}) stands beside them.
 */
final class CheckReader {
  private static final List<CheckKind> KINDS =
      Stream.of(
              NetworkCheckReader.KINDS,
              LocalCheckReader.KINDS,
              DatabaseCheckReader.KINDS,
              QueueCheckReader.KINDS)
          .flatMap(List::stream)
          .toList();

  private static final int MAX_THRESHOLD = Judgement.MAX_WINDOW;

  private final Set<String> names = new HashSet<>();
  private final List<Section> needy = new ArrayList<>();
  private final Map<String, List<String>> parents = new LinkedHashMap<>();

  /** Reads all checks of a document, and what must be known to judge them. */
  CheckPlan plan(Section s) {
    int before = s.problems().errorCount();
    List<CheckConfig> checks = s.sections("checks", this::read);
    needy.forEach(this::requireParents);
    List<Maintenance> maintenance = MaintenanceReader.read(s, names);
    Connectivity connectivity =
        s.section("connectivity", CheckReader::connectivity).orElse(Connectivity.NONE);
    if (s.problems().errorCount() > before) {
      return CheckPlan.of(List.of());
    }
    return new CheckPlan(checks, maintenance, connectivity);
  }

  private void requireParents(Section s) {
    String name = s.text("name", "");
    for (String parent : parents.getOrDefault(name, List.of())) {
      if (!names.contains(parent)) {
        String hint =
            NearestName.of(parent, names).map(near -> "did you mean " + near + "?").orElse("");
        s.problems().error(s.at("depends_on"), "there is no check named " + parent, hint);
      }
    }
    List<String> cycle = CheckPlan.cycle(name, parents);
    if (!cycle.isEmpty()) {
      s.error("depends_on", "checks depend on each other: " + String.join(" → ", cycle));
    }
  }

  private static Connectivity connectivity(Section s) {
    List<Connectivity.Peer> peers =
        s.parsedList("targets", HostPort::parse).stream()
            .map(peer -> new Connectivity.Peer(peer.host(), peer.port()))
            .toList();
    if (peers.isEmpty()) {
      s.error("targets", "targets needs at least one HOST:PORT that always answers");
    }
    return new Connectivity(peers, positive(s, "timeout", Connectivity.DEFAULT_TIMEOUT));
  }

  private CheckConfig read(Section s) {
    String name = s.required("name");
    if (!name.isEmpty() && !names.add(name)) {
      s.error("name", "the name " + name + " is given to two checks");
    }
    List<String> dependsOn = s.texts("depends_on");
    if (!dependsOn.isEmpty()) {
      needy.add(s);
      parents.put(name, dependsOn);
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

  private CheckBasics basics(Section s, String name) {
    Duration interval = positive(s, "interval", CheckBasics.DEFAULT_INTERVAL);
    Duration timeout = positive(s, "timeout", CheckBasics.DEFAULT_TIMEOUT);
    Judgement judgement = s.inline(CheckReader::judgement).orElse(Judgement.defaults());
    String known = name.isEmpty() ? "unnamed" : name;
    return new CheckBasics(
        known,
        DiscoveryReader.labels(s, "labels"),
        interval,
        timeout,
        judgement,
        parents.getOrDefault(name, List.of()));
  }

  private static Judgement judgement(Section s) {
    Judgement defaults = Judgement.defaults();
    int failures = s.integer("failure_threshold", defaults.failureThreshold(), 1, MAX_THRESHOLD);
    return new Judgement(
        s.count("retry_attempts", defaults.retryAttempts()),
        s.duration("retry_delay", defaults.retryDelay()),
        failures,
        s.given("failure_window")
            ? s.integer("failure_window", failures, 1, MAX_THRESHOLD)
            : failures,
        s.integer("success_threshold", defaults.successThreshold(), 1, MAX_THRESHOLD),
        flapping(s));
  }

  /** {@code flapping: off}, or a section. */
  private static Flapping flapping(Section s) {
    if (s.map().get("flapping") instanceof YamlScalar word
        && (word.text().equals("off") || word.text().equals("false"))) {
      s.raw("flapping");
      return Flapping.NEVER;
    }
    return s.section("flapping", CheckReader::flappingKeys).orElse(Flapping.DEFAULT);
  }

  private static Flapping flappingKeys(Section s) {
    Flapping defaults = Flapping.DEFAULT;
    return new Flapping(
        s.integer("changes", defaults.changes(), 1, Flapping.MAX_WINDOW),
        s.integer("window", defaults.window(), 1, Flapping.MAX_WINDOW),
        s.integer("steady", defaults.steady(), 1, Flapping.MAX_WINDOW));
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
