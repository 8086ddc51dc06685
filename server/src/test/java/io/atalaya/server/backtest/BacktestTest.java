package io.atalaya.server.backtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.sun.net.httpserver.HttpServer;
import io.atalaya.alert.outbox.Outbox;
import io.atalaya.alert.outbox.OutboxLimits;
import io.atalaya.alert.receiver.Channel;
import io.atalaya.alert.receiver.Receiver;
import io.atalaya.alert.route.Dispatcher;
import io.atalaya.alert.rule.RuleGroup;
import io.atalaya.alert.rule.RuleManager;
import io.atalaya.alert.rule.RuleOptions;
import io.atalaya.alert.silence.Silences;
import io.atalaya.alert.simulate.Backtest;
import io.atalaya.alert.simulate.RecordedHistory;
import io.atalaya.model.AlertChange;
import io.atalaya.model.Labels;
import io.atalaya.model.Notifier;
import io.atalaya.model.QueryValue;
import io.atalaya.model.SampleBatch;
import io.atalaya.model.SampleGroup;
import io.atalaya.model.SampleSink;
import io.atalaya.query.Engine;
import io.atalaya.query.EngineOptions;
import io.atalaya.query.QueryOptions;
import io.atalaya.server.config.ConfigLoader;
import io.atalaya.server.config.Configuration;
import io.atalaya.server.config.LoadResult;
import io.atalaya.server.config.PromqlExpressions;
import io.atalaya.server.config.RuleFiles;
import io.atalaya.server.json.JsonOut;
import io.atalaya.store.StoreOptions;
import io.atalaya.store.Tsdb;
import io.atalaya.testkit.VirtualScheduler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a backtest says, against what the same rules did when time passed over the same data. Time
 * passes once with the rules and once without, before the first test.
 */
@TestInstance(Lifecycle.PER_CLASS)
class BacktestTest {
  private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
  private static final Instant END = START.plus(Duration.ofHours(4));
  private static final Duration SCRAPE = Duration.ofSeconds(15);

  private static final String RULES =
      """
      groups:
        - name: load
          interval: 30s
          rules:
            - record: host:load:avg5m
              expr: avg by (host) (avg_over_time(load[5m]))
            - alert: HighLoad
              expr: host:load:avg5m > 0.6 and on (host) load > 0
              for: 2m
              keep_firing_for: 1m
              labels: {severity: "{{ if gt $value 0.8 }}critical{{ else }}warning{{ end }}"}
            - alert: Overload
              expr: load > 0.9
        - name: meta
          interval: 1m
          rules:
            - alert: ManyAlerts
              expr: count(ALERTS{alertname="HighLoad", alertstate="firing"}) >= 2
      """;

  private static final String ROUTING =
      """
      route:
        receiver: team
        group_by: [alertname]
        group_wait: 10s
        group_interval: 2m
        repeat_interval: 1h
        routes:
          - receiver: night
            matchers: [severity="critical"]
            group_by: [host]
      inhibit_rules:
        - source_matchers: [alertname="ManyAlerts"]
          target_matchers: [alertname="Overload"]
      receivers:
        - name: team
          webhook_configs: [{url: "http://127.0.0.1:1/"}]
        - name: night
          webhook_configs: [{url: "http://127.0.0.1:1/"}, {url: "http://127.0.0.1:2/"}]
      """;

  @TempDir(factory = MemoryFolder.class)
  static Path dir;

  private List<RuleGroup> groups;
  private Configuration configuration;

  /** What happened in the days when time really passed. */
  private final Map<String, Set<String>> firings = new TreeMap<>();

  private final Map<String, Integer> messages = new TreeMap<>();
  private final Map<String, Duration> alertTimes = new HashMap<>();

  @BeforeAll
  void letTimePass() throws IOException {
    readFiles();
    live("ruled", true);
    live("bare", false);
  }

  private void readFiles() throws IOException {
    Path rules = Files.writeString(dir.resolve("rules.yml"), RULES);
    Path config = Files.writeString(dir.resolve("config.yml"), ROUTING);
    PromqlExpressions promql = PromqlExpressions.with(Set.of());
    groups = RuleFiles.read(List.of(rules), Duration.ofMinutes(1), true, promql).groups();
    LoadResult loaded = ConfigLoader.load(List.of(config), Map.of(), promql);
    configuration = ((LoadResult.Loaded) loaded).configuration();
  }

  private RuleOptions options() {
    return RuleOptions.defaults("http://backtest").withExternalLabels(Labels.of("region", "north"));
  }

  private static Tsdb open(String name, VirtualScheduler clock) throws IOException {
    return Tsdb.open(dir.resolve(name), StoreOptions.defaults(), clock);
  }

