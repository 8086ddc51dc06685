package io.atalaya.collect.check.queue;

import java.util.EnumMap;
import java.util.Map;

/** What is known of one queue; NaN stands for what is not. */
final class QueueFigures {
  private final String queue;
  private final Map<JobState, Double> jobs = new EnumMap<>(JobState.class);
  private double oldestAgeSeconds = Double.NaN;
  private double averageSeconds = Double.NaN;
  private double successRatio = Double.NaN;
  private double consumers = Double.NaN;

  QueueFigures(String queue) {
    this.queue = queue;
  }

  QueueFigures jobs(JobState state, double count) {
    if (!Double.isNaN(count)) {
      jobs.put(state, count);
    }
    return this;
  }

  QueueFigures oldest(double ageSeconds) {
    oldestAgeSeconds = Double.isNaN(ageSeconds) ? ageSeconds : Math.max(0, ageSeconds);
    return this;
  }

  QueueFigures average(double seconds) {
    averageSeconds = seconds;
    return this;
  }

  /** For systems that tell it themselves; else it follows from the counts. */
  QueueFigures success(double ratio) {
    successRatio = ratio;
    return this;
  }

  QueueFigures consumers(double count) {
    consumers = count;
    return this;
  }

  String queue() {
    return queue;
  }

  Map<JobState, Double> jobs() {
    return jobs;
  }

  double jobs(JobState state) {
    return jobs.getOrDefault(state, Double.NaN);
  }

  double oldestAgeSeconds() {
    return oldestAgeSeconds;
  }

  double averageSeconds() {
    return averageSeconds;
  }

  double consumers() {
    return consumers;
  }

  /** Completed jobs as a part of those that are over; NaN before the first. */
  double successRatio() {
    if (!Double.isNaN(successRatio)) {
      return successRatio;
    }
    double completed = jobs(JobState.COMPLETED);
    double over = completed + jobs(JobState.FAILED);
    return over > 0 ? completed / over : Double.NaN;
  }
}
