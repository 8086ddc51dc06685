package io.atalaya.server.config;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.atalaya.alert.rule.RuleGroup;
import io.atalaya.collect.check.CheckBasics;
import io.atalaya.collect.check.CheckConfig;
import io.atalaya.collect.scrape.ScrapeConfig;
import io.atalaya.server.config.yaml.Problem;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which files are read, what each of them is, and how they become one. */
class FilesTest {
  @TempDir Path dir;

  private Path file(String name, String text) throws IOException {
    Path file = dir.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  private static LoadResult load(Path... sources) {
    return ConfigLoader.load(List.of(sources), Map.of(), PromqlExpressions.with(Set.of()));
  }

  private static Configuration loaded(LoadResult result) {
    assertThat(result.problems().stream().filter(Problem::isError)).isEmpty();
    return ((LoadResult.Loaded) result).configuration();
  }

  private static List<String> told(LoadResult result) {
    return result.problems().stream().map(Problem::toString).toList();
  }

  @Test
  void aDirectoryIsAllItsFilesInNameOrder() throws IOException {
    file("20.yml", "scrape_configs: [{job_name: second}]");
    file("10.json", "{\"scrape_configs\": [{\"job_name\": \"first\"}]}");
    file("rules.yaml", "groups: [{name: g, rules: [{record: r, expr: up}]}]");
    file("vars.env", "# a comment\nexport JOB=\"third\"\n");
    file("30.yml", "scrape_configs: [{job_name: \"${JOB}\"}]");
    file("board.json", "{\"dashboard\": {\"title\": \"Board\", \"panels\": []}}");
    file(".hidden.yml", "nonsense: true");
    file("README.md", "# not a configuration");

    LoadResult result = load(dir);

    Configuration c = loaded(result);
    assertThat(c.scrapeConfigs())
        .extracting(ScrapeConfig::jobName)
        .containsExactly("first", "second", "third");
    assertThat(c.ruleGroups()).extracting(RuleGroup::name).containsExactly("g");
    assertThat(c.dashboards()).extracting(DashboardFile::title).containsExactly("Board");
    assertThat(told(result))
        .containsExactly(
            dir.resolve("README.md")
                + ": warning: not read; in a directory only .yml, .yaml, .json, .env are read");
    assertThat(result.watched()).contains(dir, dir.resolve("rules.yaml"), dir.resolve("20.yml"));
  }

  @Test
  void aRuleFileThatIsNamedTwiceCountsOnce() throws IOException {
    file("rules.yml", "groups: [{name: g, rules: [{record: r, expr: up}]}]");
    file("prometheus.yml", "rule_files: [rules.yml, '*les.yml']");

    assertThat(loaded(load(dir)).ruleGroups()).hasSize(1);
  }

  @Test
  void linkedFilesAreRelativeToTheFileThatNamesThem() throws IOException {
    file("conf/rules/a.yml", "groups: [{name: a, rules: [{record: r, expr: up}]}]");
    file("conf/jobs/b.yml", "scrape_configs: [{job_name: b}]");
    Path main =
        file("conf/main.yml", "rule_files: [rules/*.yml]\nscrape_config_files: [jobs/*.yml]\n");

    Configuration c = loaded(load(main));

    assertThat(c.ruleGroups()).extracting(RuleGroup::name).containsExactly("a");
    assertThat(c.scrapeConfigs()).extracting(ScrapeConfig::jobName).containsExactly("b");
  }

  @Test
  void aFaultInALinkedFileIsShownThere() throws IOException {
    Path rules = file("rules.yml", "groups:\n- name: g\n  rules:\n  - alert: A\n    expr: up ==\n");
    Path main = file("main.yml", "rule_files: [rules.yml]");

    assertThat(told(load(main)))
        .singleElement()
        .asString()
        .startsWith(rules + ":5:11: could not parse expression: 1:6: parse error");
  }

  @Test
  void twoFilesThatSayTheSameThingDifferentlyAreRefused() throws IOException {
    Path a = file("a.yml", "global: {scrape_interval: 1s}\nroute: {receiver: x}\n");
    Path b = file("b.yml", "global: {scrape_interval: 2s}\nreceivers: [{name: x}]\n");

    assertThat(told(load(a, b)))
        .containsExactly(
            b
                + ":1:10: the key scrape_interval is given in two files; the first is at "
                + a
                + ":1:27");
  }

  @Test
  void whatAServiceConfigurationImpliesYieldsToWhatAnotherFileSays() throws IOException {
    Path services = file("config.json", "{\"websites\": {\"Shop\": \"http://shop.test/\"}}");
    Path main = file("main.yml", "global: {evaluation_interval: 7s}\nhost: {interval: 3s}\n");

    for (List<Path> order : List.of(List.of(services, main), List.of(main, services))) {
      Configuration c = loaded(load(order.toArray(Path[]::new)));
      assertThat(c.global().evaluationInterval()).isEqualTo(Duration.ofSeconds(7));
      assertThat(requireNonNull(c.host()).interval()).isEqualTo(Duration.ofSeconds(3));
      assertThat(c.checks()).hasSize(1);
    }
  }

  @Test
  void twoFilesThatSayWhereAlertsGoAreRefusedWithBothPlaces() throws IOException {
    Path services =
        file(
            "config.json",
            """
            {"websites": {},
             "email": {"smtp_server": "mail.test", "sender_email": "a@mail.test",
                       "recipient_emails": ["b@mail.test"]}}
            """);
    Path routes = file("routes.yml", "route: {receiver: x}\nreceivers: [{name: x}]\n");

    assertThat(told(load(routes, services)))
        .containsExactly(
            services
                + ":2:11: two files say where alerts go; the other is at "
                + routes
                + ":1:8; keep the route, or the e-mail settings, of one");
  }

  @Test
  void whatCannotBeReadIsOneLine() throws IOException {
    Path none = dir.resolve("none.yml");
    Path empty = Files.createDirectory(dir.resolve("empty"));
    Path binary = Files.write(dir.resolve("b.yml"), new byte[] {(byte) 0xc3, 0x28});
    Path text = file("fluentd.conf", "<source>\n  @type tail\n</source>\n");

    assertThat(told(load(none, empty, binary, text)))
        .containsExactly(
            empty
                + ": no configuration in this directory; put files that end in .yml, .yaml, .json,"
                + " .env there",
            none + ": cannot be read: there is no such file; check the path and the permissions",
            binary + ": not UTF-8 text; save it as UTF-8",
            text + ":1:1: not a configuration: expected a mapping, found a single value");
  }

  @Test
  void anEmptyFileIsAnEmptyConfiguration() throws IOException {
    assertThat(loaded(load(file("empty.yml", "# nothing\n"))).scrapeConfigs()).isEmpty();
  }

  @Test
  void loadingTwiceGivesTheSame() throws Exception {
    Path file = file("a.yml", ExampleConfiguration.text());
    Configuration once = loaded(load(file));
    Configuration again = loaded(load(file));

    for (RecordComponent part : Configuration.class.getRecordComponents()) {
      if (part.getType() != ProbeConfig.class) {
        assertThat(part.getAccessor().invoke(again))
            .as(part.getName())
            .isEqualTo(part.getAccessor().invoke(once));
      }
    }
    assertThat(probesOf(again)).isEqualTo(probesOf(once)).isNotEmpty();
  }

  /** What the modules, which are functions, make of one target. */
  private static Map<String, CheckConfig> probesOf(Configuration configuration) {
    Map<String, CheckConfig> made = new TreeMap<>();
    configuration
        .probes()
        .modules()
        .forEach(
            (name, module) -> {
              String scheme = module.prober().equals("websocket") ? "ws://" : "";
              String target = scheme + "127.0.0.1:1";
              made.put(name, module.checks().of(CheckBasics.of(name), target, ""));
            });
    return made;
  }
}