  /** What is left at the end. */
  private static Tsdb open(String name) throws IOException {
    return open(name, new VirtualScheduler(END));
  }

  /** Four hours, sample by sample, with the server's own parts. */
  private void live(String name, boolean withRules) throws IOException {
    VirtualScheduler clock = new VirtualScheduler(START);
    try (Tsdb store = open(name, clock);
        Silences silences = Silences.open(dir.resolve(name + "-silences"), clock, new Random(1));
        Outbox outbox =
            Outbox.open(
                dir.resolve(name + "-outbox"),
                clock,
                OutboxLimits.defaults(),
                new Random(1),
                d -> {});
        Dispatcher dispatcher =
            new Dispatcher(configuration.routing(), clock, outbox, silences, d -> {}, "http://a");
        RuleManager rules =
            new RuleManager(
                clock,
                new Engine(store, EngineOptions.DEFAULT, System::nanoTime),
                store,
                store,
                changes -> {
                  changes.forEach(change -> note(change, clock.instant()));
                  dispatcher.accept(changes);
                },
                d -> {},
                options(),
                dispatcher::begin)) {
      outbox.connect(notifiers());
      if (withRules) {
        rules.apply(groups, options());
      }
      scrape(store, clock);
    }
  }

  private static void scrape(Tsdb store, VirtualScheduler clock) {
    SampleGroup group = store.open(SampleSink.DEFAULT_TENANT, "load");
    Random random = new Random(5);
    double[] load = {0.5, 0.5, 0.5};
    while (clock.instant().isBefore(END)) {
      SampleBatch batch = new SampleBatch(clock.instant().toEpochMilli());
      for (int host = 0; host < load.length; host++) {
        load[host] = Math.clamp(load[host] + random.nextGaussian() * 0.03, 0.05, 1);
        batch.add(group.register(Labels.of("__name__", "load", "host", "h" + host)), load[host]);
      }
      group.append(batch);
      clock.advance(SCRAPE);
    }
  }

  private void note(AlertChange change, Instant now) {
    String alert = change.labels().get("alertname");
    boolean news =
        firings
            .computeIfAbsent(alert, a -> new HashSet<>())
            .add(change.labels() + "@" + change.startsAt());
    Instant end = change.endsAt();
    Instant until = end == null || end.isAfter(now) ? END : end;
    if (change.resolvedAt(now) || news) {
      alertTimes.put(
          alert + change.labels() + change.startsAt(), Duration.between(change.startsAt(), until));
    }
  }

  private Map<Channel, Notifier> notifiers() {
    Map<Channel, Notifier> notifiers = new HashMap<>();
    for (Receiver receiver : configuration.routing().receivers()) {
      for (Channel channel : receiver.channels().keySet()) {
        notifiers.put(
            channel,
            message -> {
              messages.merge(channel.receiver(), channel.index() == 0 ? 1 : 0, Integer::sum);
              return new Notifier.Outcome.Delivered("");
            });
      }
    }
    return notifiers;
  }

  private Backtest.Plan plan(List<RuleGroup> rules) {
    return new Backtest.Plan(rules, configuration.routing(), options(), START, END);
  }

  private Backtest.Result backtest(Tsdb store, List<RuleGroup> rules) {
    RecordedHistory history =
        new RecordedHistory(
            store,
            labels -> Set.of("host:load:avg5m", "ALERTS").contains(labels.metricName()),
            START.toEpochMilli());
    return new Backtest(plan(rules))
        .run(new Engine(history, EngineOptions.DEFAULT, System::nanoTime), history);
  }

  private void requireSame(Backtest.Result result) {
    assertThat(result.failures()).isEmpty();
    assertThat(firings.keySet()).containsExactly("HighLoad", "ManyAlerts", "Overload");
    for (Backtest.RuleResult rule : result.rules()) {
      String alert = rule.rule().alert();
      assertThat(rule.fired()).as(alert).isEqualTo(firings.getOrDefault(alert, Set.of()).size());
      assertThat(rule.alertTime().toMinutes()).as(alert).isCloseTo(minutes(alert), within(1L));
      assertThat(rule.firing()).isLessThanOrEqualTo(rule.alertTime());
    }
    assertThat(result.notifications()).isEqualTo(messages);
  }

  private long minutes(String alert) {
    return alertTimes.entrySet().stream()
        .filter(entry -> entry.getKey().startsWith(alert + "{"))
        .map(Map.Entry::getValue)
        .reduce(Duration.ZERO, Duration::plus)
        .toMinutes();
  }

