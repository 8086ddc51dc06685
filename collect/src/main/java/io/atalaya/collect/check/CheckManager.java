package io.atalaya.collect.check;

import io.atalaya.collect.http.Network;
import io.atalaya.model.SampleSink;
import io.atalaya.model.Scheduler;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/**
 * All checks: starts and stops them as the configuration changes, and says how they are. A change
 * touches only the checks that it is about; those keep their state.
 */
public final class CheckManager implements AutoCloseable {
  private final SampleSink sink;
  private final Network network;
  private final Scheduler scheduler;
  private final LongAdder storeFailures = new LongAdder();
  private final Map<String, CheckLoop> loops = new LinkedHashMap<>();

  public CheckManager(SampleSink sink, Network network, Scheduler scheduler) {
    this.sink = sink;
    this.network = network;
    this.scheduler = scheduler;
  }

  /**
   * Evaluates these checks from now on, and no others.
   *
   * @throws IllegalArgumentException if two have the same name; then nothing changes
   */
  public synchronized void apply(List<CheckConfig> checks) {
    Map<String, CheckConfig> wanted = new LinkedHashMap<>();
    for (CheckConfig check : checks) {
      if (wanted.put(check.name(), check) != null) {
        throw new IllegalArgumentException("two checks are named \"" + check.name() + "\"");
      }
    }
    Map<String, CheckLoop> before = new HashMap<>(loops);
    loops.clear();
    List<CheckLoop> fresh = new ArrayList<>();
    for (CheckConfig check : checks) {
      CheckLoop old = before.get(check.name());
      if (old != null && old.check().equals(check)) {
        before.remove(check.name());
        loops.put(check.name(), old);
      } else {
        CheckLoop loop = newLoop(check);
        loops.put(check.name(), loop);
        fresh.add(loop);
      }
    }
    before.values().forEach(CheckLoop::stop);
    fresh.forEach(CheckLoop::start);
  }

  private CheckLoop newLoop(CheckConfig check) {
    Prober prober = check.prober(new ProbeContext(network, scheduler));
    return new CheckLoop(check, prober, sink, scheduler, storeFailures);
  }

  /** How all checks are at the moment, in the order of the configuration. */
  public synchronized List<CheckStatus> statuses() {
    return loops.values().stream().map(CheckLoop::status).toList();
  }

  /** How many results the store could not take since the start. */
  public long storeFailures() {
    return storeFailures.sum();
  }

  /** Ends all checks; their series get staleness markers. */
  @Override
  public synchronized void close() {
    loops.values().forEach(CheckLoop::stop);
    loops.clear();
  }
}
