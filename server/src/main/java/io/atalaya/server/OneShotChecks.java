package io.atalaya.server;

import io.atalaya.collect.check.CheckConfig;
import io.atalaya.collect.check.CheckManager;
import io.atalaya.collect.check.Observation;
import io.atalaya.collect.http.Network;
import io.atalaya.model.Scheduler;
import io.atalaya.server.cli.CheckRunner;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Evaluates checks once, side by side, for the command {@code check}. */
final class OneShotChecks implements CheckRunner {
  private final Network network;
  private final Scheduler scheduler;

  OneShotChecks(Network network, Scheduler scheduler) {
    this.network = network;
    this.scheduler = scheduler;
  }

  @Override
  public List<Outcome> evaluate(List<CheckConfig> checks) {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Outcome>> outcomes =
          checks.stream().map(check -> threads.submit(() -> evaluate(check))).toList();
      return outcomes.stream().map(OneShotChecks::get).toList();
    }
  }

  private Outcome evaluate(CheckConfig check) {
    Observation seen = CheckManager.once(check, network, scheduler);
    State state =
        switch (seen.verdict()) {
          case UP -> State.UP;
          case DEGRADED -> State.DEGRADED;
          case DOWN -> State.DOWN;
          case UNKNOWN -> State.UNKNOWN;
        };
    return new Outcome(state, seen.message(), Duration.ofNanos(seen.durationNanos()));
  }

  private static Outcome get(Future<Outcome> outcome) {
    try {
      return outcome.get();
    } catch (ExecutionException e) {
      return new Outcome(State.UNKNOWN, "fault of the program: " + e.getCause(), Duration.ZERO);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Outcome(State.UNKNOWN, "interrupted", Duration.ZERO);
    }
  }
}
