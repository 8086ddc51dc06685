package io.atalaya.server;

import io.atalaya.alert.action.Actions;
import io.atalaya.alert.history.DecisionHistory;
import io.atalaya.alert.notify.Notifiers;
import io.atalaya.alert.notify.PostedMessages;
import io.atalaya.alert.outbox.Outbox;
import io.atalaya.alert.outbox.OutboxLimits;
import io.atalaya.alert.route.Dispatcher;
import io.atalaya.alert.rule.RuleManager;
import io.atalaya.alert.rule.RuleOptions;
import io.atalaya.alert.rule.RuleStatus;
import io.atalaya.alert.rule.RuleThreads;
import io.atalaya.alert.silence.Silences;
import io.atalaya.collect.alertmanager.AlertForwarder;
import io.atalaya.collect.check.CheckConfig;
import io.atalaya.collect.check.CheckManager;
import io.atalaya.collect.check.ProbeContext;
import io.atalaya.collect.exporter.ServerGuess;
import io.atalaya.collect.host.HostCollector;
import io.atalaya.collect.http.AddressGuard;
import io.atalaya.collect.http.Network;
import io.atalaya.collect.ping.PingBook;
import io.atalaya.collect.push.PushLimits;
import io.atalaya.collect.push.PushReceivers;
import io.atalaya.collect.push.gateway.PushGateway;
import io.atalaya.collect.remote.RemoteWriteConfig;
import io.atalaya.collect.remote.RemoteWriters;
import io.atalaya.collect.scrape.ScrapeManager;
import io.atalaya.collect.tracing.Tracing;
import io.atalaya.model.SampleSink;
import io.atalaya.model.Scheduler;
import io.atalaya.model.Secret;
import io.atalaya.model.SeriesSource;
import io.atalaya.model.http.ShownUrl;
import io.atalaya.query.EngineOptions;
import io.atalaya.server.api.alertmanager.AlertmanagerApi;
import io.atalaya.server.api.alertmanager.AlertmanagerFacts;
import io.atalaya.server.api.blackbox.ProbeApi;
import io.atalaya.server.api.checks.ChecksApi;
import io.atalaya.server.api.decisions.DecisionsApi;
import io.atalaya.server.api.explain.ExplainApi;
import io.atalaya.server.api.explain.Explainer;
import io.atalaya.server.api.exporters.ExportersApi;
import io.atalaya.server.api.health.HealthApi;
import io.atalaya.server.api.overview.OverviewApi;
import io.atalaya.server.api.ping.PingApi;
import io.atalaya.server.api.prometheus.ApiSources;
import io.atalaya.server.api.prometheus.PrometheusApi;
import io.atalaya.server.api.prometheus.SearchOptions;
import io.atalaya.server.api.prometheus.SelfMetricsEndpoint;
import io.atalaya.server.api.prometheus.ServerFacts;
import io.atalaya.server.api.prometheus.ServerNotices;
import io.atalaya.server.api.prometheus.StorageEndpoints;
import io.atalaya.server.api.push.PushApi;
import io.atalaya.server.api.queries.QueriesApi;
import io.atalaya.server.api.remote.RemoteApi;
import io.atalaya.server.api.threads.ThreadsApi;
import io.atalaya.server.checks.HeartbeatTokens;
import io.atalaya.server.checks.PauseJournal;
import io.atalaya.server.checks.PingJournal;
import io.atalaya.server.checks.StoredStates;
import io.atalaya.server.cli.ServeOptions;
import io.atalaya.server.config.AlertmanagerView;
import io.atalaya.server.config.ConfigPrinter;
import io.atalaya.server.config.Configuration;
import io.atalaya.server.config.TargetFile;
import io.atalaya.server.config.WebConfig;
import io.atalaya.server.http.HttpServer;
import io.atalaya.server.http.Routes;
import io.atalaya.server.metrics.CheckMetrics;
import io.atalaya.server.metrics.DiscoveryMetrics;
import io.atalaya.server.metrics.HttpMetrics;
import io.atalaya.server.metrics.MetricsText;
import io.atalaya.server.metrics.OutboxMetrics;
import io.atalaya.server.metrics.ProcessMetrics;
import io.atalaya.server.metrics.RemoteMetrics;
import io.atalaya.server.metrics.RuleMetrics;
import io.atalaya.server.metrics.ScrapeMetrics;
import io.atalaya.server.metrics.SelfMetrics;
import io.atalaya.server.metrics.StoreMetrics;
import io.atalaya.server.pages.Pages;
import io.atalaya.server.query.QueryStage;
import io.atalaya.server.remoteread.RemoteReads;
import io.atalaya.server.status.Incidents;
import io.atalaya.server.status.IncidentsApi;
import io.atalaya.server.status.StatusPages;
import io.atalaya.server.status.UptimeBook;
import io.atalaya.store.StoreOptions;
import io.atalaya.store.Tsdb;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One running server: every stage, put together here and nowhere else, in the order of the flow.
 * Read the constructor from top to bottom to see the whole program.
 *
 * <p>Starting fails as a whole: what was opened before the fault is closed again. Closing goes
 * against the flow: first nothing new is collected, last the store is closed.
 */
