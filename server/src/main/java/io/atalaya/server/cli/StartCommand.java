package io.atalaya.server.cli;

import io.atalaya.collect.alertmanager.QueueLimits;
import io.atalaya.collect.push.RemoteWriteReceiver.Version;
import io.atalaya.model.PromDuration;
import io.atalaya.model.regex.Regex;
import io.atalaya.server.api.remote.ReadLimits;
import io.atalaya.server.config.HostPort;
import io.atalaya.server.config.PushConfig;
import io.atalaya.server.config.yaml.Sizes;
import io.atalaya.server.logging.LogOptions;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;

/** {@code start}: runs the server until it is stopped. Takes Prometheus' flags by their names. */
final class StartCommand implements Command {
  /** The variable by which the default configuration finds the server itself. */
  static final String LISTEN_VARIABLE = "ATALAYA_LISTEN";

  /** Flags of Prometheus that steer what is different here; each with a value or without. */
  private static final List<String> IGNORED_VALUES =
      List.of(
          "--auto-gomemlimit.ratio",
          "--auto-gomemlimit.refresh-interval",
          "--scrape.discovery-reload-interval",
          "--scrape.timestamp-tolerance",
          "--storage.tsdb.block-reload-interval",
          "--storage.tsdb.delay-compact-file.path",
          "--storage.tsdb.delayed-compaction.max-percent",
          "--storage.tsdb.head-chunks-write-queue-size",
          "--storage.tsdb.max-block-chunk-segment-size",
          "--storage.tsdb.max-block-duration",
          "--storage.tsdb.min-block-duration",
          "--storage.tsdb.samples-per-chunk",
          "--storage.tsdb.wal-compression-type",
          "--storage.tsdb.wal-segment-size",
          "--web.console.libraries",
          "--web.console.templates",
          "--web.local-assets",
          "--web.page-title",
          "--web.user-assets");

  private static final List<String> IGNORED_FLAGS =
      List.of(
          "--auto-gomaxprocs",
          "--auto-gomemlimit",
          "--no-auto-gomaxprocs",
          "--no-auto-gomemlimit",
          "--no-config.auto-reload",
          "--no-scrape.adjust-timestamps",
          "--no-storage.tsdb.allow-overlapping-compaction",
          "--no-storage.tsdb.wal-compression",
          "--scrape.adjust-timestamps",
          "--storage.tsdb.allow-overlapping-compaction",
          "--storage.tsdb.no-lockfile",
          "--storage.tsdb.wal-compression");

  /** The same of what holds here without being said. */
  private static final List<String> ANYWAY =
      List.of(
          "--config.auto-reload",
          "--no-agent",
          "--no-storage.tsdb.no-lockfile",
          "--no-web.enable-admin-api",
          "--no-web.enable-lifecycle",
          "--no-web.enable-otlp-receiver",
          "--no-web.enable-remote-write-receiver");

  private static final String DRAIN = "--alertmanager.drain-notification-queue-on-shutdown";
  private static final String NO_DRAIN = "--no-alertmanager.drain-notification-queue-on-shutdown";

  /** Flags of a mode that is not here: their silent loss would do harm. */
  private static final List<String> AGENT_FLAGS =
      List.of(
          "--agent",
          "--no-storage.agent.checkpoint-from-in-memory-series",
          "--no-storage.agent.no-lockfile",
          "--no-storage.agent.wal-compression",
          "--storage.agent.checkpoint-from-in-memory-series",
          "--storage.agent.no-lockfile",
          "--storage.agent.wal-compression");

  /** The same with a value each. */
  private static final List<String> AGENT_VALUES =
      List.of(
          "--storage.agent.checkpoint-batch-size",
          "--storage.agent.path",
          "--storage.agent.retention.max-time",
          "--storage.agent.retention.min-time",
          "--storage.agent.wal-compression-type",
          "--storage.agent.wal-segment-size",
          "--storage.agent.wal-truncate-frequency");

  private static final int MAX_DIGITS = 20;

