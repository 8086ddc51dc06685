package io.atalaya.collect.scrape;

import io.atalaya.testkit.RecordingSink;
import java.util.Arrays;
import java.util.List;

/**
 * What a fuzzer calls with bytes of its choice: an exposition in any format, and what is wanted of
 * its histograms. The first byte chooses both. Anything but samples or an error that says something
 * is a bug; {@code docs/building.md} has the command.
 */
final class ScrapeFuzz {
  private static final List<String> TYPES =
      List.of(
          "text/plain; version=0.0.4",
          "application/openmetrics-text; version=1.0.0",
          "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily;"
              + " encoding=delimited",
          "text/plain; version=1.0.0; escaping=allow-utf-8");

  private static final List<HistogramOptions> OPTIONS =
      List.of(
          HistogramOptions.defaults(),
          new HistogramOptions(true, false, false, 3, 1.5),
          new HistogramOptions(false, false, true, 0, 0),
          new HistogramOptions(true, true, true, 100, 0));

  private ScrapeFuzz() {}

  /** The name is Jazzer's. */
  public static void fuzzerTestOneInput(byte[] data) {
    if (data.length == 0) {
      return;
    }
    int choice = data[0] & 0xff;
    String type = TYPES.get(choice % TYPES.size());
    HistogramOptions options = OPTIONS.get(choice / TYPES.size() % OPTIONS.size());
    byte[] body = Arrays.copyOfRange(data, 1, data.length);
    TargetIngest into = TestTarget.ingest(new RecordingSink(), options);
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
