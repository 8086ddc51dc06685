package io.atalaya.collect.scrape;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.atalaya.testkit.Mutations;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What {@link ScrapeFuzz} tries, for a moment; a fuzzer does it better and longer. */
class ScrapeFuzzTest {
  private static final int INPUTS = Integer.getInteger("atalaya.collect.inputs", 5_000);
  private static final String TEXT =
      """
      # HELP a_total Help \\n "text"
      # TYPE a_total counter
      a_total{x="1",y="\\"q\\""} 12.5e3 1790000000000
      {"utf8 name","label name"="v"} NaN
      # TYPE h histogram
      h_bucket{le="0.1"} 1 # {trace_id="t"} 0.05 1790000000.5
      h_bucket{le="+Inf"} 2
      h_sum 0.3
      h_count 2
      h_created 1790000000.1
      # UNIT h seconds
      # EOF
      """;

  @Test
  void noExpositionGivesAnythingButSamplesOrAnError() throws Exception {
    List<byte[]> seeds = new ArrayList<>();
    for (String text : List.of("\0" + TEXT, "\1" + TEXT, "\3" + TEXT, "\10" + TEXT, "\15" + TEXT)) {
      seeds.add(text.getBytes(UTF_8));
    }
    // A family of name, type and one histogram with spans and deltas.
    seeds.add(
        HexFormat.of()
            .parseHex(
                "021a0a016818042213" + "3a110802112333333333330340280132020801" + "3a010200"));
    Path shared = Path.of(System.getProperty("atalaya.shared", "shared"), "corpora/openmetrics");
    for (byte[] body : Mutations.filesBelow(shared, 4096)) {
      seeds.add(("\1" + new String(body, UTF_8)).getBytes(UTF_8));
    }
    Mutations inputs = new Mutations(seeds, Long.getLong("atalaya.collect.fuzzSeed", 1));
    for (int i = 0; i < INPUTS; i++) {
      byte[] input = inputs.next();
      try {
        ScrapeFuzz.fuzzerTestOneInput(input);
      } catch (RuntimeException | Error e) {
        throw new AssertionError("input " + HexFormat.of().formatHex(input), e);
      }
    }
    assertThat(INPUTS).isPositive();
  }
}
