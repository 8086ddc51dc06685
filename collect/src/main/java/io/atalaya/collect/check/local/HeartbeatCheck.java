package io.atalaya.collect.check.local;

import io.atalaya.collect.check.CheckBasics;
import io.atalaya.collect.check.CheckConfig;
import io.atalaya.collect.check.ProbeContext;
import io.atalaya.collect.check.Prober;
import io.atalaya.model.SecretSource;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Waits for a job to ping: a dead man's switch.
 *
 * @param basics name, labels, times, judgement
 * @param schedule when it should ping
 * @param grace how much later it may be; 5 m by default
 * @param maxRuntime how long a run may take from its start to its end; null (default) for no limit
 * @param token what its address ends in; at least {@link #MIN_TOKEN_CHARS} characters
 */
public record HeartbeatCheck(
    CheckBasics basics,
    PingSchedule schedule,
    Duration grace,
    @Nullable Duration maxRuntime,
    SecretSource token)
    implements CheckConfig {
  public static final Duration DEFAULT_GRACE = Duration.ofMinutes(5);

  /** A shorter token could be guessed. */
  public static final int MIN_TOKEN_CHARS = 16;

  @Override
  public String kind() {
    return "heartbeat";
  }

  @Override
  public String target() {
    return schedule.text();
  }

  @Override
  public Prober prober(ProbeContext context) {
    return new HeartbeatProber(this, context.pings(), context.clock());
  }
}
