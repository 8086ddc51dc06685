package io.atalaya.collect.push;

import static io.atalaya.collect.push.WriteMessages.nested;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.atalaya.collect.push.otlp.OtlpSettings;
import io.atalaya.collect.push.otlp.OtlpSettings.Strategy;
import io.atalaya.model.Histogram;
import io.atalaya.model.Histogram.Span;
import io.atalaya.model.Labels;
import io.atalaya.model.SampleBatch.Metadata;
import io.atalaya.model.SampleValue;
import io.atalaya.model.wire.ProtoWriter;
import io.atalaya.model.wire.WireException;
import io.atalaya.testkit.RecordingSink;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** Expected names and buckets follow the rules of Prometheus 3.14, worked out by hand. */
class OtlpReceiverTest {
  private static final long T = 1_790_000_000_000L;

  private final RecordingSink sink = new RecordingSink();
  private OtlpSettings settings = OtlpSettings.defaults();
  private final OtlpReceiver receiver =
      new OtlpReceiver(
          sink,
          PushLimits.defaults(),
          () -> false,
          2,
          () -> Instant.ofEpochMilli(T),
          () -> settings);

  /** Sends metrics, in JSON, of a resource with the three identifying attributes and a host. */
  private OtlpReceiver.Result send(String metrics) throws Exception {
    String body =
        """
        {"resourceMetrics":[{"resource":{"attributes":[
          {"key":"service.name","value":{"stringValue":"shop"}},
          {"key":"service.namespace","value":{"stringValue":"prod"}},
          {"key":"service.instance.id","value":{"stringValue":"i-1"}},
          {"key":"host.name","value":{"stringValue":"h1"}}]},
         "scopeMetrics":[{"scope":{"name":"lib","version":"2"},"metrics":[%s]}]}]}
        """
            .formatted(metrics.replace("@T", "\"" + T + "000000\""));
    return receiver.write(body.getBytes(StandardCharsets.UTF_8), true);
  }

  private OtlpReceiver.Result sendGauge(String name, String unit) throws Exception {
    return send(
        """
        {"name":"%s","unit":"%s","gauge":{"dataPoints":[{"timeUnixNano":@T,"asDouble":1.5}]}}
        """
            .formatted(name, unit));
  }

  private OtlpReceiver.Result sendCounter(String name, String unit) throws Exception {
    return send(
        """
        {"name":"%s","unit":"%s","sum":{"aggregationTemporality":2,"isMonotonic":true,
         "dataPoints":[{"timeUnixNano":@T,"asInt":"42"}]}}
        """
            .formatted(name, unit));
  }

  private List<String> names() {
    return sink.samples().keySet().stream()
        .map(Labels::metricName)
        .filter(name -> !name.equals("target_info"))
        .toList();
  }

  private static Labels of(String name, String... more) {
    Labels.Builder labels = Labels.of(more).toBuilder();
    return labels.set("__name__", name).set("job", "prod/shop").set("instance", "i-1").build();
  }

  @Test
  void namesHaveUnitsAndTypesAtTheirEnd() throws Exception {
    sendGauge("disk.io", "By/s");
    sendGauge("cpu.utilization", "1");
    sendGauge("queue.length", "{items}");
    sendGauge("2fast", "ms");
    sendGauge("already.in.seconds", "s");
    sendCounter("requests", "1");
    sendCounter("total.things", "s/m");
    assertThat(names())
        .containsExactly(
            "disk_io_bytes_per_second",
            "cpu_utilization_ratio",
            "queue_length",
            "_2fast_milliseconds",
            "already_in_seconds",
            "requests_total",
            "things_seconds_per_minute_total");
  }

  @Test
  void otherStrategiesKeepCharactersOrAppendNothing() throws Exception {
    for (Strategy strategy : Strategy.values()) {
      settings =
          new OtlpSettings(
              strategy, false, Set.of(), false, false, false, true, true, Duration.ofMinutes(5));
      sendCounter("http.requests", "s");
    }
    assertThat(names())
        .containsExactly(
            "http_requests_seconds_total",
            "http_requests",
            "http.requests_seconds_total",
            "http.requests");
  }

