package io.atalaya.collect.scrape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.atalaya.collect.scrape.TargetIngest.Counts;
import io.atalaya.model.Histogram;
import io.atalaya.model.Histogram.ResetHint;
import io.atalaya.model.Histogram.Span;
import io.atalaya.model.Labels;
import io.atalaya.model.wire.ProtoWriter;
import io.atalaya.testkit.InstalledProgram;
import io.atalaya.testkit.RecordingSink;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ProtoWalkTest {
  private static final String TYPE = ScrapeProtocol.PROMETHEUS_PROTO.mediaType();
  private static final HistogramOptions NATIVE = new HistogramOptions(true, false, false, 0, 0);
  private static final int GAUGE = 1;
  private static final int SUMMARY = 2;
  private static final int HISTOGRAM = 4;
  private static final int GAUGE_HISTOGRAM = 5;

  private final RecordingSink sink = new RecordingSink();

  private Counts take(HistogramOptions options, byte[] body) {
    return TestTarget.take(TestTarget.ingest(sink, options), 1000, body, TYPE);
  }

  /** A family of one metric with the label {@code a="b"}. */
  private static byte[] family(String name, int type, int part, Consumer<ProtoWriter> content) {
    ProtoWriter out = new ProtoWriter();
    // Metrics before the type: the order of fields means nothing.
    int metric = out.open(4);
    int pair = out.open(1);
    out.text(1, "a");
    out.text(2, "b");
    out.close(pair);
    int value = out.open(part);
    content.accept(out);
    out.close(value);
    out.close(metric);
    out.text(1, name);
    out.text(2, "What it is.");
    out.int64(3, type);
    ProtoWriter delimited = new ProtoWriter();
    delimited.varint(out.size());
    byte[] length = delimited.toByteArray();
    byte[] all = Arrays.copyOf(length, length.length + out.size());
    System.arraycopy(out.array(), 0, all, length.length, out.size());
    return all;
  }

  private List<RecordingSink.Sample> samples(String... labels) {
    String[] all = Arrays.copyOf(labels, labels.length + 6);
    List<String> more = List.of("a", "b", "instance", "h:1", "job", "j");
    for (int i = 0; i < more.size(); i++) {
      all[labels.length + i] = more.get(i);
    }
    return sink.samplesOf(all);
  }

  private static RecordingSink.Sample at(double value) {
    return new RecordingSink.Sample(1000, value);
  }

  @Test
  void aGaugeIsOneSampleAndItsFamilyIsTold() {
    Counts counts =
        take(HistogramOptions.defaults(), family("g", GAUGE, 2, out -> out.float64(1, -3.5)));
    assertThat(counts).isEqualTo(new Counts(1, 1, 1, null));
    assertThat(samples("__name__", "g")).containsExactly(at(-3.5));
    assertThat(sink.metadata().getFirst().type()).isEqualTo("gauge");
    assertThat(sink.metadata().getFirst().help()).isEqualTo("What it is.");
  }

  @Test
  void aSummaryIsItsQuantilesItsSumAndItsCount() {
    take(
        HistogramOptions.defaults(),
        family(
            "s",
            SUMMARY,
            4,
            out -> {
              out.int64(1, 7);
              out.float64(2, 1.5);
              int quantile = out.open(3);
              out.float64(1, 1);
              out.float64(2, 0.9);
              out.close(quantile);
            }));
    assertThat(samples("__name__", "s_count")).containsExactly(at(7));
    assertThat(samples("__name__", "s_sum")).containsExactly(at(1.5));
    assertThat(samples("__name__", "s", "quantile", "1.0")).containsExactly(at(0.9));
  }

  private static void histogram(ProtoWriter out) {
    out.int64(1, 6);
    out.float64(2, 12.5);
    int bucket = out.open(3);
    out.int64(1, 4);
    out.float64(2, 1);
    int exemplar = out.open(3);
    int label = out.open(1);
    out.text(1, "trace_id");
    out.text(2, "t");
    out.close(label);
    out.float64(2, 0.5);
    int time = out.open(3);
    out.int64(1, 3);
    out.int64(2, 500_000_000);
    out.close(time);
    out.close(exemplar);
    out.close(bucket);
    out.sint64(5, 3);
    out.float64(6, 0.001);
    out.int64(7, 1);
    int span = out.open(12);
    out.sint64(1, -2);
    out.int64(2, 3);
    out.close(span);
    for (long delta : new long[] {1, 1, 0}) {
      out.sint64(13, delta);
    }
  }

  @Test
  void aNativeHistogramIsOneSampleWithItsExemplars() {
    Counts counts = take(NATIVE, family("h", HISTOGRAM, 7, ProtoWalkTest::histogram));
    assertThat(counts.scraped()).isEqualTo(1);
    assertThat(sink.histograms().values().iterator().next())
        .containsExactly(
            new Histogram(
                3,
                0.001,
                1,
                6,
                12.5,
                List.of(new Span(-2, 3)),
                new double[] {1, 2, 2},
                List.of(),
                new double[0],
                new double[0],
                ResetHint.UNKNOWN,
                true));
    assertThat(sink.exemplars().getFirst().labels()).isEqualTo(Labels.of("trace_id", "t"));
    assertThat(sink.exemplars().getFirst().timestampMillis()).isEqualTo(3500);
  }

  @Test
  void withoutTheSwitchOnlyTheClassicBucketsAreTaken() {
    take(HistogramOptions.defaults(), family("h", HISTOGRAM, 7, ProtoWalkTest::histogram));
    assertThat(sink.histograms()).isEmpty();
    assertThat(samples("__name__", "h_bucket", "le", "1.0")).containsExactly(at(4));
    assertThat(samples("__name__", "h_bucket", "le", "+Inf")).containsExactly(at(6));
    assertThat(samples("__name__", "h_count")).containsExactly(at(6));
    assertThat(samples("__name__", "h_sum")).containsExactly(at(12.5));
  }

  @Test
  void bothFormsAreTakenOnRequestAndAGaugeSaysSo() {
    HistogramOptions both = new HistogramOptions(true, true, false, 0, 0);
    Counts counts = take(both, family("h", GAUGE_HISTOGRAM, 7, ProtoWalkTest::histogram));
    assertThat(counts.scraped()).isEqualTo(5);
    assertThat(sink.histograms().values().iterator().next().getFirst().resetHint())
        .isEqualTo(ResetHint.GAUGE);
  }

  @Test
  void histogramsAreMadeCoarserToKeepWithinTheLimits() {
    take(
        new HistogramOptions(true, false, false, 2, 0),
        family("h", HISTOGRAM, 7, ProtoWalkTest::histogram));
    Histogram limited = sink.histograms().values().iterator().next().getFirst();
    // Indices −2, −1, 0 become −1, 0, 0 at half the resolution.
    assertThat(limited.schema()).isEqualTo(2);
    assertThat(limited.positiveSpans()).containsExactly(new Span(-1, 2));
    assertThat(limited.positiveCounts()).containsExactly(1, 4);
  }

  @Test
  void aFactorBetweenBucketsBoundsTheResolution() {
    take(
        new HistogramOptions(true, false, false, 0, 1.4),
        family("h", HISTOGRAM, 7, ProtoWalkTest::histogram));
    // Schema 1 grows by 1.414 from bucket to bucket, schema 2 by 1.189 only.
    assertThat(sink.histograms().values().iterator().next().getFirst().schema()).isEqualTo(1);
  }

  @Test
  void aLimitThatCannotBeKeptFailsTheScrape() {
    Counts counts =
        take(
            new HistogramOptions(true, false, false, 1, 0),
            family(
                "h",
                HISTOGRAM,
                7,
                out -> {
                  out.int64(1, 3);
                  int first = out.open(12);
                  out.sint64(1, 0);
                  out.int64(2, 1);
                  out.close(first);
                  out.sint64(13, 2);
                  int span = out.open(9);
                  out.sint64(1, 0);
                  out.int64(2, 1);
                  out.close(span);
                  out.sint64(10, 1);
                }));
    assertThat(counts.error()).contains("histogram bucket limit exceeded");
  }

  @Property(tries = 1000)
  void anyBytesAreReadOrRefusedInWords(@ForAll byte[] bytes) {
    byte[] good = family("h", HISTOGRAM, 7, ProtoWalkTest::histogram);
    for (int i = 0; i < bytes.length && i < good.length; i++) {
      good[(bytes[i] & 0xff) % good.length] ^= bytes[i];
    }
    Counts counts =
        TestTarget.take(TestTarget.ingest(new RecordingSink(), NATIVE), 1000, good, TYPE);
    assertThat(String.valueOf(counts.error())).doesNotContain("Exception");
  }

  @Test
  void aRealPrometheusTellsTheSameInProtobufAsInText(@TempDir Path folder)
      throws IOException, InterruptedException {
    Optional<Path> program = InstalledProgram.find("prometheus");
    assumeTrue(program.isPresent(), "prometheus is not installed: nothing to compare with");
    int port = InstalledProgram.freePort();
    Path config = folder.resolve("p.yml");
    Files.writeString(config, "global: {}\n");
    try (InstalledProgram prometheus =
            InstalledProgram.start(
                program.get(),
                "--config.file=" + config,
                "--storage.tsdb.path=" + folder.resolve("d"),
                "--web.listen-address=127.0.0.1:" + port);
        HttpClient client = HttpClient.newHttpClient()) {
      URI metrics = URI.create("http://127.0.0.1:" + port + "/metrics");
      prometheus.fetch(metrics);
      HttpResponse<byte[]> proto = get(client, metrics, TYPE);
      HttpResponse<byte[]> text = get(client, metrics, "text/plain;version=0.0.4");
      assertThat(contentType(proto)).startsWith("application/vnd.google.protobuf");

      RecordingSink ofProto = new RecordingSink();
      RecordingSink ofText = new RecordingSink();
      HistogramOptions both = new HistogramOptions(true, true, false, 0, 0);
      Counts counts =
          TestTarget.take(TestTarget.ingest(ofProto, both), 1000, proto.body(), contentType(proto));
      TestTarget.take(TestTarget.ingest(ofText, both), 1000, text.body(), contentType(text));
      assertThat(counts.error()).isNull();
      Set<String> onlyNative = onlyNative(ofProto);
      Set<String> inText = names(ofText.samples());
      inText.removeIf(name -> onlyNative.stream().anyMatch(h -> name.contains("\"" + h + "_")));
      assertThat(names(ofProto.samples())).isEqualTo(inText);
      assertThat(ofProto.histograms()).isNotEmpty();
      ofProto.histograms().entrySet().stream()
          .filter(h -> !onlyNative.contains(h.getKey().metricName()))
          .forEach(h -> agreesWithItsClassicForm(ofProto, h.getKey(), h.getValue()));
    }
  }

  /** Histograms that the text tells with one bucket for lack of others, and protobuf with none. */
  private static Set<String> onlyNative(RecordingSink sink) {
    Set<String> names = new TreeSet<>();
    sink.histograms().keySet().forEach(labels -> names.add(labels.metricName()));
    names.removeIf(name -> !sink.samplesOf("__name__", name + "_count").isEmpty());
    return names;
  }

  private static void agreesWithItsClassicForm(
      RecordingSink sink, Labels labels, List<Histogram> histograms) {
    Labels count = labels.with(Labels.METRIC_NAME, labels.metricName() + "_count");
    double classic = histograms.getFirst().count();
    assertThat(sink.samples())
        .hasEntrySatisfying(count, s -> assertThat(s.getFirst().value()).isEqualTo(classic));
  }

  /** Series without those of requests, of which there was one more when the text was asked for. */
  private static Set<String> names(Map<Labels, ?> samples) {
    Set<String> names = new TreeSet<>();
    samples.keySet().stream().map(Labels::toString).forEach(names::add);
    names.removeIf(name -> name.contains("_http_") || name.contains("promhttp"));
    return names;
  }

  private static HttpResponse<byte[]> get(HttpClient client, URI url, String accept)
      throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(url).header("Accept", accept).build();
    return client.send(request, HttpResponse.BodyHandlers.ofByteArray());
  }

  private static String contentType(HttpResponse<byte[]> response) {
    return response.headers().firstValue("Content-Type").orElse("");
  }
}
