package io.atalaya.alert.template;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** Executes templates by themselves, and reads tables of them. */
final class TemplateCases {
  /** A moment with a fraction of a second. */
  static final Instant NOW = Instant.parse("2024-01-01T08:15:30.5Z");

  static final Environment ENVIRONMENT = Environment.at(InstantSource.fixed(NOW));

  private TemplateCases() {}

  /** What a text gives with all functions of Alertmanager. */
  static String execute(String text, Value data) {
    return execute(text, data, Limits.DEFAULT);
  }

  static String execute(String text, Value data, Limits limits) {
    TemplateSet set = new TemplateSet(AlertmanagerFunctions.SET, limits);
    set.parse("t", text);
    return set.execute("t", data, ENVIRONMENT);
  }

  static String executeHtml(String text, Value data) {
    TemplateSet set = new TemplateSet(AlertmanagerFunctions.SET, Limits.DEFAULT);
    set.parse("t", text);
    return set.executeHtml("t", data, ENVIRONMENT);
  }

  /** A resource's rows of {@code template => result}; ⏎ is a line's end on either side. */
  static Stream<Arguments> table(String resource) {
    return rows(resource)
        .lines()
        .filter(row -> !row.isBlank())
        .map(row -> row.split("=>", 2))
        .map(row -> Arguments.of(lines(row[0].strip()), lines(row[1].strip())));
  }

  private static String rows(String resource) {
    try (InputStream in = TemplateCases.class.getResourceAsStream(resource)) {
      return new String(Objects.requireNonNull(in, resource).readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String lines(String text) {
    return text.replace("⏎", "\n");
  }

  /** One value of each kind. */
  static Value data() {
    return Value.map(
        Map.ofEntries(
            Map.entry("yes", Value.of(true)),
            Map.entry("no", Value.of(false)),
            Map.entry("zero", Value.of(0L)),
            Map.entry("seven", Value.of(7L)),
            Map.entry("pi", Value.of(3.25)),
            Map.entry("text", Value.of("go")),
            Map.entry("empty", Value.of("")),
            Map.entry("html", Value.of("<a href=\"x\">it's & that</a>")),
            Map.entry("unicode", Value.of("héllo, 世界")),
            Map.entry("words", Value.texts(List.of("a", "b", "c"))),
            Map.entry("none", Value.texts(List.of())),
            Map.entry("numbers", Value.list(List.of(Value.of(3L), Value.of(4L), Value.of(5L)))),
            Map.entry("map", Value.map(Map.of("one", Value.of(1L), "two", Value.of(2L)))),
            Map.entry("labels", Value.textMap(Map.of("job", "node", "env", "prod"))),
            Map.entry("deep", Value.map(Map.of("er", Value.map(Map.of("est", Value.of("x")))))),
            Map.entry("time", Value.of(NOW)),
            Map.entry("duration", TimeFunctions.duration(5_400_000_000_000L)),
            Map.entry(
                "twice",
                new Value.Callable(
                    Args.function(
                        "twice", List.of("string"), a -> Value.of(a.text(0) + a.text(0)))))));
  }
}
