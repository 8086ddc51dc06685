package io.atalaya.collect.scrape;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.atalaya.model.relabel.RelabelRule;
import io.atalaya.testkit.Mutations;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What {@link RelabelFuzz} tries, for a moment; a fuzzer does it better and longer. */
class RelabelFuzzTest {
  private static final int INPUTS = Integer.getInteger("atalaya.relabel.inputs", 20_000);

  @Test
  void noRuleGivesAnythingButLabelsOrATypedError() {
    List<byte[]> seeds = new ArrayList<>();
    for (int action = 0; action < RelabelRule.Action.values().length; action++) {
      String texts =
          (char) action + "\3a\n;\n(.*):(?P<port>\\d+)|x*\nt\n${1}-$port$$\nv\na\nh:9090";
      seeds.add(texts.getBytes(UTF_8));
    }
    Mutations inputs = new Mutations(seeds, Long.getLong("atalaya.relabel.fuzzSeed", 1));
    for (int i = 0; i < INPUTS; i++) {
      byte[] input = inputs.next();
      try {
        RelabelFuzz.fuzzerTestOneInput(input);
      } catch (RuntimeException | Error e) {
        throw new AssertionError("input " + HexFormat.of().formatHex(input), e);
      }
    }
    assertThat(INPUTS).isPositive();
  }
}
