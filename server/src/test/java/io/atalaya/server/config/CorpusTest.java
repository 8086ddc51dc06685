package io.atalaya.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.atalaya.server.config.yaml.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * The verdicts of Prometheus and Alertmanager on the files they test themselves with. What we
 * refuse only because it is not built yet counts as neither good nor bad.
 */
class CorpusTest {
  private static final ExpressionCheck PROMQL = PromqlExpressions.with(Set.of());

  private static Path corpus(String name) {
    Path folder = Path.of(System.getProperty("atalaya.shared", ""), "corpora", name);
    Assumptions.assumeTrue(Files.isDirectory(folder), "the corpus is not here: " + folder);
    return folder;
  }

  /** By the name of each file on which the verdicts differ, what we say about it. */
  private static Map<String, List<Problem>> differences(
      Path folder, Predicate<String> bad, Set<String> notOurs) throws IOException {
    Map<String, List<Problem>> differing = new TreeMap<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        String name = file.getFileName().toString();
        if (notOurs.contains(name)) {
          continue;
        }
        LoadResult result = ConfigLoader.load(List.of(file), Map.of(), PROMQL);
        List<Problem> errors = result.problems().stream().filter(Problem::isError).toList();
        boolean notBuilt = errors.stream().anyMatch(e -> e.message().contains(" yet"));
        boolean wrong = errors.stream().anyMatch(e -> !e.message().contains(" yet"));
        if (wrong != bad.test(name) && !(notBuilt && bad.test(name))) {
          differing.put(name, errors);
        }
      }
    }
    return differing;
  }

  private static boolean isBadForPrometheus(String name) {
    return name.contains(".bad.")
        || name.contains(".incompatible.")
        || name.equals("config_with_deprecated_am_api_config.yml");
  }

  @Test
  void prometheusConfigurationsGetTheSameVerdict() throws IOException {
    // The last names a job twice, which Prometheus finds only after its load.
    Set<String> later = Set.of("scrape_config_files_combined.good.yml");
    assertThat(differences(corpus("prometheus-config"), CorpusTest::isBadForPrometheus, later))
        .isEmpty();
  }

  @Test
  void ruleFilesGetTheSameVerdict() throws IOException {
    // Bad only under the old naming rules, which a rule file itself cannot ask for.
    Set<String> legacy = Set.of("legacy_validation_annotation.bad.yaml");
    Predicate<String> bad = name -> name.contains(".bad.") || name.equals("invalid_rules.yaml");
    assertThat(differences(corpus("prometheus-rules"), bad, legacy)).isEmpty();
  }

  private static boolean isBadForAlertmanager(String name) {
    return Stream.of(".bad.", "-both-", "-no-", "nil-", "sns-invalid", "old-team", "and-webhook")
            .anyMatch(name::contains)
        && !name.equals("conf.smtp-no-username-or-password.yml");
  }

  @Test
  void alertmanagerConfigurationsGetTheSameVerdict() throws IOException {
    // Files of amtool and of single HTTP clients, which are no configurations.
    Set<String> others =
        Set.of(
            "amtool.good1.yml",
            "amtool.good2.yml",
            "http_config.basic_auth.good.yml",
            "http_config.good.yml");
    assertThat(differences(corpus("alertmanager-config"), CorpusTest::isBadForAlertmanager, others))
        .isEmpty();
  }
}
