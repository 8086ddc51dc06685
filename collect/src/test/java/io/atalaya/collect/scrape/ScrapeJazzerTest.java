package io.atalaya.collect.scrape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.atalaya.testkit.Fuzzer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScrapeJazzerTest {
  @ParameterizedTest
  @ValueSource(classes = {ScrapeFuzz.class, RelabelFuzz.class})
  void noInputBreaksWhatReadsExpositionsAndRules(Class<?> target) throws Exception {
    assumeTrue(Fuzzer.isWanted(), "Jazzer runs with -Datalaya.jazzer.seconds=5, or longer");
    assertThat(Fuzzer.findingsOf(target)).isEmpty();
  }
}
