package io.atalaya.bench.alert;

import io.atalaya.alert.outbox.Outbox;
import io.atalaya.alert.outbox.OutboxLimits;
import io.atalaya.alert.receiver.Receiver;
import io.atalaya.alert.receiver.WebhookConfig;
import io.atalaya.alert.route.Dispatcher;
import io.atalaya.alert.route.Route;
import io.atalaya.alert.route.RoutingConfig;
import io.atalaya.alert.silence.Silences;
import io.atalaya.model.AlertChange;
import io.atalaya.model.Labels;
import io.atalaya.model.Matcher;
import io.atalaya.model.Notifier;
import io.atalaya.model.Scheduler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** 100,000 alerts in 10,000 groups, with the server's own parts. */
final class ManyAlerts implements AutoCloseable {
  static final int ALERTS = 100_000;
  static final int GROUPS = 10_000;

  /** Files in memory, where the system has such: the disk is not what is measured. */
  private static final Path MEMORY = Path.of("/dev/shm");

  private final Path folder;
  private final Clock clock = new Clock();
  private final Random chance = new Random(1);
  private final Silences silences;
  private final Outbox outbox;
  private final Dispatcher dispatcher;

  /** A clock that moves when told to. */
  private static final class Clock implements Scheduler {
    private final PriorityQueue<Due> tasks = new PriorityQueue<>(Comparator.comparing(Due::when));
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    private record Due(Instant when, Runnable task) {}

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public Task at(Instant when, String what, Runnable task) {
      Due due = new Due(when, task);
      tasks.add(due);
      return () -> tasks.remove(due);
    }

    void advance(Duration by) {
      Instant end = now.plus(by);
      while (!tasks.isEmpty() && !tasks.element().when().isAfter(end)) {
        Due next = tasks.remove();
        now = next.when().isAfter(now) ? next.when() : now;
        next.task().run();
      }
      now = end;
    }
  }

  ManyAlerts() throws IOException {
    folder =
        Files.isWritable(MEMORY)
            ? Files.createTempDirectory(MEMORY, "atalaya-alerts")
            : Files.createTempDirectory("atalaya-alerts");
    silences = Silences.open(folder.resolve("silences"), clock, new Random(1));
    outbox =
        Outbox.open(
            folder.resolve("outbox"), clock, OutboxLimits.defaults(), new Random(1), d -> {});
    RoutingConfig config = config();
    outbox.connect(
        config.receivers().getFirst().channels().keySet().stream()
            .collect(
                Collectors.toMap(
                    Function.identity(), c -> message -> new Notifier.Outcome.Delivered(""))));
    dispatcher = new Dispatcher(config, clock, outbox, silences, d -> {}, "http://atalaya");
    dispatcher.begin();
  }

  private static RoutingConfig config() {
    Route root =
        new Route(
            "team",
            List.of("alertname", "cluster"),
            List.of(),
            false,
            Duration.ofSeconds(30),
            Duration.ofMinutes(5),
            Duration.ofHours(4),
            List.of(),
            List.of(),
            Map.of(),
            List.of());
    Receiver team = new Receiver("team", List.of(WebhookConfig.to("http://team.example")));
    return new RoutingConfig(
        Duration.ofMinutes(5), root, List.of(), List.of(), List.of(team), List.of());
  }

  /** What rules say of all of them; every call makes new objects, as rules do. */
  List<AlertChange> changes() {
    List<AlertChange> changes = new ArrayList<>(ALERTS);
    for (int i = 0; i < ALERTS; i++) {
      changes.add(change(i));
    }
    return changes;
  }

  static Labels labels(int i) {
    int group = i % GROUPS;
    return Labels.of(
        text("alertname"), text("Alert" + group % 100),
        text("cluster"), text("cluster-" + group / 100),
        text("instance"), text("10.0." + i / 250 + "." + i % 250 + ":9100"),
        text("job"), text("node"),
        text("severity"), text(i % 10 == 0 ? "critical" : "warning"),
        text("team"), text("team-" + group % 20));
  }

  static Labels annotations(int i) {
    return Labels.of(
        text("summary"), text("Something is wrong with 10.0." + i / 250 + "." + i % 250),
        text("runbook_url"), text("https://runbooks.example.org/Alert" + i % GROUPS % 100));
  }

  private AlertChange change(int i) {
    int group = i % GROUPS;
    Instant now = clock.instant();
    return new AlertChange(
        labels(i),
        annotations(i),
        Instant.parse("2026-01-01T00:00:00Z"),
        now.plus(Duration.ofMinutes(10)),
        text("http://atalaya:9090/graph?g0.expr=up+%3D%3D+0&g0.tab=1&alert=" + group % 100),
        new AlertChange.Evidence(
            text("/etc/atalaya/rules/nodes.yml;group" + group % 100),
            text("Alert" + group % 100),
            text("rate(node_cpu_seconds_total{mode=\"idle\"}[5m]) < 0." + (1 + group % 100)),
            value()));
  }

  /** Another one whenever it is said. */
  private double value() {
    return clock.instant().toEpochMilli() / 1e12 + chance.nextDouble();
  }

  /** As parsers and templates give it: an object of its own. */
  private static String text(String text) {
    return String.valueOf(text.toCharArray());
  }

  void accept(List<AlertChange> changes) {
    dispatcher.accept(changes);
  }

  /** Lets every group be looked at, and told of if it must be. */
  void advance(Duration by) {
    clock.advance(by);
  }

  /** The first page of a hundred of those that are critical. */
  int page() {
    Matcher critical = Matcher.equal("severity", "critical");
    return dispatcher.alerts(critical::matches, Dispatcher.ANY, 0, 100).size();
  }

  @Override
  public void close() throws IOException {
    dispatcher.close();
    outbox.close();
    silences.close();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }
}
