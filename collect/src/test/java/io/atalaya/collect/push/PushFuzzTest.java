package io.atalaya.collect.push;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.atalaya.model.Labels;
import io.atalaya.model.wire.Snappy;
import io.atalaya.testkit.Mutations;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What {@link PushFuzz} tries, for a moment; a fuzzer does it better and longer. */
class PushFuzzTest {
  private static final int INPUTS = Integer.getInteger("atalaya.collect.inputs", 5_000);
  private static final String OTLP =
      """
      {"resourceMetrics":[{"resource":{"attributes":[{"key":"service.name","value":
      {"stringValue":"s"}}]},"scopeMetrics":[{"metrics":[{"name":"g","unit":"s","gauge":
      {"dataPoints":[{"timeUnixNano":"1790000000000000000","asDouble":1.5}]}},{"name":"e",
      "exponentialHistogram":{"aggregationTemporality":2,"dataPoints":[{"count":"3","scale":3,
      "positive":{"offset":1,"bucketCounts":["1","2"]}}]}}]}]}]}
      """;

  private static byte[] with(int protocol, byte[] body) {
    byte[] input = new byte[body.length + 1];
    input[0] = (byte) protocol;
    System.arraycopy(body, 0, input, 1, body.length);
    return input;
  }

  private static List<byte[]> seeds() throws Exception {
    byte[] packed =
        WriteMessages.request(
            out -> {
              WriteMessages.series(out, Labels.of("__name__", "up", "job", "a"), 1000, 1);
              WriteMessages.nested(
                  out,
                  1,
                  s -> {
                    WriteMessages.labels(s, Labels.of("__name__", "h", "job", "a"));
                    WriteMessages.integerHistogram(s, 4, 1000, 3);
                  });
            });
    byte[] request = Snappy.decode(packed, 1 << 20);
    List<byte[]> seeds = new ArrayList<>();
    for (int protocol = 0; protocol < 8; protocol++) {
      seeds.add(with(protocol, protocol == 2 || protocol == 3 ? packed : request));
    }
    seeds.add(with(5, OTLP.getBytes(UTF_8)));
    seeds.add(
        with(6, "cpu,host=a\\ b,x=y usage=1.5,n=3i,s=\"t\" 1790000000000000000".getBytes(UTF_8)));
    seeds.add(
        with(
            7,
            "{\"metric\":{\"__name__\":\"a\"},\"values\":[1,\"NaN\"],\"timestamps\":[1,2]}"
                .getBytes(UTF_8)));
    return seeds;
  }

  @Test
  void noRequestGivesAnythingButAResultOrATypedError() throws Exception {
    Mutations inputs = new Mutations(seeds(), Long.getLong("atalaya.collect.fuzzSeed", 1));
    for (int i = 0; i < INPUTS; i++) {
      byte[] input = inputs.next();
      try {
        PushFuzz.fuzzerTestOneInput(input);
      } catch (RuntimeException | Error e) {
        throw new AssertionError("input " + HexFormat.of().formatHex(input), e);
      }
    }
    assertThat(INPUTS).isPositive();
  }
}
