package io.atalaya.collect.push;

import static io.atalaya.collect.push.WriteMessages.integerHistogram;
import static io.atalaya.collect.push.WriteMessages.label;
import static io.atalaya.collect.push.WriteMessages.labels;
import static io.atalaya.collect.push.WriteMessages.nested;
import static io.atalaya.collect.push.WriteMessages.packedDeltas;
import static io.atalaya.collect.push.WriteMessages.request;
import static io.atalaya.collect.push.WriteMessages.sample;
import static io.atalaya.collect.push.WriteMessages.series;
import static io.atalaya.collect.push.WriteMessages.span;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.atalaya.collect.push.RemoteWriteReceiver.Version;
import io.atalaya.model.Histogram;
import io.atalaya.model.Histogram.Span;
import io.atalaya.model.Labels;
import io.atalaya.model.SampleBatch.Metadata;
import io.atalaya.model.SampleValue;
import io.atalaya.model.SinkUnavailableException;
import io.atalaya.model.wire.ProtoWriter;
import io.atalaya.model.wire.Snappy;
import io.atalaya.model.wire.WireException;
import io.atalaya.testkit.RecordingSink;
import io.atalaya.testkit.RecordingSink.Sample;
import io.atalaya.testkit.VirtualScheduler;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class RemoteWriteReceiverTest {
  private static final long T = 1_790_000_000_000L;
  private static final Labels UP = Labels.of("__name__", "up", "job", "shop");
  private static final Labels HITS = Labels.of("__name__", "hits_total", "job", "shop");

  private final RecordingSink sink = new RecordingSink();
  private final RemoteWriteReceiver receiver =
      new RemoteWriteReceiver(
          sink,
          new PushLimits(1 << 20, 100, 5, 20, 50),
          () -> false,
          2,
          new VirtualScheduler(Instant.ofEpochMilli(T)),
          new Random(1));

  private WriteResult v1(byte[] body) throws Exception {
    return receiver.write(Version.V1, body, body.length);
  }

  private WriteResult v2(byte[] body) throws Exception {
    return receiver.write(Version.V2, body, body.length);
  }

  private static byte[] upAndHits(long at) {
    return request(
        out -> {
          series(out, UP, at, 1);
          series(out, HITS, at, 7);
        });
  }

  @Test
  void storesTheSamplesOfARequest() throws Exception {
    assertThat(v1(upAndHits(T))).isEqualTo(new WriteResult(2, 0, 0, List.of()));
    assertThat(v1(upAndHits(T + 1000)).complete()).isTrue();
    assertThat(sink.samples().get(UP)).containsExactly(new Sample(T, 1), new Sample(T + 1000, 1));
    assertThat(sink.samples().get(HITS)).hasSize(2);
    assertThat(receiver.rememberedSeries()).isEqualTo(2);
  }

  @Test
  void aSeriesThatTheStoreForgotIsRegisteredAnew() throws Exception {
    v1(upAndHits(T));
    sink.forgetReferences();
    assertThat(v1(upAndHits(T + 1000))).isEqualTo(new WriteResult(2, 0, 0, List.of()));
    assertThat(sink.samples().get(UP)).hasSize(2);
  }

  @Test
  void keepsSeveralSamplesOfOneSeriesInTheirOrder() throws Exception {
    v1(
        request(
            out ->
                nested(
                    out,
                    1,
                    s -> {
                      labels(s, UP);
                      sample(s, 2, T, 1);
                      sample(s, 2, T + 1, SampleValue.STALE);
                      sample(s, 2, T + 2, Double.NEGATIVE_INFINITY);
                    })));
    assertThat(sink.samples().get(UP))
        .extracting(s -> Double.doubleToRawLongBits(s.value()))
        .containsExactly(
            Double.doubleToRawLongBits(1),
            SampleValue.STALE_BITS,
            Double.doubleToRawLongBits(Double.NEGATIVE_INFINITY));
  }

  @Test
  void seriesWithImpossibleLabelsAreRefusedAndTheOthersKept() throws Exception {
    WriteResult result =
        v1(
            request(
                out -> {
                  series(out, UP, T, 1);
                  series(out, Labels.of("job", "nameless"), T, 1);
                  nested(
                      out,
                      1,
                      s -> {
                        labels(s, HITS);
                        label(s, "job", "twice");
                        sample(s, 2, T, 1);
                      });
                  series(out, HITS.with("long", "x".repeat(51)), T, 1);
                  series(
                      out, HITS.with("a", "1").with("b", "1").with("c", "1").with("d", "1"), T, 1);
                  nested(
                      out,
                      1,
                      s -> {
                        labels(s, UP);
                        nested(s, 1, label -> label.bytes(2, new byte[] {(byte) 0xff}));
                        sample(s, 2, T, 1);
                      });
                  series(out, HITS, T, 1);
                }));
    assertThat(result.samples()).isEqualTo(2);
    assertThat(result.faults())
        .satisfiesExactly(
            f -> assertThat(f).contains("invalid metric name or labels", "nameless"),
            f -> assertThat(f).contains("duplicated label job"),
            f -> assertThat(f).contains("label long has more than 50 bytes"),
            f -> assertThat(f).contains("more than 5 labels"),
            f -> assertThat(f).contains("a label that is not UTF-8"));
    assertThat(sink.samples()).containsOnlyKeys(UP, HITS);
    assertThat(receiver.counters().invalidLabels()).isEqualTo(5);
  }

  @Test
  void aSeriesBeyondTheLimitIsRefusedAndTheOthersKept() throws Exception {
    sink.limitSeries(1);
    WriteResult result = v1(upAndHits(T));
    assertThat(result.samples()).isEqualTo(1);
    assertThat(result.faults()).singleElement().asString().contains("more than 1 series");
    assertThat(receiver.counters().refusedSeries()).isEqualTo(1);
  }

  @Test
  void aDamagedRequestLeavesNothing() {
    byte[] body =
        request(
            out -> {
              series(out, UP, T, 1);
              out.int64(1, 5);
            });
    assertThatThrownBy(() -> v1(body))
        .isInstanceOf(WireException.class)
        .hasMessageContaining("field 1 has wire type 0");
    assertThat(sink.samples()).isEmpty();
    assertThat(receiver.counters().unreadable()).isEqualTo(1);
  }

  @Test
  void aStoreThatRefusesIsToldAndNothingIsAcknowledged() {
    sink.refuse(true);
    assertThatThrownBy(() -> v1(upAndHits(T))).isInstanceOf(SinkUnavailableException.class);
    assertThat(receiver.counters().unavailable()).isEqualTo(1);
    assertThat(receiver.counters().samples()).isZero();
  }

  @Test
  void aRequestOfTooManySamplesIsRefusedAsAWhole() {
    byte[] body =
        request(
            out -> {
              for (int i = 0; i < 101; i++) {
                series(out, UP, T + i, 1);
              }
            });
    assertThatThrownBy(() -> v1(body))
        .isInstanceOf(OversizeException.class)
        .hasMessage("the request has more than 100 samples");
    assertThat(sink.samples()).isEmpty();
    assertThat(receiver.counters().unreadable()).isEqualTo(1);
  }

  @Test
  void aRequestThatIsTooLargeWhenDecompressedIsRefused() {
    byte[] body = request(out -> out.bytes(9, new byte[2 << 20]));
    assertThat(body.length).isLessThan(1 << 20);
    assertThatThrownBy(() -> v1(body)).hasMessageContaining("more than 1048576 are not taken");
  }

  @Test
  void keepsIntegerHistogramsAndTheirEnd() throws Exception {
    WriteResult result =
        v1(
            request(
                out ->
                    nested(
                        out,
                        1,
                        s -> {
                          labels(s, HITS);
                          integerHistogram(s, 4, T, 9);
                          nested(s, 4, h -> h.float64(3, SampleValue.STALE));
                        })));
    assertThat(result.histograms()).as("the end counts as the histogram it is").isEqualTo(2);
    assertThat(result.samples()).isZero();
    assertThat(sink.histograms().get(HITS))
        .containsExactly(
            new Histogram(
                3,
                0.001,
                2,
                9,
                12.5,
                List.of(new Span(-1, 2)),
                new double[] {4, 3},
                List.of(),
                new double[0],
                new double[0],
                Histogram.ResetHint.UNKNOWN,
                true));
    assertThat(sink.samples().get(HITS))
        .singleElement()
        .matches(s -> SampleValue.isStale(s.value()));
  }

  @Test
  void aHistogramWhoseBucketsDoNotAddUpIsRefused() throws Exception {
    WriteResult result =
        v1(
            request(
                out ->
                    nested(
                        out,
                        1,
                        s -> {
                          labels(s, HITS);
                          integerHistogram(s, 4, T, 10);
                        })));
    assertThat(result.faults())
        .containsExactly("histogram has 9.0 observations in its buckets, but a count of 10.0");
    assertThat(receiver.counters().invalidHistograms()).isEqualTo(1);
  }

  @Test
  void keepsHistogramsWithCustomBuckets() throws Exception {
    v1(
        request(
            out ->
                nested(
                    out,
                    1,
                    s -> {
                      labels(s, HITS);
                      nested(
                          s,
                          4,
                          h -> {
                            h.int64(1, 7);
                            h.sint64(4, Histogram.CUSTOM_BUCKETS);
                            nested(h, 11, span -> span(span, 0, 3));
                            nested(h, 12, deltas -> packedDeltas(deltas, 1, 1, 2));
                            h.int64(15, T);
                            h.float64(16, 0.5);
                            h.float64(16, 2.5);
                          });
                    })));
    Histogram histogram = sink.histograms().getOrDefault(HITS, List.of()).getFirst();
    assertThat(histogram.customBounds()).containsExactly(0.5, 2.5);
    assertThat(histogram.positiveCounts()).containsExactly(1, 2, 4);
  }

  @Test
  void aSchemaThatIsTooFineIsMadeCoarser() throws Exception {
    v1(
        request(
            out ->
                nested(
                    out,
                    1,
                    s -> {
                      labels(s, HITS);
                      nested(
                          s,
                          4,
                          h -> {
                            h.int64(1, 10);
                            h.sint64(4, 9);
                            // Buckets -1, 0, 1, 2 and 9 of schema 9 are 0, 0, 1, 1 and 5 of 8.
                            nested(h, 11, span -> span(span, -1, 4));
                            nested(h, 11, span -> span(span, 6, 1));
                            nested(h, 12, d -> packedDeltas(d, 1, 1, 0, 1, -1));
                            h.int64(15, T);
                          });
                    })));
    Histogram histogram = sink.histograms().getOrDefault(HITS, List.of()).getFirst();
    assertThat(histogram.schema()).isEqualTo(8);
    assertThat(histogram.positiveSpans()).containsExactly(new Span(0, 2), new Span(3, 1));
    assertThat(histogram.positiveCounts()).containsExactly(3, 5, 2);
  }

  @Test
  void exemplarsThatCannotBeAreLeftOutAndCounted() throws Exception {
    WriteResult result =
        v1(
            request(
                out ->
                    nested(
                        out,
                        1,
                        s -> {
                          labels(s, HITS);
                          sample(s, 2, T, 3);
                          exemplar(s, T + 3_600_000, "abc");
                          exemplar(s, T, "more than the labels of a series may have: 51 bytes");
                          exemplar(s, T, "x".repeat(50), "y".repeat(50), "z".repeat(26));
                          exemplar(s, T, "ü".repeat(25), "y".repeat(50), "z".repeat(50));
                        })));
    assertThat(result).isEqualTo(new WriteResult(1, 0, 1, List.of()));
    assertThat(sink.exemplars()).hasSize(1);
    assertThat(receiver.counters().invalidExemplars()).isEqualTo(3);
  }

  private static void exemplar(ProtoWriter series, long atMillis, String... values) {
    nested(
        series,
        3,
        e -> {
          for (int i = 0; i < values.length; i++) {
            label(e, Integer.toString(i), values[i]);
          }
          e.int64(3, atMillis);
        });
  }

  @Test
  void passesExemplarsAndMetadataOn() throws Exception {
    WriteResult result =
        v1(
            request(
                out -> {
                  nested(
                      out,
                      1,
                      s -> {
                        labels(s, HITS);
                        sample(s, 2, T, 3);
                        nested(
                            s,
                            3,
                            e -> {
                              label(e, "trace_id", "abc");
                              e.float64(2, 0.25);
                              e.int64(3, T - 5);
                            });
                      });
                  nested(
                      out,
                      3,
                      m -> {
                        m.int64(1, 1);
                        m.text(2, "hits");
                        m.text(4, "Hits.");
                        m.text(5, "requests");
                      });
                }));
    assertThat(result.exemplars()).isEqualTo(1);
    assertThat(sink.exemplars().getFirst().labels()).isEqualTo(Labels.of("trace_id", "abc"));
    assertThat(sink.metadata())
        .containsExactly(new Metadata("hits", "counter", "requests", "Hits."));
  }

  private static byte[] second(WriteMessages.Symbols symbols, ProtoWriter series) {
    return request(
        out -> {
          symbols.write(out);
          out.bytes(5, series.toByteArray());
        });
  }

  private static byte[] hitsOfVersion2(long at, String help) {
    WriteMessages.Symbols symbols = new WriteMessages.Symbols();
    ProtoWriter series = new ProtoWriter();
    symbols.of("a symbol nobody needs, so that numbers differ: " + help);
    symbols.refs(series, HITS);
    nested(
        series,
        2,
        s -> {
          s.float64(1, 7);
          s.int64(2, at);
          s.int64(3, T - 60_000);
        });
    nested(
        series,
        5,
        m -> {
          m.int64(1, 1);
          m.int64(3, symbols.of(help));
        });
    return second(symbols, series);
  }

  @Test
  void theSecondVersionFindsASeriesAgainWhateverNumbersItsSymbolsHave() throws Exception {
    assertThat(v2(hitsOfVersion2(T, "one"))).isEqualTo(new WriteResult(1, 0, 0, List.of()));
    v2(hitsOfVersion2(T + 1, "one"));
    assertThat(receiver.rememberedSeries()).isEqualTo(1);
    v2(hitsOfVersion2(T + 2, "another help"));
    assertThat(sink.samples().get(HITS)).hasSize(3);
    assertThat(sink.metadata())
        .containsExactly(
            new Metadata("hits_total", "counter", "", "one"),
            new Metadata("hits_total", "counter", "", "another help"));
  }

  @Test
  void theSecondVersionCountsWhatItTookAndNamesTheRest() throws Exception {
    WriteMessages.Symbols symbols = new WriteMessages.Symbols();
    byte[] body =
        request(
            out -> {
              nested(
                  out,
                  5,
                  s -> {
                    symbols.refs(s, HITS);
                    sample(s, 2, T, 1);
                    integerHistogram(s, 3, T + 1, 9);
                  });
              nested(out, 5, s -> symbols.refs(s, UP));
              nested(
                  out,
                  5,
                  s -> {
                    s.int64(1, 99);
                    s.int64(1, 1);
                    sample(s, 2, T, 1);
                  });
              symbols.write(out);
            });
    WriteResult result = v2(body);
    assertThat(result.samples()).isEqualTo(1);
    assertThat(result.histograms()).isEqualTo(1);
    assertThat(result.faults())
        .satisfiesExactly(
            f -> assertThat(f).contains("TimeSeries must contain at least one sample", "up"),
            f -> assertThat(f).contains("a symbol beyond"));
  }

  @Property(tries = 300)
  void damagedRequestsNeverDoMoreThanBeRefused(@ForAll long seed) throws Exception {
    Random random = new Random(seed);
    ProtoWriter out = new ProtoWriter();
    boolean second = random.nextBoolean();
    WriteMessages.Symbols symbols = new WriteMessages.Symbols();
    for (int i = 0; i < 3; i++) {
      Labels labels = HITS.with("n", "v" + i);
      nested(
          out,
          second ? 5 : 1,
          s -> {
            if (second) {
              symbols.refs(s, labels);
            } else {
              labels(s, labels);
            }
            sample(s, 2, T, random.nextDouble());
            integerHistogram(s, second ? 3 : 4, T, 9);
          });
    }
    symbols.write(out);
    byte[] message = out.toByteArray();
    for (int i = random.nextInt(5); i > 0; i--) {
      message[random.nextInt(message.length)] = (byte) random.nextInt();
    }
    byte[] cut = Arrays.copyOf(message, message.length - random.nextInt(3));
    byte[] body = Snappy.encode(cut);
    try {
      receiver.write(second ? Version.V2 : Version.V1, body, body.length);
    } catch (WireException e) {
      assertThat(e.position()).isBetween(0, message.length);
    }
  }
}
