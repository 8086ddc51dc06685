package io.atalaya.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.atalaya.testkit.Fuzzer;
import org.junit.jupiter.api.Test;

class ConfigJazzerTest {
  @Test
  void noInputBreaksWhatReadsConfigurations() throws Exception {
    assumeTrue(Fuzzer.isWanted(), "Jazzer runs with -Datalaya.jazzer.seconds=5, or longer");
    assertThat(Fuzzer.findingsOf(ConfigFuzz.class)).isEmpty();
  }
}
