package io.atalaya.collect.check.queue;

import io.atalaya.collect.check.Observation;
import io.atalaya.collect.check.ProbeContext;
import io.atalaya.collect.check.Prober;
import io.atalaya.collect.http.Deadline;
import io.atalaya.collect.http.ExchangeException;
import io.atalaya.model.Labels;
import java.util.List;

/**
 * Asks for figures and writes them as series, each with the label {@code queue}:
 *
 * <pre>
 *   queue_jobs{state}               pending, processing, completed, failed
 *   queue_oldest_job_age_seconds    since the oldest waiting job was put in; 0 if none waits
 *   queue_job_duration_seconds      average of the jobs that were over last
 *   queue_success_ratio             completed ÷ (completed + failed)
 *   queue_consumers                 who takes jobs out
 * </pre>
 */
final class QueueProber implements Prober {
  private final QueueCheck check;
  private final ProbeContext context;

  QueueProber(QueueCheck check, ProbeContext context) {
    this.check = check;
    this.context = context;
  }

  @Override
  public Observation probe() {
    long begun = context.network().ticker().nanos();
    Observation.Builder seen = new Observation.Builder();
    Deadline deadline = Deadline.in(check.basics().timeout(), context.network().ticker());
    try {
      List<QueueFigures> all = check.source().read(context.network(), context.clock(), deadline);
      for (QueueFigures figures : all) {
        write(figures, seen);
        check.limits().judge(figures, seen);
      }
    } catch (ExchangeException e) {
      seen.judge(e);
    }
    long took = context.network().ticker().nanos() - begun;
    seen.judgeTime(check.slowAfter(), took);
    return seen.build(took);
  }

  private static void write(QueueFigures figures, Observation.Builder seen) {
    String queue = figures.queue();
    figures
        .jobs()
        .forEach(
            (state, count) ->
                seen.read("queue_jobs", Labels.of("queue", queue, "state", state.text()), count));
    known(seen, "queue_oldest_job_age_seconds", queue, figures.oldestAgeSeconds());
    known(seen, "queue_job_duration_seconds", queue, figures.averageSeconds());
    known(seen, "queue_success_ratio", queue, figures.successRatio());
    known(seen, "queue_consumers", queue, figures.consumers());
  }

  private static void known(Observation.Builder seen, String metric, String queue, double value) {
    if (!Double.isNaN(value)) {
      seen.read(metric, "queue", queue, value);
    }
  }
}