  private static final Map<String, Version> MESSAGES =
      Map.of("prometheus.WriteRequest", Version.V1, "io.prometheus.write.v2.Request", Version.V2);

  private static final Map<String, LogOptions.Level> LEVELS =
      Map.of(
          "debug", LogOptions.Level.DEBUG,
          "info", LogOptions.Level.INFO,
          "warn", LogOptions.Level.WARN,
          "error", LogOptions.Level.ERROR);

  private static final Map<String, Boolean> FORMATS =
      Map.of("plain", false, "logfmt", false, "json", true);

  private final Surroundings surroundings;
  private final ServerStarter starter;

  StartCommand(Surroundings surroundings, ServerStarter starter) {
    this.surroundings = surroundings;
    this.starter = starter;
  }

  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Options.command(
            "start", "Run the server. Without FILE it watches this machine and itself.");
    // The generated one would break the names of long options at their dots.
    spec.usageMessage().customSynopsis("atalaya start [OPTION...] [FILE...]");
    spec.addPositional(Options.files("FILE", "0..*", "Configuration files and directories."));
    spec.addOption(
        Options.values("FILE|DIR", "The same; may be repeated.", "--config", "--config.file"));
    spec.addOption(Options.values("URL", "A site to check, besides; may be repeated.", "--watch"));
    spec.addOption(
        Options.values(
            "HOST:PORT",
            "Address to listen on (127.0.0.1:9090); may be repeated.",
            "--listen",
            "--web.listen-address"));
    spec.addOption(
        Options.value("DIR", "Where data is kept (./data).", "--data", "--storage.tsdb.path"));
    addLogging(spec);
    addPrometheus(spec);
    addServing(spec);
    addAlerting(spec);
    IGNORED_VALUES.forEach(name -> spec.addOption(Options.withoutEffect(name, true)));
    IGNORED_FLAGS.forEach(name -> spec.addOption(Options.withoutEffect(name, false)));
    ANYWAY.forEach(name -> spec.addOption(Options.withoutEffect(name, false)));
    AGENT_VALUES.forEach(name -> spec.addOption(Options.withoutEffect(name, true)));
    AGENT_FLAGS.forEach(name -> spec.addOption(Options.withoutEffect(name, false)));
    return spec;
  }

  private static void addLogging(CommandSpec spec) {
    spec.addOption(Options.value("LEVEL", "debug, info, warn or error (info).", "--log.level"));
    spec.addOption(
        Options.value("FORMAT", "json or plain (plain).", "--log-format", "--log.format"));
    spec.addOption(Options.value("FILE", "Log to this file as well.", "--log-file"));
  }

  private static void addPrometheus(CommandSpec spec) {
    spec.addOption(
        Options.value("TIME", "How long samples are kept (15d).", "--storage.tsdb.retention.time"));
    spec.addOption(
        Options.value(
            "SIZE", "How much is kept, such as 10GB (no bound).", "--storage.tsdb.retention.size"));
    spec.addOption(
        Options.value("URL", "Under which users reach the server.", "--web.external-url"));
    spec.addOption(
        Options.value("PATH", "Prefix of all paths (that of the URL).", "--web.route-prefix"));
    spec.addOption(Options.flag("Answer /-/reload and /-/quit.", "--web.enable-lifecycle"));
    spec.addOption(
        Options.flag("Take remote write at /api/v1/write.", "--web.enable-remote-write-receiver"));
    spec.addOption(
        Options.flag("Take OTLP at /api/v1/otlp/v1/metrics.", "--web.enable-otlp-receiver"));
    spec.addOption(
        Options.flag("Answer /api/v1/admin/tsdb/*: delete, snapshot.", "--web.enable-admin-api"));
    spec.addOption(
        Options.flag(
            "Allow listening beyond this machine without a login.", "--web.allow-unauthenticated"));
    spec.addOption(
        Options.value("TIME", "How old a sample may be (5m).", "--query.lookback-delta"));
    spec.addOption(Options.value("TIME", "How long a query may take (2m).", "--query.timeout"));
    spec.addOption(
        Options.value("N", "Samples a query may hold (50000000).", "--query.max-samples"));
    spec.addOption(
        Options.value(
            "SIZE", "Memory a query may hold, such as 1GB (no bound).", "--query.max-bytes"));
    spec.addOption(Options.value("N", "Queries that run at once (20).", "--query.max-concurrency"));
    spec.addOption(Options.values("NAME", "Features, separated by commas.", "--enable-feature"));
  }

  private static void addAlerting(CommandSpec spec) {
    spec.addOption(
        Options.value(
            "N",
            "Alerts that may wait for another Alertmanager (10000).",
            "--alertmanager.notification-queue-capacity"));
    spec.addOption(
        Options.value(
            "N", "Alerts in one request to it (256).", "--alertmanager.notification-batch-size"));
    spec.addOption(Options.flag("Send it what waits at the end (that is so).", DRAIN));
    spec.addOption(Options.flag("Drop what waits for it at the end.", NO_DRAIN));
  }

  private static void addServing(CommandSpec spec) {
    spec.addOption(
        Options.value("FILE", "TLS and users, in Prometheus' form.", "--web.config.file"));
    spec.addOption(Options.value("N", "Connections at once (512).", "--web.max-connections"));
    spec.addOption(
        Options.value("TIME", "After it a silent connection ends (5m).", "--web.read-timeout"));
    spec.addOption(
        Options.value("REGEX", "Whose pages may use the API (nobody's).", "--web.cors.origin"));
    spec.addOption(
        Options.value(
            "N", "Who may listen for notices (16).", "--web.max-notifications-subscribers"));
    spec.addOption(
        Options.value(
            "N",
            "How much a search may ask for, with --enable-feature=search-api (10000).",
            "--web.search.max-limit"));
    spec.addOption(
        Options.value("TIME", "Until an alert is told again (1m).", "--rules.alert.resend-delay"));
    spec.addOption(
        Options.value(
            "TIME",
            "For how long alerts are restored (1h).",
            "--rules.alert.for-outage-tolerance"));
    spec.addOption(
        Options.value(
            "TIME",
            "How long a restored alert pends at least (10m).",
            "--rules.alert.for-grace-period"));
    spec.addOption(
        Options.value(
            "TIME",
            "How long the end waits for remote write (1m).",
            "--storage.remote.flush-deadline"));
    spec.addOption(
        Options.value(
            "N",
            "Rules that may run besides their groups, with --enable-feature=concurrent-rule-eval"
                + " (4).",
            "--rules.max-concurrent-evals"));
    addRemote(spec);
  }

  private static void addRemote(CommandSpec spec) {
    spec.addOption(
        Options.value(
            "TIME",
            "How often the configuration is looked at (3s).",
            "--config.auto-reload-interval"));
    spec.addOption(
        Options.value(
            "N",
            "Samples remote read gives without streaming (50000000).",
            "--storage.remote.read-sample-limit"));
    spec.addOption(
        Options.value(
            "N",
            "Requests of remote read at once (10).",
            "--storage.remote.read-concurrent-limit"));
    spec.addOption(
        Options.value(
            "BYTES",
            "Size of a frame of remote read (1048576).",
            "--storage.remote.read-max-bytes-in-frame"));
    spec.addOption(
        Options.values(
            "TYPE",
            "Messages of remote write that are taken (all).",
            "--web.remote-write-receiver.accepted-protobuf-messages"));
  }

  @Override
  public int run(Arguments arguments) {
    AGENT_VALUES.forEach(name -> refuse(arguments, name, "agent mode is not supported"));
    AGENT_FLAGS.forEach(name -> refuse(arguments, name, "agent mode is not supported"));
    IGNORED_VALUES.forEach(name -> warn(arguments, name));
    IGNORED_FLAGS.forEach(name -> warn(arguments, name));
    return starter.run(options(arguments));
  }

  private static void refuse(Arguments arguments, String name, String why) {
    if (arguments.parsed().hasMatchedOption(name)) {
      throw new CliException(ExitCode.USAGE, name + ": " + why + "; remove the flag");
    }
  }

  private void warn(Arguments arguments, String name) {
    if (arguments.parsed().hasMatchedOption(name)) {
      surroundings.err().println("atalaya: warning: " + name + " has no effect");
    }
  }

  StartOptions options(Arguments arguments) {
    List<Path> sources = new ArrayList<>();
    arguments.texts("--config").forEach(name -> sources.add(Path.of(name)));
    sources.addAll(arguments.files());
    Overrides overrides = overrides(arguments);
    return new StartOptions(
        sources,
        arguments.texts("--watch").stream()
            .map(text -> Arguments.parse("--watch", text, StartCommand::site))
            .toList(),
        environment(overrides),
        overrides,
        query(arguments),
        serve(arguments),
        FlagValues.of(arguments),
        Options.features(arguments),
        arguments.flag("--debug"));
  }

  private Map<String, String> environment(Overrides overrides) {
    Map<String, String> environment = new HashMap<>(surroundings.environment());
    HostPort listen = overrides.listen();
    if (listen != null) {
      String host = listen.host().isEmpty() ? "127.0.0.1" : listen.host();
      environment.putIfAbsent(LISTEN_VARIABLE, new HostPort(host, listen.port()).toString());
    }
    return environment;
  }

  private static Overrides overrides(Arguments a) {
    List<HostPort> listen =
        a.texts("--listen").stream()
            .map(text -> Arguments.parse("--listen", text, HostPort::parse))
            .toList();
    return new Overrides(
        listen.isEmpty() ? null : listen.getFirst(),
        listen.stream().skip(1).toList(),
        a.parsed("--data", Path::of).orElse(null),
        a.parsed("--storage.tsdb.retention.time", StartCommand::duration).orElse(null),
        a.parsed("--storage.tsdb.retention.size", Sizes::parseBytes).orElse(null),
        a.parsed("--web.external-url", URI::create).orElse(null),
        a.text("--web.route-prefix").orElse(null),
        a.flag("--web.enable-lifecycle"),
        a.flag("--web.enable-admin-api"),
        a.flag("--web.allow-unauthenticated"),
        receivers(a),
        a.parsed("--log.level", text -> word(text, LEVELS)).orElse(null),
        a.parsed("--log-format", text -> word(text, FORMATS)).orElse(null),
        a.parsed("--log-file", Path::of).orElse(null));
  }

  private static Set<PushConfig.Receiver> receivers(Arguments a) {
    Set<PushConfig.Receiver> receivers = EnumSet.noneOf(PushConfig.Receiver.class);
    if (a.flag("--web.enable-remote-write-receiver")) {
      receivers.add(PushConfig.Receiver.REMOTE_WRITE);
    }
    if (a.flag("--web.enable-otlp-receiver")) {
      receivers.add(PushConfig.Receiver.OTLP);
    }
    return receivers;
  }

  private static QueryOptions query(Arguments a) {
    QueryOptions defaults = QueryOptions.defaults();
    Optional<Duration> lookback = a.parsed("--query.lookback-delta", StartCommand::duration);
    Optional<Duration> timeout = a.parsed("--query.timeout", StartCommand::duration);
    return new QueryOptions(
        lookback.orElse(defaults.lookbackDelta()),
        timeout.orElse(defaults.timeout()),
        a.parsed("--query.max-samples", StartCommand::number).orElse(defaults.maxSamples()),
        a.parsed("--query.max-bytes", Sizes::parseBytes).orElse(defaults.maxBytes()),
        a.parsed("--query.max-concurrency", StartCommand::number)
            .orElse(defaults.maxConcurrency()));
  }

  private static ServeOptions serve(Arguments a) {
    ServeOptions defaults = ServeOptions.defaults();
    return new ServeOptions(
        a.parsed("--web.config.file", Path::of).orElse(null),
        a.parsed("--web.max-connections", StartCommand::number).orElse(defaults.maxConnections()),
        time(a, "--web.read-timeout", defaults.readTimeout()),
        a.parsed("--web.cors.origin", Regex::compile).orElse(null),
        a.parsed("--web.max-notifications-subscribers", StartCommand::number)
            .orElse(defaults.maxNoticeListeners()),
        time(a, "--rules.alert.resend-delay", defaults.resendDelay()),
        time(a, "--rules.alert.for-outage-tolerance", defaults.outageTolerance()),
        time(a, "--rules.alert.for-grace-period", defaults.forGracePeriod()),
        a.parsed("--rules.max-concurrent-evals", StartCommand::positive)
            .orElse(defaults.maxConcurrentRules()),
        time(a, "--storage.remote.flush-deadline", defaults.flushDeadline()),
        alertQueue(a, defaults.alertQueue()),
        time(a, "--config.auto-reload-interval", defaults.reloadInterval()),
        remoteRead(a, defaults.remoteRead()),
        messages(a, defaults.remoteWriteMessages()),
        a.parsed("--web.search.max-limit", StartCommand::number).orElse(defaults.maxSearchLimit()));
  }

  private static ReadLimits remoteRead(Arguments a, ReadLimits defaults) {
    return new ReadLimits(
        a.parsed("--storage.remote.read-sample-limit", StartCommand::number)
            .orElse(defaults.samples()),
        a.parsed("--storage.remote.read-concurrent-limit", StartCommand::number)
            .orElse(defaults.requests()),
        a.parsed("--storage.remote.read-max-bytes-in-frame", StartCommand::positive)
            .orElse(defaults.frameBytes()));
  }

  private static Set<Version> messages(Arguments a, Set<Version> defaults) {
    String flag = "--web.remote-write-receiver.accepted-protobuf-messages";
    Set<Version> messages = EnumSet.noneOf(Version.class);
    a.texts(flag).stream()
        .flatMap(names -> Arrays.stream(names.split(",")))
        .forEach(name -> messages.add(Arguments.parse(flag, name.strip(), n -> word(n, MESSAGES))));
    return messages.isEmpty() ? defaults : messages;
  }

  private static QueueLimits alertQueue(Arguments a, QueueLimits defaults) {
    return new QueueLimits(
        a.parsed("--alertmanager.notification-queue-capacity", StartCommand::number)
            .orElse(defaults.capacity()),
        a.parsed("--alertmanager.notification-batch-size", StartCommand::positive)
            .orElse(defaults.batch()),
        !a.flag(NO_DRAIN));
  }

  private static Duration time(Arguments a, String name, Duration otherwise) {
    return a.parsed(name, StartCommand::duration).orElse(otherwise);
  }

  private static URI site(String text) {
    URI site = URI.create(text);
    if (site.getHost() == null || !Set.of("http", "https").contains(site.getScheme())) {
      throw new IllegalArgumentException(
          "expected an address such as https://shop.example.org/, found \"" + text + "\"");
    }
    return site;
  }

  private static Duration duration(String text) {
    return Duration.ofMillis(PromDuration.parseMillis(text));
  }

  /** A whole number; may be written as {@code 5e7}, as Prometheus' help does. */
  private static int number(String text) {
    try {
      int number = new BigDecimal(text).intValueExact();
      if (number < 0 || text.length() > MAX_DIGITS) {
        throw new NumberFormatException(text);
      }
      return number;
    } catch (ArithmeticException | NumberFormatException e) {
      throw new IllegalArgumentException("expected a number, found \"" + text + "\"", e);
    }
  }

  private static int positive(String text) {
    int number = number(text);
    if (number == 0) {
      throw new IllegalArgumentException("must be greater than 0");
    }
    return number;
  }

  private static <T> T word(String text, Map<String, T> words) {
    T value = words.get(text);
    if (value == null) {
      throw new IllegalArgumentException(
          "unknown value \""
              + text
              + "\"; possible are "
              + words.keySet().stream().sorted().collect(Collectors.joining(", ")));
    }
    return value;
  }
}