  @Test
  void attributesBecomeLabelsAndTheResourceTargetInfo() throws Exception {
    send(
        """
        {"name":"x","gauge":{"dataPoints":[{"timeUnixNano":@T,"asDouble":1,"attributes":[
          {"key":"a.b","value":{"stringValue":"p"}},{"key":"a_b","value":{"stringValue":"q"}},
          {"key":"_c","value":{"boolValue":true}},{"key":"1d","value":{"doubleValue":1.5}},
          {"key":"e","value":{"arrayValue":{"values":[{"stringValue":"y"},{"intValue":"3"}]}}}]}]}}
        """);
    assertThat(sink.samples())
        .containsOnlyKeys(
            of("x", "a_b", "p;q", "key_c", "true", "key_1d", "1.5", "e", "[\"y\",3]"),
            of("target_info", "host_name", "h1"));
  }

  @Test
  void promotedAttributesAndScopesAreOnEverySeries() throws Exception {
    settings =
        new OtlpSettings(
            Strategy.UNDERSCORE_ESCAPING_WITH_SUFFIXES,
            false,
            Set.of("host.name"),
            true,
            false,
            true,
            true,
            true,
            Duration.ofMinutes(5));
    sendGauge("x", "");
    assertThat(sink.samples())
        .containsOnlyKeys(
            of("x", "host_name", "h1", "otel_scope_name", "lib", "otel_scope_version", "2"),
            of(
                "target_info",
                "host_name",
                "h1",
                "service_name",
                "shop",
                "service_namespace",
                "prod",
                "service_instance_id",
                "i-1"));
  }

  private static final String HISTOGRAM =
      """
      {"name":"lat","unit":"s","description":"Time.","histogram":{"aggregationTemporality":2,
       "dataPoints":[{"startTimeUnixNano":@T,"timeUnixNano":@T,"count":"6","sum":12.5,
       "bucketCounts":["1","2","3"],"explicitBounds":[0.5,10],
       "exemplars":[{"timeUnixNano":@T,"asDouble":7,"traceId":"0a0b","spanId":"0c"}]}]}}
      """;

  @Test
  void explicitBoundsBecomeCumulativeBuckets() throws Exception {
    assertThat(send(HISTOGRAM).written().complete()).isTrue();
    assertThat(sink.lastOf("__name__", "lat_seconds_bucket", "le", "0.5")).hasValue(1);
    assertThat(sink.lastOf("__name__", "lat_seconds_bucket", "le", "10")).hasValue(3);
    assertThat(sink.lastOf("__name__", "lat_seconds_bucket", "le", "+Inf")).hasValue(6);
    assertThat(sink.last("lat_seconds_sum")).hasValue(12.5);
    assertThat(sink.last("lat_seconds_count")).hasValue(6);
    assertThat(sink.metadata())
        .contains(new Metadata("lat_seconds", "histogram", "seconds", "Time."));
    assertThat(sink.exemplars()).hasSize(1);
    assertThat(sink.exemplars().getFirst().labels())
        .isEqualTo(Labels.of("trace_id", "0a0b", "span_id", "0c"));
  }

  @Test
  void explicitBoundsBecomeANativeHistogramWhereThatIsAskedFor() throws Exception {
    settings =
        new OtlpSettings(
            Strategy.UNDERSCORE_ESCAPING_WITH_SUFFIXES,
            false,
            Set.of(),
            false,
            true,
            false,
            true,
            true,
            Duration.ofMinutes(5));
    assertThat(send(HISTOGRAM).written().histograms()).isEqualTo(1);
    Histogram histogram = sink.histograms().getOrDefault(of("lat_seconds"), List.of()).getFirst();
    assertThat(histogram.customBounds()).containsExactly(0.5, 10);
    assertThat(histogram.positiveCounts()).containsExactly(1, 2, 3);
  }

