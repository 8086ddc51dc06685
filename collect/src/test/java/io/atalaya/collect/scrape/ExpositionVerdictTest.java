package io.atalaya.collect.scrape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.atalaya.model.Labels;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Our parsers next to Prometheus 3.5: for each body of {@code exposition-verdicts.txt} the same
 * verdict and the same series and values, and the same verdicts on the OpenMetrics corpus.
 */
class ExpositionVerdictTest {
  /** One body, and what Prometheus made of it. */
  private record Case(String format, String verdict, byte[] body, Map<String, String> series) {}

  @TestFactory
  Stream<DynamicTest> takesAndRefusesWhatPrometheusTakesAndRefuses() throws IOException {
    return cases().stream()
        .map(
            c ->
                dynamicTest(
                    c.format() + " " + new String(c.body(), StandardCharsets.ISO_8859_1),
                    () -> check(c)));
  }

  private static void check(Case expected) throws ExpositionException {
    ScrapeProtocol protocol =
        expected.format().equals("text")
            ? ScrapeProtocol.TEXT_0_0_4
            : ScrapeProtocol.OPENMETRICS_1_0_0;
    if (expected.verdict().equals("invalid")) {
      assertThatThrownBy(() -> read(expected.body(), protocol))
          .isInstanceOf(ExpositionException.class);
      return;
    }
    Map<String, String> series = read(expected.body(), protocol);
    if (expected.verdict().equals("valid")) {
      assertThat(series).isEqualTo(expected.series());
    }
  }

  /** Labels and values of a body's series, the first value if a series comes twice. */
  private static Map<String, String> read(byte[] body, ScrapeProtocol protocol)
      throws ExpositionException {
    Map<String, String> series = new TreeMap<>();
    SampleLabels labels = new SampleLabels(Labels.empty(), ScrapeConfig.of("j"));
    ExpositionParser parser = Exposition.parser(body, body.length, "", protocol);
    for (var entry = parser.next(); entry != ExpositionParser.Entry.END; entry = parser.next()) {
      if (entry == ExpositionParser.Entry.SERIES) {
        Labels read = Objects.requireNonNull(labels.of(parser.labelPairs()));
        series.putIfAbsent(read.toString(), text(parser.value));
        if (parser.hasExemplar) {
          parser.exemplar(0, 0);
        }
      }
    }
    return series;
  }

  private static String text(double value) {
    return Double.toString(value);
  }

  private static List<Case> cases() throws IOException {
    List<Case> cases = new ArrayList<>();
    for (String line : resource("exposition-verdicts.txt")) {
      if (line.startsWith("  ")) {
        int space = line.lastIndexOf(' ');
        byte[] value = line.substring(space + 1).getBytes(StandardCharsets.UTF_8);
        cases
            .getLast()
            .series()
            .put(line.substring(2, space), text(NumberReader.parse(value, 0, value.length)));
      } else if (!line.isEmpty() && !line.startsWith("#")) {
        String[] words = line.split(" ", 3);
        cases.add(new Case(words[0], words[1], unquote(words[2]), new TreeMap<>()));
      }
    }
    return cases;
  }

  private static byte[] unquote(String quoted) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int i = 1; i < quoted.length() - 1; i++) {
      char c = quoted.charAt(i);
      if (c != '\\') {
        out.write(c);
        continue;
      }
      char escaped = quoted.charAt(++i);
      switch (escaped) {
        case 'n' -> out.write('\n');
        case 't' -> out.write('\t');
        case 'x' -> {
          out.write(Integer.parseInt(quoted.substring(i + 1, i + 3), 16));
          i += 2;
        }
        default -> out.write(escaped);
      }
    }
    return out.toByteArray();
  }

  private static List<String> resource(String name) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(ExpositionVerdictTest.class.getResourceAsStream(name))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }

  @TestFactory
  Stream<DynamicTest> judgesTheOpenMetricsCorpusAsPrometheusDoes() throws IOException {
    Path corpus = Path.of(System.getProperty("atalaya.shared", ""), "corpora", "openmetrics");
    assumeTrue(Files.isDirectory(corpus), "the shared corpora are not here");
    Set<String> taken = new HashSet<>(resource("openmetrics-corpus-taken.txt"));
    try (Stream<Path> folders = Files.list(corpus)) {
      return folders.sorted().toList().stream()
          .map(folder -> corpusTest(folder, taken.contains(folder.getFileName().toString())));
    }
  }

  private static DynamicTest corpusTest(Path folder, boolean taken) {
    return dynamicTest(
        folder.getFileName() + (taken ? " is taken" : " is refused"),
        () -> {
          byte[] body = Files.readAllBytes(folder.resolve("metrics"));
          if (taken) {
            assertThatCode(() -> read(body, ScrapeProtocol.OPENMETRICS_1_0_0))
                .doesNotThrowAnyException();
          } else {
            assertThatThrownBy(() -> read(body, ScrapeProtocol.OPENMETRICS_1_0_0))
                .isInstanceOf(ExpositionException.class);
          }
        });
  }
}
