package io.atalaya.collect.check;

import io.atalaya.collect.http.Network;
import io.atalaya.model.SampleSink;
import io.atalaya.model.Scheduler;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All checks: starts and stops them as the configuration changes, and says how they are. A change
 * touches only the checks that it is about; those keep what is held of them, and their changes.
 */
public final class CheckManager implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(CheckManager.class);

  /** Time that each of many checks that begin together adds to the time they are spread over. */
  private static final Duration START_EACH = Duration.ofMillis(3);

  private final SampleSink sink;
  private final ProbeContext context;
  private final Scheduler scheduler;
  private final CheckMemory memory;
  private final Pauses pauses;
  private final Map<String, Instant> paused;
  private final Overload overload;
  private final LongAdder storeFailures = new LongAdder();
  private final Map<String, CheckLoop> loops = new LinkedHashMap<>();
  private boolean begun;
  private CheckPlan plan = CheckPlan.of(List.of());

  /** One that remembers nothing from before. */
  public CheckManager(SampleSink sink, Network network, Scheduler scheduler) {
    this(sink, new ProbeContext(network, scheduler), scheduler, Map::of, Pauses.FORGETFUL);
  }

  /**
   * Checks that go on from before.
   *
   * @param memory what was held of them
   * @param pauses which of them are paused
   */
  public CheckManager(
      SampleSink sink,
      ProbeContext context,
      Scheduler scheduler,
      CheckMemory memory,
      Pauses pauses) {
    this.sink = sink;
    this.context = context;
    this.scheduler = scheduler;
    this.memory = memory;
    this.pauses = pauses;
    this.paused = new HashMap<>(pauses.kept());
    this.overload = new Overload(scheduler);
  }

  /** Evaluates these checks from now on, and no others, with nothing around them. */
  public void apply(List<CheckConfig> checks) {
    apply(CheckPlan.of(checks));
  }

  /** Evaluates the checks of a plan from now on, and no others. */
  public synchronized void apply(CheckPlan wanted) {
    Map<String, CheckMemory.Held> held = begun ? new HashMap<>() : new HashMap<>(memory.recall());
    begun = true;
    ConnectivityGuard guard =
        new ConnectivityGuard(wanted.connectivity(), context.network(), scheduler);
    Map<String, CheckLoop> before = new HashMap<>(loops);
    loops.clear();
    List<CheckLoop> fresh = new ArrayList<>();
    for (CheckConfig check : wanted.checks()) {
      CheckLoop old = before.get(check.name());
      if (old != null && old.check().equals(check)) {
        before.remove(check.name());
        loops.put(check.name(), old);
      } else {
        if (old != null && old.check().target().equals(check.target())) {
          held.put(check.name(), old.held());
        }
        CheckLoop loop = newLoop(check, guard);
        loops.put(check.name(), loop);
        fresh.add(loop);
      }
    }
    plan = wanted;
    forgetPauses();
    loops.values().forEach(loop -> loop.stand(standing(loop.check(), guard)));
    before.values().forEach(CheckLoop::stop);
    Duration atLeast = START_EACH.multipliedBy(fresh.size());
    fresh.forEach(loop -> loop.start(held.get(loop.name()), atLeast));
  }

  private CheckLoop newLoop(CheckConfig check, ConnectivityGuard guard) {
    Prober prober = overload.watching(check.prober(context));
    Standing alone = new Standing(List.of(), List.of(), guard);
    CheckLoop loop = new CheckLoop(check, prober, sink, scheduler, storeFailures, alone);
    loop.pause(paused.get(check.name()));
    return loop;
  }

  /** A pause ends with its check: another one that is named so later begins unpaused. */
  private void forgetPauses() {
    for (String name : List.copyOf(paused.keySet())) {
      if (!loops.containsKey(name)) {
        try {
          pauses.resume(name);
          paused.remove(name);
        } catch (IOException e) {
          log.warn("The pause of the removed check {} cannot be forgotten: {}", name, e.toString());
        }
      }
    }
  }

  private Standing standing(CheckConfig check, ConnectivityGuard guard) {
    List<Maintenance> maintenance =
        plan.maintenance().stream().filter(m -> m.concerns(check)).toList();
    List<CheckLoop> parents =
        check.basics().dependsOn().stream()
            .<CheckLoop>mapMulti(
                (name, out) -> {
                  @Nullable CheckLoop parent = loops.get(name);
                  if (parent != null) {
                    out.accept(parent);
                  }
                })
            .toList();
    return new Standing(maintenance, parents, guard);
  }

  /** How all checks are at the moment, in the order of the configuration. */
  public synchronized List<CheckStatus> statuses() {
    return loops.values().stream().map(CheckLoop::status).toList();
  }

  /** How one check is; nothing if there is none of that name. */
  public synchronized Optional<CheckStatus> status(String name) {
    return Optional.ofNullable(loops.get(name)).map(CheckLoop::status);
  }

  /** The maintenance that is planned. */
  public synchronized List<Maintenance> maintenance() {
    return plan.maintenance();
  }

  /**
   * Stops asking a check until somebody resumes it, also over restarts.
   *
   * @return false if there is none of that name
   * @throws IOException if that cannot be kept; then the check goes on
   */
  public synchronized boolean pause(String name) throws IOException {
    CheckLoop loop = loops.get(name);
    if (loop != null && !paused.containsKey(name)) {
      Instant now = scheduler.instant();
      pauses.pause(name, now);
      paused.put(name, now);
      loop.pause(now);
      loop.ask();
    }
    return loop != null;
  }

  /**
   * Asks a paused check again, at once; it is judged anew.
   *
   * @return false if there is none of that name
   * @throws IOException if that cannot be kept; then the check stays paused
   */
  public synchronized boolean resume(String name) throws IOException {
    CheckLoop loop = loops.get(name);
    if (loop != null && paused.containsKey(name)) {
      pauses.resume(name);
      paused.remove(name);
      loop.pause(null);
      loop.ask();
    }
    return loop != null;
  }

  /** Has a check evaluated now; nothing happens if there is none of that name. */
  public synchronized void ask(String name) {
    Optional.ofNullable(loops.get(name)).ifPresent(CheckLoop::ask);
  }

  /** How many results the store could not take since the start. */
  public long storeFailures() {
    return storeFailures.sum();
  }

  /** Ends all checks; their series get staleness markers. */
  @Override
  public synchronized void close() {
    overload.close();
    loops.values().forEach(CheckLoop::stop);
    loops.clear();
  }
}