  @Test
  void exponentialHistogramsBecomeNativeOnesNoFinerThanWeKeep() throws Exception {
    send(
        """
        {"name":"exp","exponentialHistogram":{"aggregationTemporality":2,"dataPoints":[{
         "timeUnixNano":@T,"count":"10","sum":20,"scale":9,"zeroCount":"1",
         "positive":{"offset":-3,"bucketCounts":["1","0","2","1","0","0","0","0","3"]},
         "negative":{"offset":2,"bucketCounts":["2"]}}]}}
        """);
    Histogram histogram = sink.histograms().getOrDefault(of("exp"), List.of()).getFirst();
    assertThat(histogram.schema()).isEqualTo(8);
    assertThat(histogram.positiveSpans()).containsExactly(new Span(-1, 3), new Span(1, 1));
    assertThat(histogram.positiveCounts()).containsExactly(1, 2, 1, 3);
    assertThat(histogram.negativeSpans()).containsExactly(new Span(2, 1));
  }

  @Test
  void summariesBecomeQuantiles() throws Exception {
    send(
        """
        {"name":"s","summary":{"dataPoints":[{"timeUnixNano":@T,"count":"3","sum":6,
         "quantileValues":[{"quantile":0.5,"value":1},{"quantile":0.99,"value":3}]}]}}
        """);
    assertThat(sink.lastOf("__name__", "s", "quantile", "0.99")).hasValue(3);
    assertThat(sink.last("s_count")).hasValue(3);
  }

  @Test
  void deltasAreRejectedAndTheRestStored() throws Exception {
    OtlpReceiver.Result result =
        send(
            """
            {"name":"d","sum":{"aggregationTemporality":1,"isMonotonic":true,
             "dataPoints":[{"timeUnixNano":@T,"asInt":"1"},{"timeUnixNano":@T,"asInt":"2"}]}},
            {"name":"g","gauge":{"dataPoints":[{"timeUnixNano":@T,"asInt":"1"}]}}
            """);
    assertThat(result.rejected()).isEqualTo(2);
    assertThat(result.written().faults().getFirst())
        .contains("invalid temporality and type combination for metric \"d\"");
    assertThat(sink.last("g")).hasValue(1);
  }

  @Test
  void aPointWithoutValueEndsItsSeries() throws Exception {
    send(
        """
        {"name":"g","gauge":{"dataPoints":[{"timeUnixNano":@T,"flags":1}]}}
        """);
    assertThat(sink.last("g").getAsDouble()).matches(SampleValue::isStale);
  }

  @Test
  void protobufSaysTheSameAsJson() throws Exception {
    sendCounter("requests", "1");
    receiver.write(counterInProtobuf(), false);
    assertThat(sink.samples().get(of("requests_total")))
        .hasSize(2)
        .allMatch(sample -> sample.timestampMillis() == T && sample.value() == 42);
  }

  private static void attribute(ProtoWriter out, int field, String key, String value) {
    nested(
        out,
        field,
        pair -> {
          pair.text(1, key);
          nested(pair, 2, any -> any.text(1, value));
        });
  }

  private static byte[] counterInProtobuf() {
    ProtoWriter out = new ProtoWriter();
    nested(
        out,
        1,
        resource -> {
          nested(
              resource,
              1,
              r -> {
                attribute(r, 1, "service.name", "shop");
                attribute(r, 1, "service.namespace", "prod");
                attribute(r, 1, "service.instance.id", "i-1");
              });
          nested(
              resource,
              2,
              scope ->
                  nested(
                      scope,
                      2,
                      metric -> {
                        metric.text(1, "requests");
                        metric.text(3, "1");
                        nested(metric, 7, OtlpReceiverTest::sum);
                      }));
        });
    return out.toByteArray();
  }

  private static void sum(ProtoWriter out) {
    nested(
        out,
        1,
        point -> {
          point.fixed64(3, T * 1_000_000);
          point.fixed64(6, 42);
        });
    out.int64(2, 2);
    out.bool(3, true);
  }

  @Property(tries = 200)
  void damagedRequestsNeverDoMoreThanBeRefused(@ForAll long seed) throws Exception {
    Random random = new Random(seed);
    byte[] body = counterInProtobuf();
    for (int i = 0; i < 3; i++) {
      body[random.nextInt(body.length)] = (byte) random.nextInt();
    }
    try {
      receiver.write(body, false);
    } catch (WireException e) {
      assertThat(e.position()).isBetween(0, body.length);
    }
  }

  @Test
  void whatIsNoJsonIsRefused() {
    assertThatThrownBy(() -> receiver.write(new byte[] {'{'}, true))
        .isInstanceOf(WireException.class);
  }
}
