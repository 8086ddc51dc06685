package io.atalaya.server;

import io.atalaya.collect.http.AddressGuard;
import io.atalaya.collect.http.Network;
import io.atalaya.server.cli.CliException;
import io.atalaya.server.cli.ExitCode;
import io.atalaya.server.cli.StartOptions;
import io.atalaya.server.clock.SystemScheduler;
import io.atalaya.server.config.Configuration;
import io.atalaya.server.config.HostPort;
import io.atalaya.server.config.LoadResult;
import io.atalaya.server.config.PromqlExpressions;
import io.atalaya.server.config.WebConfig;
import io.atalaya.server.config.yaml.Problem;
import io.atalaya.server.logging.LogOptions;
import io.atalaya.server.logging.LogSetup;
import io.atalaya.store.disk.DirectoryLockedException;
import java.io.IOException;
import java.net.BindException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The command {@code start}: loads the configuration, starts the server, watches the files, and
 * stays until the process is asked to end. Whatever keeps it from starting is one clear line.
 */
final class Startup {
  /** How long an orderly end may take before the process ends anyway. */
  private static final int STOP_SECONDS = 10;

  private static final Path PROC = Path.of("/proc");

  private final String version;
  private final SystemScheduler scheduler;
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final CountDownLatch stopped = new CountDownLatch(1);

  Startup(String version, SystemScheduler scheduler) {
    this.version = version;
    this.scheduler = scheduler;
  }

  /** Runs until the process is asked to end. */
  int run(StartOptions options) {
    LoadResult.Loaded loaded = load(options);
    Configuration configuration = loaded.configuration();
    installLog(configuration.logging());
    Logger log = LoggerFactory.getLogger(Startup.class);
    loaded.problems().forEach(problem -> log.warn("{}", problem));
    FeatureSwitches.notes(options.features()).forEach(note -> log.warn("{}", note));
    Path data = configuration.storage().directory().toAbsolutePath().normalize();
    Reloading reloading =
        new Reloading(
            () -> options.load(PromqlExpressions.with(options.features())),
            scheduler,
            options.serve().reloadInterval(),
            loaded.watched());
    Lifecycle lifecycle = new Lifecycle(reloading::reload, stopping::countDown);
    try (Server server = start(configuration, data, options, lifecycle)) {
      reloading.begin(server);
      Signals.onHangUp(reloading::reload);
      Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("stop").unstarted(this::stop));
      log.info("ready: {} (data in {}, version {})", server.url(), data, version);
      stopping.await();
      log.info("stopping");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    log.info("stopped");
    stopped.countDown();
    return ExitCode.OK.code();
  }

  /** The process was asked to end: waits until everything is closed, and ends with code 0. */
  private void stop() {
    stopping.countDown();
    try {
      if (stopped.await(STOP_SECONDS, TimeUnit.SECONDS)) {
        Runtime.getRuntime().halt(ExitCode.OK.code());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static LoadResult.Loaded load(StartOptions options) {
    return switch (options.load(PromqlExpressions.with(options.features()))) {
      case LoadResult.Loaded loaded -> loaded;
      case LoadResult.Refused refused ->
          throw new CliException(ExitCode.CONFIGURATION, text(refused));
    };
  }

  private static String text(LoadResult.Refused refused) {
    String faults =
        refused.problems().stream().map(Problem::toString).collect(Collectors.joining("\n"));
    String more = refused.more() > 0 ? "\n… and " + refused.more() + " more" : "";
    return "the configuration has errors:\n" + faults + more;
  }

  private static void installLog(LogOptions logging) {
    try {
      LogSetup.install(logging);
    } catch (IOException e) {
      throw new CliException(
          ExitCode.UNAVAILABLE,
          "cannot write the log file "
              + logging.file()
              + ": "
              + reason(e)
              + "; choose another with --log-file",
          e);
    }
  }

  private Server start(
      Configuration configuration, Path data, StartOptions options, Lifecycle lifecycle) {
    refuseOpenDoor(configuration);
    ServerOptions serverOptions =
        new ServerOptions(
            data,
            version,
            options.query(),
            options.serve(),
            options.features(),
            flags(options, configuration.web(), data),
            options.environment(),
            PROC);
    Network network = Network.system(AddressGuard.except(Set.of()));
    try {
      return Server.start(
          configuration, serverOptions, scheduler, network, new SecureRandom(), lifecycle);
    } catch (BindException e) {
      throw new CliException(
          ExitCode.UNAVAILABLE,
          "cannot listen on " + addresses(configuration.web()) + ": " + reason(e) + adviceFor(e),
          e);
    } catch (DirectoryLockedException e) {
      throw new CliException(
          ExitCode.UNAVAILABLE,
          "another Atalaya uses the data directory "
              + data
              + "; stop it, or choose another directory with --data",
          e);
    } catch (IOException e) {
      throw new CliException(
          ExitCode.UNAVAILABLE,
          "cannot use the data directory "
              + data
              + ": "
              + reason(e)
              + "; mend that, or choose another with --data",
          e);
    }
  }

  /** Nobody must find the pages open to a whole network without having decided so. */
  private static void refuseOpenDoor(Configuration configuration) {
    Addresses addresses = Addresses.of(configuration.web());
    WebConfig web = configuration.web();
    if (!addresses.loopback() && !web.allowUnauthenticated() && !web.file().authenticates()) {
      throw new CliException(
          ExitCode.USAGE,
          "refusing to listen on "
              + addresses(configuration.web())
              + " without authentication: everybody who reaches it could read and change"
              + " everything; name users in --web.config.file, put a proxy with a login before it,"
              + " or say --web.allow-unauthenticated");
    }
  }

  private static String addresses(WebConfig web) {
    return Stream.concat(Stream.of(web.listen()), web.alsoListen().stream())
        .map(HostPort::toString)
        .collect(Collectors.joining(", "));
  }

  /** What the command line and the configuration say together. */
  private static Map<String, String> flags(StartOptions options, WebConfig web, Path data) {
    Map<String, String> flags = new HashMap<>(options.flags());
    flags.put("storage.tsdb.path", data.toString());
    flags.put("web.listen-address", addresses(web));
    flags.put("web.enable-lifecycle", Boolean.toString(web.enableLifecycle()));
    flags.put("web.enable-admin-api", Boolean.toString(web.enableAdminApi()));
    return flags;
  }

  /** What to do about an address that could not be bound. */
  private static String adviceFor(BindException e) {
    String why = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
    if (why.contains("permission")) {
      return "; ports below 1024 need a privilege, choose a higher one with --listen";
    }
    if (why.contains("assign")) {
      return "; this machine has no such address, choose another with --listen";
    }
    return "; another program uses it, choose another with --listen";
  }

  private static String reason(IOException e) {
    if (e instanceof FileAlreadyExistsException) {
      return "it is a file, not a directory";
    }
    if (e instanceof AccessDeniedException) {
      return "permission denied";
    }
    String message = e.getMessage();
    return message == null ? e.getClass().getSimpleName() : message;
  }
}
