package io.atalaya.collect.check.queue;

import io.atalaya.collect.check.CheckBasics;
import io.atalaya.collect.check.CheckConfig;
import io.atalaya.collect.check.ProbeContext;
import io.atalaya.collect.check.Prober;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Asks for the figures of queues, and holds them against limits.
 *
 * @param basics name, labels, times, judgement
 * @param source which queues
 * @param limits what each must keep to; {@link QueueLimits#NONE} by default
 * @param slowAfter time after which a good answer is {@code degraded}; null (default) for never
 */
public record QueueCheck(
    CheckBasics basics, QueueSource source, QueueLimits limits, @Nullable Duration slowAfter)
    implements CheckConfig {
  @Override
  public String kind() {
    return source.kind();
  }

  @Override
  public String target() {
    return source.target();
  }

  @Override
  public Prober prober(ProbeContext context) {
    return new QueueProber(this, context);
  }
}
