package io.atalaya.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.atalaya.alert.receiver.EmailConfig;
import io.atalaya.alert.receiver.WebhookConfig;
import io.atalaya.alert.rule.AlertingRule;
import io.atalaya.collect.check.HttpCheck;
import io.atalaya.collect.check.Judgement;
import io.atalaya.collect.check.database.SqlCheck;
import io.atalaya.collect.database.DatabaseKind;
import io.atalaya.collect.database.DatabaseServer;
import io.atalaya.model.SecretSource;
import io.atalaya.server.config.yaml.Problem;
import io.atalaya.server.logging.LogOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Configurations of other programs, said in our words. */
class TranslationTest {
  private static final String SERVICES =
      """
      {
        "websites": {"Shop": "https://shop.example.org", "Blog": "http://blog.example.org/"},
        "databases": {
          "Orders": {"type": "postgresql", "host": "db", "port": 5433, "database": "o",
                     "user": "u", "password": "hunter2"}
        },
        "email": {
          "smtp_server": "mail.example.org", "smtp_port": 465, "smtp_use_tls": true,
          "smtp_use_ssl": true, "sender_email": "me@example.org", "sender_password": "hunter2",
          "recipient_emails": ["a@example.org", "b@example.org", "a@example.org"]
        },
        "monitor_settings": {"check_interval": 30, "retry_attempts": 4, "retry_delay": 7,
                             "alert_threshold": 5, "recovery_threshold": 6,
                             "alert_repeat_interval": 25},
        "logging_settings": {"enable_file_logging": true, "max_bytes": 2048, "backup_count": 2,
                             "log_file": "m.log"}
      }
      """;

  @TempDir Path dir;
  private final Map<String, String> environment = new HashMap<>();

  private Configuration load(String name, String text) throws IOException {
    Path file = Files.writeString(dir.resolve(name), text);
    LoadResult result =
        ConfigLoader.load(List.of(file), environment, PromqlExpressions.with(Set.of()));
    assertThat(result.problems().stream().filter(Problem::isError)).isEmpty();
    return ((LoadResult.Loaded) result).configuration();
  }

  @Test
  void everyKeyOfAServiceConfigurationHasItsMeaning() throws IOException {
    Configuration c = load("config.json", SERVICES);

    assertThat(c.checks())
        .extracting(check -> check.name())
        .containsExactly("Shop", "Blog", "Orders");
    HttpCheck shop = (HttpCheck) c.checks().getFirst();
    assertThat(shop.url()).hasToString("https://shop.example.org");
    assertThat(shop.basics().interval()).isEqualTo(Duration.ofSeconds(30));
    assertThat(shop.basics().timeout()).isEqualTo(Duration.ofSeconds(10));
    assertThat(shop.basics().judgement().retryAttempts()).isEqualTo(3);
    assertThat(shop.basics().judgement().retryDelay()).isEqualTo(Duration.ofSeconds(7));
    assertThat(shop.basics().judgement().failureThreshold()).isEqualTo(5);
    assertThat(shop.basics().judgement().successThreshold()).isEqualTo(6);
    DatabaseServer orders = ((SqlCheck) c.checks().getLast()).server();
    assertThat(orders.kind()).isEqualTo(DatabaseKind.POSTGRESQL);
    assertThat(orders.target()).isEqualTo("db:5433/o");
    assertThat(orders.user()).isEqualTo("u");
    assertThat(orders.password()).isEqualTo(SecretSource.inline("hunter2"));
    EmailConfig mail = (EmailConfig) c.routing().receivers().getFirst().configs().getFirst();
    assertThat(mail.to()).isEqualTo("a@example.org, b@example.org");
    assertThat(mail.from()).isEqualTo("me@example.org");
    assertThat(mail.sendResolved()).isTrue();
    assertThat(mail.smtp().startsWithTls()).isTrue();
    assertThat(mail.smtp().username()).isEqualTo("me@example.org");
    assertThat(c.routing().route().repeatInterval()).isEqualTo(Duration.ofMinutes(25));
    assertThat(c.logging())
        .isEqualTo(new LogOptions(LogOptions.Level.INFO, false, dir.resolve("m.log"), 2048, 2));
    assertThat(c.ruleGroups())
        .singleElement()
        .satisfies(
            group ->
                assertThat((AlertingRule) group.rules().getFirst())
                    .returns("CheckDown", AlertingRule::alert));
  }

