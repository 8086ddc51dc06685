package io.atalaya.server.metrics;

import io.atalaya.collect.check.CheckManager;

/** How many checks there are, and whether their results can be stored. */
public record CheckMetrics(CheckManager checks) {
  public void write(MetricsText out) {
    out.gauge("atalaya_checks", "Checks that run.", checks.statuses().size());
    out.counter(
        "atalaya_check_store_failures_total",
        "Results of checks that the store could not take.",
        checks.storeFailures());
  }
}
