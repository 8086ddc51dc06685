package io.atalaya.server;

import io.atalaya.collect.check.CheckRounds;
import io.atalaya.collect.check.ProbeContext;
import io.atalaya.collect.http.AddressGuard;
import io.atalaya.collect.http.Network;
import io.atalaya.collect.ping.PingBook;
import io.atalaya.model.Scheduler;
import io.atalaya.server.checks.PingJournal;
import io.atalaya.server.cli.CheckRunner;
import io.atalaya.server.cli.Cli;
import io.atalaya.server.cli.Surroundings;
import io.atalaya.server.clock.SystemScheduler;
import io.atalaya.server.config.Configuration;
import io.atalaya.server.config.PromqlExpressions;
import io.atalaya.server.logging.LogOptions;
import io.atalaya.server.logging.LogSetup;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;

/** The program. */
public final class Main {
  private Main() {}

  /** Runs one command line and ends the process with its exit code. */
  public static void main(String[] args) {
    // Digits and decimal points are read by machines, and are the same wherever it runs.
    Locale.setDefault(Locale.ROOT);
    LogSetup.prepare();
    logTroubles();
    System.exit(run(args));
  }

  /** Until a server says how it wants to log. */
  private static void logTroubles() {
    try {
      LogSetup.install(LogOptions.ONLY_TROUBLES);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int run(String[] args) {
    String version =
        Objects.requireNonNullElse(
            Main.class.getPackage().getImplementationVersion(), "development");
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    try (SystemScheduler scheduler = new SystemScheduler()) {
      if (args.length == 1 && args[0].equals(WarmUp.COMMAND)) {
        return WarmUp.run(version, scheduler);
      }
      Network network = Network.system(AddressGuard.except(List.of()));
      CheckRunner checks =
          (configuration, remembers) -> rounds(configuration, network, scheduler, remembers);
      Surroundings surroundings =
          new Surroundings(System.getenv(), System.in, out, err, scheduler, version);
      return new Cli(
              surroundings,
              options -> new Startup(version, scheduler).run(options),
              checks,
              PromqlExpressions.with(Set.of()))
          .run(args);
    }
  }

  /** Heartbeats are judged by what a server has written down, if there is one. */
  private static CheckRunner.Rounds rounds(
      Configuration configuration, Network network, Scheduler scheduler, boolean remembers) {
    Network guarded =
        network.withGuard(AddressGuard.except(configuration.probes().allowedAddresses()));
    Path journal = configuration.storage().directory().resolve("pings.journal");
    PingBook pings = new PingBook(PingJournal.look(journal), scheduler);
    ProbeContext context = new ProbeContext(guarded, scheduler, pings);
    CheckRounds rounds = new CheckRounds(configuration.plan(), context, scheduler, remembers);
    return () -> rounds.next().join();
  }
}