  @Test
  void whatAServiceConfigurationLeavesOutHasTheDocumentedDefault() throws IOException {
    Configuration c =
        load(
            "config.json",
            """
            {"websites": {"A": "http://a/"}, "email": {"smtp_server": "m", "sender_email": "s@x",
             "recipient_emails": ["r@x"]}}
            """);

    Judgement judgement = c.checks().getFirst().basics().judgement();
    assertThat(c.checks().getFirst().basics().interval()).isEqualTo(Duration.ofSeconds(60));
    assertThat(judgement.retryAttempts()).isEqualTo(2);
    assertThat(judgement.retryDelay()).isEqualTo(Duration.ofSeconds(6));
    assertThat(judgement.failureThreshold()).isEqualTo(3);
    assertThat(judgement.successThreshold()).isEqualTo(2);
    assertThat(c.routing().route().repeatInterval()).isEqualTo(Duration.ofMinutes(20));
    assertThat(c.logging().file()).isNull();
  }

  @Test
  void aTranslationPrintsWithoutItsSecretsAndMeansTheSame() throws IOException {
    Configuration c = load("config.json", SERVICES);
    String printed = ConfigPrinter.print(c);

    assertThat(printed).doesNotContain("hunter2");
    // As texts, in which secrets are all the same: the printed ones are not the real ones.
    assertThat(load("again.yml", printed).checks()).hasToString(c.checks().toString());
  }

  @Test
  void aFaultInAServiceConfigurationIsShownThere() throws IOException {
    Path file =
        Files.writeString(
            dir.resolve("config.json"),
            "{\"websites\": {\"A\": \"ftp://a/\"},\n \"databses\": {}}");
    LoadResult result =
        ConfigLoader.load(List.of(file), Map.of(), PromqlExpressions.with(Set.of()));

    assertThat(result.problems())
        .extracting(Problem::toString)
        .satisfiesExactly(
            first -> assertThat(first).startsWith(file + ":1:20: ").contains("http://"),
            second ->
                assertThat(second)
                    .isEqualTo(file + ":2:2: unknown key databses; did you mean databases?"));
  }

  @Test
  void aMonitoringConfigurationTellsWhoIsEnabled() throws IOException {
    environment.put("MONITORING_SMTP_HOST", "env.example.org");
    environment.put("MONITORING_SMTP_PASSWORD", "hunter3");
    environment.put("MONITORING_EVALUATION_INTERVAL", "20");
    Configuration c =
        load(
            "monitoring_config.json",
            """
            {"logging": {"level": "WARNING", "structured_format": true, "retention_days": 30},
             "performance": {"collection_interval": 45, "history_size": 1000, "auto_start": true},
             "alerting": {"max_alerts": 1, "evaluation_interval": 60, "notifications": {
               "email": {"enabled": true, "smtp_host": "file.example.org", "smtp_port": 2525,
                         "username": "u@x", "password": "hunter2", "from_email": "f@x",
                         "to_emails": ["t@x"]},
               "webhook": {"enabled": true, "url": "https://hooks.example.org/T0KEN"}}}}
            """);

    assertThat(c.host()).isNotNull();
    assertThat(c.global().scrapeInterval()).isEqualTo(Duration.ofSeconds(45));
    assertThat(c.global().evaluationInterval()).isEqualTo(Duration.ofSeconds(20));
    assertThat(c.logging().level()).isEqualTo(LogOptions.Level.WARN);
    assertThat(c.logging().json()).isTrue();
    assertThat(c.routing().receivers().getFirst().configs())
        .satisfiesExactly(
            mail -> {
              EmailConfig email = (EmailConfig) mail;
              assertThat(email.smtp().host()).isEqualTo("env.example.org");
              assertThat(email.smtp().port()).isEqualTo(2525);
              assertThat(email.smtp().password()).isEqualTo(SecretSource.inline("hunter3"));
              assertThat(email.from()).isEqualTo("f@x");
            },
            hook -> assertThat(hook).isInstanceOf(WebhookConfig.class));
    assertThat(ConfigPrinter.print(c))
        .doesNotContain("hunter", "T0KEN")
        .contains("${MONITORING_SMTP_HOST}:2525");
  }

  @Test
  void aMonitoringConfigurationWithNobodyEnabledTellsNobody() throws IOException {
    Configuration c =
        load("m.json", "{\"performance\": {}, \"alerting\": {\"notifications\": {}}}");

    assertThat(c.routing().route().receiver()).isEqualTo(ConfigurationReader.NOBODY);
  }
}