public final class Server implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Server.class);

  private static final String RELOAD_FAILED = "Configuration reload has failed.";

  private final Scheduler scheduler;
  private final Opened opened;
  private final Map<String, String> environment;
  private final ServeOptions serve;
  private final Path data;

  private final Tracing tracing;
  private final Tsdb store;
  private final StorageWatch storage;
  private final Optional<DisposableStore> disposable;
  private final RemoteWriters writers;
  private final Addresses addresses;
  private final RemoteReads reads;
  private final SeriesSource series;
  private final QueryStage query;
  private final DecisionHistory decisions;
  private final Actions actions;
  private final PostedMessages posted;
  private final Outbox outbox;
  private final Silences silences;
  private final Dispatcher dispatcher;
  private final AlertForwarder forwarder;
  private final @Nullable RuleThreads ruleThreads;
  private final RuleManager rules;
  private final ScrapeManager scrapes;
  private final PingBook pings;
  private final CheckManager checks;
  private final UptimeBook uptime;
  private final Incidents incidents;
  private final StatusPages statusPages;
  private final HostCollector host;
  private final PushReceivers receivers;
  private final PushGateway gateway;
  private final HttpMetrics httpMetrics = new HttpMetrics();
  private final HttpServer http;
  private final Routes routes = new Routes();
  private final String externalUrl;
  private final ServerNotices notices;

  private volatile Configuration configuration;
  private volatile StoreOptions limits;
  private volatile ServerFacts.Reload reload;
  private volatile boolean ready;

  private Server(
      Configuration configuration,
      ServerOptions options,
      Scheduler scheduler,
      Network untraced,
      RandomGenerator random,
      Lifecycle lifecycle,
      Opened opened)
      throws IOException {
    this.opened = opened;
    this.configuration = configuration;
    this.scheduler = scheduler;
    environment = options.environment();
    serve = options.serve();
    reload = ServerFacts.Reload.none(scheduler.instant());

    // The address first: if it is taken, nothing else is touched.
    Addresses wanted = Addresses.of(configuration.web());
    http = opened.add(httpServer(wanted, configuration.web(), serve));
    http.bind();
    Addresses addresses = wanted.withPort(http.port());
    externalUrl = addresses.externalUrl();
    this.addresses = addresses;
    notices = new ServerNotices(scheduler, options.serve().maxNoticeListeners());
    tracing = opened.add(tracing(options, untraced, random));
    Network network = untraced.withTracer(tracing);

    // store
    data = options.dataDirectory();
    limits = StoreLimits.of(configuration.storage(), data, StoreLimits.DISK);
    store = opened.add(store(options, limits, scheduler));
    storage = new StorageWatch(store);
    disposable = disposable(options, addresses);
    reads = opened.add(remoteReads(network));
    series = reads;
    writers = opened.add(remoteWriters(network));

    // query
    query = opened.add(queryStage(options));

    // alert
    decisions =
        opened.add(
            DecisionHistory.open(
                data.resolve("decisions"), scheduler, configuration.storage().decisions()));
    silences = opened.add(Silences.open(data.resolve("silences.journal"), scheduler, random));
    actions = opened.add(actions(data));
    posted = opened.add(PostedMessages.open(data.resolve("posted.journal")));
    outbox = opened.add(outbox(data, random));
    dispatcher = opened.add(dispatcher(data));
    forwarder = opened.add(forwarder(network, addresses));
    ruleThreads = ruleThreads(options).map(opened::add).orElse(null);
    rules = opened.add(ruleManager());

    // collect
    Network guarded = guarded(network);
    scrapes = opened.add(scrapeManager(guarded));
    pings = new PingBook(opened.add(pingJournal(data)), scheduler);
    ProbeContext context = new ProbeContext(guarded, scheduler, pings);
    PauseJournal pauses = opened.add(PauseJournal.open(data.resolve("pauses.journal")));
    checks = opened.add(checkManager(context, pauses));
    pings.onPing(checks::ask);
    uptime =
        opened.add(UptimeBook.open(data.resolve("uptime.journal"), query.queries(), scheduler));
    incidents = opened.add(Incidents.open(data.resolve("incidents.journal"), scheduler));
    statusPages = new StatusPages(checks, uptime, incidents, scheduler);
    host = opened.add(new HostCollector(storage, scheduler, network.ticker(), hostName()));
    receivers = opened.add(receivers(random));
    gateway = opened.add(gateway(data));

    // show
    new ProbeApi(() -> this.configuration.probes().modules(), context).addTo(routes);
    show(options, lifecycle, addresses, random);
    exporters(guarded).addTo(routes);
  }

  private ExportersApi exporters(Network guarded) {
    return new ExportersApi(() -> configuration.scrapeConfigs(), host::exposition, guarded);
  }

  private static HttpServer httpServer(Addresses where, WebConfig web, ServeOptions serve) {
    return new HttpServer(where.httpOptions(serve, hostName()), WebAccess.of(web.file()));
  }

  private static Tsdb store(ServerOptions options, StoreOptions limits, Scheduler scheduler)
      throws IOException {
    boolean ofAnyAge = options.features().contains(DisposableStore.FEATURE);
    StoreOptions wanted = ofAnyAge ? DisposableStore.ofAnyAge(limits) : limits;
    return Tsdb.open(options.dataDirectory(), wanted, scheduler);
  }

  private Tracing tracing(ServerOptions options, Network network, RandomGenerator random) {
    return new Tracing(network, scheduler, random, options.version(), hostName());
  }

  private Network guarded(Network network) {
    return network.withGuard(AddressGuard.except(() -> configuration.probes().allowedAddresses()));
  }

  private ScrapeManager scrapeManager(Network guarded) {
    return new ScrapeManager(storage, guarded, new TargetFile(), scheduler, new ServerGuess());
  }

  private CheckManager checkManager(ProbeContext context, PauseJournal pauses) {
    StoredStates states = new StoredStates(query.queries(), scheduler);
    return new CheckManager(storage, context, scheduler, states, pauses);
  }

  private Actions actions(Path data) throws IOException {
    return new Actions(
        data.resolve("actions.journal"),
        scheduler,
        query.queries(),
        SampleSink.DEFAULT_TENANT,
        decisions);
  }

  private Outbox outbox(Path data, RandomGenerator random) throws IOException {
    return Outbox.open(
        data.resolve("outbox.journal"), scheduler, OutboxLimits.defaults(), random, decisions);
  }

  private Dispatcher dispatcher(Path data) throws IOException {
    return Dispatcher.open(
        data.resolve("alerts.journal"),
        configuration.routing(),
        scheduler,
        outbox,
        silences,
        decisions,
        externalUrl);
  }

  private AlertForwarder forwarder(Network network, Addresses addresses) {
    String hostName = hostName();
    return new AlertForwarder(
        dispatcher,
        serve.alertQueue(),
        new TargetFile(),
        network,
        scheduler,
        url -> addresses.takesAlertsAt(url, hostName));
  }

  private RuleManager ruleManager() {
    return new RuleManager(
        scheduler,
        query.queries(),
        storage,
        store,
        forwarder,
        decisions,
        ruleOptions(configuration),
        dispatcher::begin);
  }

  private QueryStage queryStage(ServerOptions options) throws IOException {
    return QueryStage.open(
        series,
        engineOptions(options),
        options.query().maxConcurrency(),
        options.dataDirectory(),
        scheduler,
        System::nanoTime,
        tracing);
  }

  private RemoteReads remoteReads(Network network) {
    SeriesSource own = disposable.isPresent() ? disposable.get() : store;
    return new RemoteReads(own, new LocalBegin(store, scheduler), network);
  }

  private RemoteWriters remoteWriters(Network network) {
    return new RemoteWriters(
        store.log(),
        () -> store.metadata(SampleSink.DEFAULT_TENANT),
        network,
        scheduler,
        serve.flushDeadline());
  }

  /** The store that tests may empty, if that is asked for and nobody else can reach us. */
  private Optional<DisposableStore> disposable(ServerOptions options, Addresses addresses)
      throws IOException {
    if (!options.features().contains(DisposableStore.FEATURE)) {
      return Optional.empty();
    }
    if (!addresses.loopback()) {
      throw new IOException(
          "the feature "
              + DisposableStore.FEATURE
              + " is for tests: it needs --web.listen-address=127.0.0.1:PORT");
    }
    log.warn(
        "The feature {} is on: POST /-/test/reset forgets all series", DisposableStore.FEATURE);
    return Optional.of(new DisposableStore(storage, store));
  }

  private PingJournal pingJournal(Path data) throws IOException {
    return PingJournal.open(data.resolve("pings.journal"), scheduler);
  }

  private PushGateway gateway(Path data) throws IOException {
    return PushGateway.open(storage, scheduler, data.resolve("pushgateway.json"));
  }

  private PushReceivers receivers(RandomGenerator random) {
    return new PushReceivers(
        disposable.isPresent() ? disposable.get() : storage,
        PushLimits.defaults(),
        () -> configuration.push().durable(),
        () -> configuration.push().otlp(),
        Runtime.getRuntime().availableProcessors(),
        scheduler,
        random);
  }

  private Explainer explainer() {
    return new Explainer(
        dispatcher,
        silences,
        rules::status,
        () -> configuration.global().externalLabels(),
        decisions,
        scheduler);
  }

  private void show(
      ServerOptions options, Lifecycle lifecycle, Addresses addresses, RandomGenerator random) {
    ServerFacts facts = facts(options, addresses);
    Alertmanagers alertmanagers =
        new Alertmanagers(forwarder, () -> configuration.routing(), outbox, addresses.alertsUrl());
    new HealthApi(() -> ready, this::parts, scheduler).addTo(routes);
    new PrometheusApi(sources(alertmanagers), facts, search(options), notices, scheduler)
        .addTo(routes);
    new StorageEndpoints(storeAdmin(options, random), query.queries()::selector).addTo(routes);
    new AlertmanagerApi(
            dispatcher,
            silences,
            new AlertmanagerFacts(
                scheduler.instant(),
                options.version(),
                () -> AlertmanagerView.print(configuration),
                () -> configuration.routing().receivers()),
            scheduler)
        .addTo(routes);
    remoteApi(options).addTo(routes);
    new ChecksApi(checks, check -> pingUrl(check, addresses.loopback())).addTo(routes);
    new OverviewApi(
            () -> scrapes.targets().active().stream().map(target -> target.health().text()),
            () -> checks.statuses().stream().map(check -> check.state().text()))
        .addTo(routes);
    new PingApi(pings).addTo(routes);
    statusPages.addTo(routes);
    new IncidentsApi(incidents).addTo(routes);
    new DecisionsApi(decisions).addTo(routes);
    new QueriesApi(query.active()).addTo(routes);
    new ThreadsApi(() -> configuration.web().enableAdminApi()).addTo(routes);
    PushApi push =
        new PushApi(
            () -> configuration.push(), options.serve().remoteWriteMessages(), receivers, gateway);
    push.addTo(routes);
    new ExplainApi(explainer()).addTo(routes);
    lifecycle.addTo(
        routes,
        () -> addresses.loopback() || configuration.web().enableLifecycle(),
        () -> configuration.web().enableLifecycle());
    SelfMetrics metrics =
        new SelfMetrics(
            List.of(
                facts::write,
                new StoreMetrics(
                        store, () -> limits, () -> configuration.storage().retentionPercentage())
                    ::write,
                new ScrapeMetrics(scrapes)::write,
                new DiscoveryMetrics(scrapes, forwarder)::write,
                new CheckMetrics(checks)::write,
                new RuleMetrics(rules)::write,
                new OutboxMetrics(outbox)::write,
                push::write,
                storage::write,
                new RemoteMetrics(writers, store.log())::write,
                alertmanagers::write,
                query.active()::write,
                query.times()::write,
                query.log()::write,
                reads::write,
                this::writeTracing,
                httpMetrics::write,
                out -> HttpMetrics.write(out, http.statistics()),
                out -> writeProgram(out, options.version()),
                notices::write,
                new ProcessMetrics(options.proc())::write));
    metrics.addTo(routes);
    new SelfMetricsEndpoint(metrics).addTo(routes);
    new Pages(addresses.routePrefix()).addTo(routes);
    disposable.ifPresent(d -> d.addTo(routes));
  }

  private RemoteApi remoteApi(ServerOptions options) {
    return new RemoteApi(
        store,
        query.queries()::selector,
        () -> configuration.global().externalLabels(),
        options.query().lookbackDelta(),
        options.serve().remoteRead(),
        scheduler);
  }

  private void writeProgram(MetricsText out, String version) {
    out.gauge(
        "prometheus_build_info", "Always 1; the label tells our version.", 1, "version", version);
    out.gauge("prometheus_ready", "Whether the server takes requests.", ready ? 1 : 0);
  }

  private void writeTracing(MetricsText out) {
    out.counter("atalaya_tracing_spans_sent_total", "Spans that a collector took.", tracing.sent());
    out.counter(
        "atalaya_tracing_spans_dropped_total",
        "Spans that no collector took, or for which there was no room.",
        tracing.dropped());
  }

  /** A heartbeat's address holds its token: it is for those who log in, or sit at this machine. */
  private String pingUrl(CheckConfig check, boolean loopback) {
    boolean trusted = loopback || !configuration.web().file().users().isEmpty();
    Secret token = trusted ? HeartbeatTokens.of(List.of(check)).get(check.name()) : null;
    return token == null ? "" : externalUrl + "/ping/" + token.reveal();
  }

  private StoreAdmin storeAdmin(ServerOptions options, RandomGenerator random) {
    return new StoreAdmin(
        store,
        options.dataDirectory(),
        scheduler,
        random,
        () -> configuration.web().enableAdminApi());
  }

  /**
   * Starts a server.
   *
   * @param network what scrapes and checks go through
   * @param random for jitter and identifiers
   * @param lifecycle what {@code /-/reload} and {@code /-/quit} do
   * @throws java.net.BindException if the address is taken
   * @throws io.atalaya.store.disk.DirectoryLockedException if another process uses the data
   *     directory
   * @throws IOException if something cannot be opened
   */
  public static Server start(
      Configuration configuration,
      ServerOptions options,
      Scheduler scheduler,
      Network network,
      RandomGenerator random,
      Lifecycle lifecycle)
      throws IOException {
    Opened opened = new Opened();
    try {
      Server server =
          new Server(configuration, options, scheduler, network, random, lifecycle, opened);
      server.http.start(server.routes, server.httpMetrics, server.tracing);
      server.apply(configuration);
      server.ready = true;
      return server;
    } catch (IOException | RuntimeException e) {
      opened.close();
      throw e;
    }
  }

  private ApiSources sources(Alertmanagers alertmanagers) {
    return new ApiSources(
        query.queries(),
        series,
        store::exemplars,
        () -> store.metadata(SampleSink.DEFAULT_TENANT),
        scrapes::targets,
        scrapes::metadata,
        rules::status,
        alertmanagers::known,
        new ConfiguredPools(() -> configuration));
  }

  private static EngineOptions engineOptions(ServerOptions options) {
    return EngineOptions.DEFAULT
        .withNamedFeatures(options.features())
        .withLookback(options.query().lookbackDelta())
        .withTimeout(options.query().timeout())
        .withMaxSamples(options.query().maxSamples())
        .withMaxBytes(options.query().maxBytes());
  }

  private RuleOptions ruleOptions(Configuration from) {
    return new RuleOptions(
        SampleSink.DEFAULT_TENANT,
        from.global().externalLabels(),
        externalUrl,
        serve.resendDelay(),
        serve.outageTolerance(),
        serve.forGracePeriod(),
        ruleThreads);
  }

  private static Optional<RuleThreads> ruleThreads(ServerOptions options) {
    return options.features().contains(FeatureSwitches.CONCURRENT_RULES)
        ? Optional.of(new RuleThreads(options.serve().maxConcurrentRules()))
        : Optional.empty();
  }

  private SearchOptions search(ServerOptions options) {
    boolean enabled = options.features().contains(FeatureSwitches.SEARCH);
    return new SearchOptions(enabled, serve.maxSearchLimit());
  }

  private ServerFacts facts(ServerOptions options, Addresses addresses) {
    return new ServerFacts(
        options.version(),
        scheduler.instant(),
        scheduler::instant,
        Path.of("").toAbsolutePath().toString(),
        hostName(),
        () -> configuration.storage().retentionText(),
        options.flags(),
        () -> ConfigPrinter.print(configuration),
        () -> reload,
        () -> store.damagedBlocks().size(),
        () -> FeatureList.of(options.features(), configuration),
        URI.create(addresses.externalUrl()),
        addresses.port());
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }

  private List<HealthApi.Part> parts() {
    int undelivered = outbox.undelivered();
    long failing =
        rules.status().stream()
            .flatMap(group -> group.rules().stream())
            .filter(rule -> rule.health() == RuleStatus.Health.ERROR)
            .count();
    return List.of(
        new HealthApi.Part(
            "configuration",
            reload.success(),
            reload.success() ? "the files that are there are running" : reload.error()),
        new HealthApi.Part(
            "storage",
            storage.fault().isEmpty(),
            storage.fault().isEmpty() ? "takes samples" : storage.fault()),
        new HealthApi.Part("rules", failing == 0, failing + " rules fail"),
        new HealthApi.Part("outbox", true, undelivered + " notifications wait"));
  }

  private void warnOfLoop(RemoteWriteConfig to) {
    if (addresses.isOwn(URI.create(to.url().reveal()))) {
      log.warn(
          "remote_write to {} leads to this server itself: what it takes in is sent to it again;"
              + " take the entry out of the configuration",
          ShownUrl.of(to.url().reveal()));
    }
  }

  /**
   * Makes a configuration the running one. What did not change goes on untouched.
   *
   * @throws RuntimeException if it cannot run; then the one before goes on
   */
  private void apply(Configuration wanted) {
    limits = StoreLimits.of(wanted.storage(), data, StoreLimits.DISK);
    store.retain(limits.retention(), limits.retentionBytes());
    tracing.apply(wanted.tracing());
    reads.apply(wanted.remoteReads(), wanted.global().externalLabels());
    wanted.remoteWrites().forEach(this::warnOfLoop);
    writers.apply(wanted.remoteWrites(), wanted.global().externalLabels());
    query.log().apply(wanted.global().queryLog());
    query.subqueryStep(wanted.global().evaluationInterval());
    http.access(WebAccess.of(wanted.web().file()));
    forwarder.apply(wanted.alerting());
    rules.apply(wanted.ruleGroups(), ruleOptions(wanted));
    outbox.connect(
        new Notifiers(wanted.routing().templates(), scheduler, environment, actions, posted)
            .of(wanted.routing().receivers()));
    dispatcher.apply(wanted.routing());
    scrapes.apply(wanted.scrapeConfigs());
    pings.expect(HeartbeatTokens.of(wanted.checks()));
    checks.apply(wanted.plan());
    statusPages.apply(wanted.statusPages());
    host.apply(wanted.host());
    configuration = wanted;
  }

  /**
   * Replaces the running configuration, or keeps it if the wanted one cannot run.
   *
   * @return what is wrong with it; nothing if it runs now
   */
  public synchronized List<String> reload(Configuration wanted) {
    Configuration before = configuration;
    try {
      apply(wanted);
      reload = reload.succeeded(scheduler.instant());
      notices.over(RELOAD_FAILED);
      return List.of();
    } catch (RuntimeException e) {
      apply(before);
      return refuse(List.of(String.valueOf(e.getMessage())));
    }
  }

  /** Notes that a configuration was refused, for the API and the pages; returns why. */
  public synchronized List<String> refuse(List<String> faults) {
    reload = reload.refused(String.join("\n", faults));
    notices.tell(RELOAD_FAILED);
    return faults;
  }

  /** The port it listens on. */
  public int port() {
    return http.port();
  }

  /** Every method and path that it answers. */
  List<String> addresses() {
    return routes.addresses();
  }

  /** The address of its pages, for people. */
  public String url() {
    return externalUrl;
  }

  /** Ends everything, against the flow; nothing that was acknowledged is lost. */
  @Override
  public void close() {
    ready = false;
    notices.close();
    try {
      http.close();
    } catch (IOException e) {
      log.warn("{}", e.getMessage());
    }
    opened.close();
  }
}