  @Test
  void aBacktestSaysWhatHappenedWhenTheRulesRan() throws IOException {
    try (Tsdb store = open("ruled")) {
      requireSame(backtest(store, groups));
    }
  }

  @Test
  void itNeedsNothingThatTheRulesRecordedThen() throws IOException {
    try (Tsdb store = open("bare")) {
      requireSame(backtest(store, groups));
    }
  }

  @Test
  void aLowerThresholdFiresForLonger() throws IOException {
    try (Tsdb store = open("bare")) {
      Duration longest = Duration.ofDays(1);
      for (String threshold : Thresholds.parse("HighLoad=0.5:0.7:0.2").values()) {
        Thresholds sweep = new Thresholds("HighLoad", List.of(threshold));
        Backtest.Result result = backtest(store, sweep.applied(groups, threshold));
        Duration firing = result.rules().getFirst().firing();
        assertThat(firing).as(threshold).isLessThan(longest).isPositive();
        longest = firing;
      }
    }
  }

  @Test
  void aServerThatIsAskedGivesTheSame() throws IOException {
    List<RuleGroup> alertsOnly =
        groups.stream()
            .filter(group -> group.name().equals("load"))
            .map(BacktestTest::withoutRecording)
            .toList();
    try (Tsdb store = open("bare")) {
      Backtest.Result own = backtest(store, alertsOnly);
      HttpServer server = prometheus(new Engine(store, EngineOptions.DEFAULT, System::nanoTime));
      try (HttpEvaluator remote =
          new HttpEvaluator("127.0.0.1:" + server.getAddress().getPort(), END.toEpochMilli())) {
        assertThat(new Backtest(plan(alertsOnly)).run(remote, new Unstored())).isEqualTo(own);
      } finally {
        server.stop(0);
      }
    }
  }

  private static RuleGroup withoutRecording(RuleGroup group) {
    return new RuleGroup(
        group.name(),
        group.file(),
        group.interval(),
        0,
        Duration.ZERO,
        Map.of(),
        group.rules().stream().filter(rule -> rule.name().equals("Overload")).toList());
  }

  /** Answers range queries as Prometheus does. */
  private static HttpServer prometheus(Engine engine) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/api/v1/query_range",
        exchange -> {
          Map<String, String> query = new HashMap<>();
          for (String pair : exchange.getRequestURI().getRawQuery().split("&")) {
            String[] parts = pair.split("=", 2);
            query.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
          }
          exchange.sendResponseHeaders(200, 0);
          try (JsonOut out = new JsonOut(exchange.getResponseBody())) {
            write(out, answer(engine, query));
          }
        });
    server.start();
    return server;
  }

  private static QueryValue.Matrix answer(Engine engine, Map<String, String> query) {
    return (QueryValue.Matrix)
        engine
            .range(
                SampleSink.DEFAULT_TENANT,
                query.getOrDefault("query", ""),
                millis(query.getOrDefault("start", "")),
                millis(query.getOrDefault("end", "")),
                millis(query.getOrDefault("step", "")),
                QueryOptions.DEFAULT)
            .value();
  }

  private static long millis(String seconds) {
    return Math.round(Double.parseDouble(seconds) * 1000);
  }

  private static void write(JsonOut out, QueryValue.Matrix matrix) throws IOException {
    out.object().field("status", "success").name("data").object().name("result").array();
    for (QueryValue.Series series : matrix.series()) {
      out.object().name("metric").labels(series.labels()).name("values").array();
      for (int i = 0; i < series.timesMillis().length; i++) {
        out.sample(series.timesMillis()[i], series.values()[i]);
      }
      out.end().end();
    }
    out.end().end().end();
  }

  @Test
  void theThresholdIsTheFirstNumberCompared() {
    assertThat(expression("HighLoad", "0.75"))
        .isEqualTo("host:load:avg5m > 0.75 and on (host) load > 0");
    assertThat(expression("Overload", "9e-1")).isEqualTo("load > 9e-1");
    assertThatThrownBy(() -> expression("Overlod", "1"))
        .hasMessage("no rule raises an alert Overlod; did you mean Overload?");
    assertThatThrownBy(() -> Thresholds.parse("Overload=1,high"))
        .hasMessage("\"high\" is no number");
    assertThat(Thresholds.parse("A=70:85:5").values()).containsExactly("70", "75", "80", "85");
  }

  private String expression(String alert, String threshold) {
    return new Thresholds(alert, List.of(threshold))
        .applied(groups, threshold).stream()
            .flatMap(group -> group.rules().stream())
            .filter(rule -> rule.name().equals(alert))
            .findFirst()
            .orElseThrow()
            .expr();
  }
}
