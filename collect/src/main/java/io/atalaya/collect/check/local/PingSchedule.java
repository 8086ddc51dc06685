package io.atalaya.collect.check.local;

import io.atalaya.collect.calendar.Cron;
import io.atalaya.model.PromDuration;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;

/** When a job should ping. */
public sealed interface PingSchedule {
  /** That long after the ping before, at most. */
  record Every(Duration time) implements PingSchedule {
    public Every {
      if (time.isZero() || time.isNegative()) {
        throw new IllegalArgumentException("every must be greater than zero");
      }
    }

    @Override
    public Instant dueAfter(Instant ping) {
      return ping.plus(time);
    }

    @Override
    public String text() {
      return "every " + PromDuration.format(time.toMillis());
    }
  }

  /** At each time of a cron expression. */
  record ByCron(Cron cron, ZoneId zone) implements PingSchedule {
    @Override
    public Instant dueAfter(Instant ping) {
      return cron.next(ping);
    }

    @Override
    public String text() {
      return "cron " + cron + " " + zone;
    }
  }

  /** When the next ping is due after one. */
  Instant dueAfter(Instant ping);

  /** For people. */
  String text();
}
