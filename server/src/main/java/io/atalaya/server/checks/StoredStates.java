package io.atalaya.server.checks;

import io.atalaya.collect.check.CheckMemory;
import io.atalaya.collect.check.CheckState;
import io.atalaya.model.Evaluator;
import io.atalaya.model.QueryException;
import io.atalaya.model.QueryValue;
import io.atalaya.model.SampleSink;
import io.atalaya.model.StorageException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the series say the checks were before this start. */
public final class StoredStates implements CheckMemory {
  private static final Logger log = LoggerFactory.getLogger(StoredStates.class);

  /** A day: whoever was off for longer begins anew. */
  private static final String DOWN = "last_over_time(check_down[1d]) == 1";

  private static final String GOOD = "last_over_time(check_state{state=~\"up|degraded\"}[1d]) == 1";

  private final Evaluator evaluator;
  private final InstantSource clock;

  public StoredStates(Evaluator evaluator, InstantSource clock) {
    this.evaluator = evaluator;
    this.clock = clock;
  }

  @Override
  public Map<String, Held> recall() {
    Map<String, Held> held = new HashMap<>();
    try {
      recall(GOOD, held);
      recall(DOWN, held);
    } catch (QueryException | StorageException e) {
      log.warn("The states of checks before this start cannot be read: {}", e.getMessage());
    }
    return held;
  }

  private void recall(String expression, Map<String, Held> held) {
    Instant now = clock.instant();
    QueryValue value =
        evaluator.prepare(expression).at(SampleSink.DEFAULT_TENANT, now.toEpochMilli()).value();
    if (value instanceof QueryValue.Vector(_, var samples)) {
      for (QueryValue.Sample sample : samples) {
        boolean degraded = sample.labels().get("state").equals("degraded");
        CheckState good = degraded ? CheckState.DEGRADED : CheckState.UP;
        CheckState state = expression.equals(DOWN) ? CheckState.DOWN : good;
        held.put(sample.labels().get("check"), new Held(state, now));
      }
    }
  }
}
