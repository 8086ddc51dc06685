package io.atalaya.collect.scrape;

import io.atalaya.collect.scrape.TargetIngest.Counts;
import io.atalaya.model.Labels;
import io.atalaya.model.SampleSink;
import io.atalaya.model.relabel.Relabeling;
import io.atalaya.testkit.RecordingSink;

/** The target {@code h:1} of the job {@code j}, which exposes what a test gives it. */
final class TestTarget {
  private TestTarget() {}

  /** The target as of its first scrape. */
  static TargetIngest ingest(RecordingSink sink, HistogramOptions histograms) {
    return ingest(sink, histograms, new ScrapeCounters());
  }

  static TargetIngest ingest(
      RecordingSink sink, HistogramOptions histograms, ScrapeCounters counters) {
    ScrapeConfig d = ScrapeConfig.of("j");
    ScrapeConfig config =
        new ScrapeConfig(
            d.jobName(),
            d.interval(),
            d.timeout(),
            d.request(),
            d.honor(),
            d.discoveries(),
            d.relabelRules(),
            d.metricRelabelRules(),
            d.limits(),
            histograms,
            d.nameValidation(),
            false,
            null);
    Target target =
        ((Target.Outcome.Kept)
                Target.of(
                    config, Relabeling.none(), Labels.of("__address__", "h:1"), Labels.empty()))
            .target();
    return new TargetIngest(sink.open(SampleSink.DEFAULT_TENANT, "x"), target, config, counters);
  }

  /** Makes one scrape. */
  static Counts take(TargetIngest into, long atMillis, byte[] body, String type) {
    into.begin(atMillis);
    Counts counts = into.take(new Fetcher.Body(body, body.length, type, ""));
    into.markVanished();
    into.commit();
    return counts;
  }
}
