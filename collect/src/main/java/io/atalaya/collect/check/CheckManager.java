package io.atalaya.collect.check;

import io.atalaya.collect.http.Network;
import io.atalaya.model.SampleSink;
import io.atalaya.model.Scheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * All checks: starts and stops them as the configuration changes, and says how they are. A change
 * touches only the checks that it is about; those keep what is held of them, and their changes.
 */
public final class CheckManager implements AutoCloseable {
  /** Time that each of many checks that begin together adds to the time they are spread over. */
  private static final Duration START_EACH = Duration.ofMillis(3);

  private final SampleSink sink;
  private final ProbeContext context;
  private final Scheduler scheduler;
  private final CheckMemory memory;
  private final Overload overload;
  private final LongAdder storeFailures = new LongAdder();
  private final Map<String, CheckLoop> loops = new LinkedHashMap<>();
  private boolean begun;
  private CheckPlan plan = CheckPlan.of(List.of());

  /** One that remembers nothing from before. */
  public CheckManager(SampleSink sink, Network network, Scheduler scheduler) {
    this(sink, new ProbeContext(network, scheduler), scheduler, Map::of);
  }

  public CheckManager(
      SampleSink sink, ProbeContext context, Scheduler scheduler, CheckMemory memory) {
    this.sink = sink;
    this.context = context;
    this.scheduler = scheduler;
    this.memory = memory;
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
    loops.values().forEach(loop -> loop.stand(standing(loop.check(), guard)));
    before.values().forEach(CheckLoop::stop);
    Duration atLeast = START_EACH.multipliedBy(fresh.size());
    fresh.forEach(loop -> loop.start(held.get(loop.name()), atLeast));
  }

  private CheckLoop newLoop(CheckConfig check, ConnectivityGuard guard) {
    Prober prober = overload.watching(check.prober(context));
    Standing alone = new Standing(List.of(), List.of(), guard);
    return new CheckLoop(check, prober, sink, scheduler, storeFailures, alone);
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
