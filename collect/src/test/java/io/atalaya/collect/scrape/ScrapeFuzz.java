package io.atalaya.collect.scrape;

import io.atalaya.model.Labels;
import io.atalaya.model.SampleSink;
import io.atalaya.model.relabel.Relabeling;
import io.atalaya.testkit.RecordingSink;
import java.util.Arrays;
import java.util.List;

/**
 * What a fuzzer calls with bytes of its choice: an exposition in any format. The first byte chooses
 * it. Anything but samples or an error that says something is a bug; {@code docs/building.md} has
 * the command.
 */
final class ScrapeFuzz {
  private static final List<String> TYPES =
      List.of(
          "text/plain; version=0.0.4",
          "application/openmetrics-text; version=1.0.0",
          "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily;"
              + " encoding=delimited",
          "text/plain; version=1.0.0; escaping=allow-utf-8");

  private ScrapeFuzz() {}

  /** The name is Jazzer's. */
  public static void fuzzerTestOneInput(byte[] data) {
    if (data.length == 0) {
      return;
    }
    String type = TYPES.get((data[0] & 0xff) % TYPES.size());
    byte[] body = Arrays.copyOfRange(data, 1, data.length);
    ScrapeConfig config = ScrapeConfig.of("j");
    Target.Outcome.Kept kept =
        (Target.Outcome.Kept)
            Target.of(config, Relabeling.none(), Labels.of("__address__", "h:1"), Labels.empty());
    TargetIngest into =
        new TargetIngest(
            new RecordingSink().open(SampleSink.DEFAULT_TENANT, "x"),
            kept.target(),
            config,
            new ScrapeCounters());
    String first = take(into, body, type, 1000);
    String second = take(into, body, type, 2000);
    if (!first.equals(second)) {
      throw new AssertionError("the same body: first " + first + ", then " + second);
    }
  }

  private static String take(TargetIngest into, byte[] body, String type, long at) {
    into.begin(at);
    TargetIngest.Counts counts = into.take(new Fetcher.Body(body, body.length, type, ""));
    if (counts.error() != null && counts.error().isBlank()) {
      throw new AssertionError("an error that says nothing");
    }
    into.markVanished();
    into.commit();
    return counts.scraped() + " samples, " + counts.kept() + " kept, error " + counts.error();
  }
}
