package io.atalaya.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.atalaya.server.config.yaml.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Whatever a file holds, the answer is a configuration or a list of faults in that file. */
class HostileInputTest {
  private static final String KEYS =
      """
      global: {scrape_interval: 5s, external_labels: {a: $A}, smtp_smarthost: "h:25", smtp_from: f}
      scrape_configs:
        - job_name: a
          static_configs: [{targets: ["h:1"], labels: {x: y}}]
          relabel_configs: [{source_labels: [a], regex: "(.*)", target_label: b}]
          params: {p: [q]}
          tls_config: {cert_file: c, key_file: k}
      checks: [{name: c, http: "http://h/", interval: 1m}, {name: d, tcp: {address: "h:1"}}]
      host: {collectors: [cpu], exclude: {disks: "a"}}
      groups: [{name: g, rules: [{alert: A, expr: up, labels: {l: m}}]}]
      route: {receiver: r, routes: [{matchers: ['a="b"'], mute_time_intervals: [t]}]}
      receivers: [{name: r, email_configs: [{to: t}], webhook_configs: [{url: "http://w"}]}]
      time_intervals:
        - name: t
          time_intervals: [{times: [{start_time: "01:00", end_time: "02:00"}]}]
      remote_write: [{url: "http://w", queue_config: {capacity: 1}}]
      storage: {tsdb: {retention: {time: 1d, size: 1GB}}}
      web: {listen: "h:1", external_url: "http://e/"}
      logging: {level: info, max_size: 1MB}
      """;

  private static final List<String> PIECES =
      List.of(
          "{}",
          "[]",
          "null",
          "''",
          "\n",
          "- ",
          ": ",
          "*a",
          "&a ",
          "<<: ",
          "-1",
          "1e400",
          "\u0000",
          "\uD800",
          "${A}",
          "${",
          "$${X}",
          "🙂",
          "\t",
          "9999999999999999999",
          "!!int ",
          "|",
          "true");

  private static Path dir = Path.of("");

  @BeforeContainer
  static void makeDirectory() throws IOException {
    dir = Files.createTempDirectory("hostile");
  }

  @AfterContainer
  static void removeDirectory() throws IOException {
    Files.deleteIfExists(dir.resolve("a.yml"));
    Files.delete(dir);
  }

  /** Replaces the characters from one place to another by a piece. */
  record Change(int from, int length, String piece) {
    String in(String text) {
      int start = Math.min(from, text.length());
      return text.substring(0, start)
          + piece
          + text.substring(Math.min(text.length(), start + length));
    }
  }

  @Property(tries = 150)
  void nothingInAFileIsAFaultOfOurs(@ForAll("changes") List<Change> changes) throws IOException {
    String text = KEYS;
    for (Change change : changes) {
      text = change.in(text);
    }
    Path file = dir.resolve("a.yml");
    Files.write(file, text.getBytes(StandardCharsets.UTF_8));

    LoadResult result =
        ConfigLoader.load(List.of(file), Map.of("A", "b"), PromqlExpressions.with(Set.of()));

    switch (result) {
      case LoadResult.Loaded loaded ->
          assertThat(ConfigPrinter.print(loaded.configuration())).isNotEmpty();
      case LoadResult.Refused refused ->
          assertThat(refused.problems())
              .anyMatch(Problem::isError)
              .allMatch(problem -> problem.at().file().equals(file.toString()));
    }
  }

  @Provide
  Arbitrary<List<Change>> changes() {
    Arbitrary<Integer> places = Arbitraries.integers().between(0, KEYS.length());
    Arbitrary<Integer> lengths = Arbitraries.of(0, 0, 1, 2, 5, 20);
    return Combinators.combine(places, lengths, Arbitraries.of(PIECES))
        .as(Change::new)
        .list()
        .ofMinSize(0)
        .ofMaxSize(4);
  }
}
