package io.atalaya.query.promqltest;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestReporter;

/** Runs the scripts of this module. */
class OwnScriptsTest {
  @TestFactory
  Stream<DynamicContainer> scriptsOfOurOwn(TestReporter reporter) {
    return Stream.of(
            "selecting",
            "rates",
            "operators",
            "aggregations",
            "histograms",
            "functions",
            "exact",
            "every-range-function",
            "every-function",
            "every-aggregation",
            "every-operator")
        .map(name -> ScriptTests.of(name, read("/promql/" + name + ".test"), reporter));
  }

  private static String read(String resource) {
    try (InputStream in = OwnScriptsTest.class.getResourceAsStream(resource)) {
      byte[] bytes = Objects.requireNonNull(in, resource).readAllBytes();
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
