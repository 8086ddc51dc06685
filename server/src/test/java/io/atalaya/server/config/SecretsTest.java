package io.atalaya.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.atalaya.model.Secret;
import io.atalaya.server.config.yaml.Problem;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No secret of a configuration can be printed, wherever it stands. */
class SecretsTest {
  private static final Pattern MARKER = Pattern.compile("hidden[0-9]+");

  /** Each secret is {@code hidden} with a number of its own. */
  private static final String EVERYWHERE =
      """
      global:
        smtp_smarthost: localhost:25
        smtp_from: a@example.org
        smtp_auth_password: hidden1
        slack_api_url: https://hooks.example.org/hidden2
        http_config:
          proxy_url: http://user:hidden3@proxy:3128
      scrape_configs:
        - job_name: basic
          basic_auth: { username: u, password: hidden4 }
          tls_config: { cert: CERT, key: hidden5 }
          proxy_url: http://user:hidden6@proxy:3128
          http_headers:
            X-Key: { secrets: [hidden7] }
        - job_name: bearer
          authorization: { credentials: hidden8 }
        - job_name: old
          bearer_token: hidden9
      checks:
        - name: web
          http:
            url: https://example.org/
            headers: { X-Token: hidden10 }
            basic_auth: { username: u, password: hidden11 }
      remote_write:
        - url: https://user:hidden12@write.example.org/
          headers: { X-Scope: hidden13 }
          basic_auth: { username: u, password: hidden14 }
      remote_read:
        - url: https://user:hidden15@read.example.org/
          headers: { X-Scope: hidden16 }
      alerting:
        alertmanagers:
          - basic_auth: { username: u, password: hidden17 }
      tracing:
        endpoint: localhost:4317
        headers: { X-Api: hidden18 }
      route: { receiver: team }
      receivers:
        - name: team
          webhook_configs:
            - url: https://hooks.example.org/hidden19
              http_config: { authorization: { credentials: hidden20 } }
            - url: https://hooks.example.org/hidden24
          email_configs:
            - to: b@example.org
              auth_username: u
              auth_password: hidden21
              auth_secret: hidden22
            - to: c@example.org
              auth_username: u
        - name: idle
          telegram_configs: [ { bot_token: hidden25, chat_id: 1 } ]
          slack_configs: [ { api_url: https://hooks.slack.com/hidden26 } ]
          discord_configs: [ { webhook_url: https://discord.com/hidden27 } ]
          msteamsv2_configs: [ { webhook_url: https://example.org/hidden28 } ]
          mattermost_configs: [ { webhook_url: https://example.org/hidden29 } ]
          opsgenie_configs: [ { api_key: hidden30 } ]
          pagerduty_configs: [ { routing_key: hidden31 } ]
          pushover_configs: [ { user_key: hidden32, token: hidden33 } ]
          dingtalk_configs: [ { url: https://example.org/hidden34, secret: hidden35 } ]
          feishu_configs: [ { url: https://example.org/hidden36, secret: hidden37 } ]
          wecom_configs: [ { url: https://example.org/hidden38 } ]
          googlechat_configs: [ { url: https://example.org/hidden39 } ]
          ntfy_configs: [ { topic: hidden40, token: hidden41 } ]
          sms_configs:
            - to: ["+34600000000"]
              twilio: { account_sid: AC1, auth_token: hidden42, from: "+1" }
            - to: ["+34600000000"]
              aliyun:
                access_key_id: hidden43
                access_key_secret: hidden44
                sign_name: a
                template_code: b
            - to: ["+34600000000"]
              form: { url: https://example.org/hidden45, fields: { key: hidden46 } }
          victorops_configs: [ { api_key: hidden23, routing_key: x } ]
      """;

  /** Of what is checked and then has no effect nothing is kept. */
  private static final Set<String> NOT_KEPT = Set.of("hidden2");

  @TempDir Path dir;

  private LoadResult load(String text) throws IOException {
    Path file = Files.writeString(dir.resolve("a.yml"), text);
    return ConfigLoader.load(List.of(file), Map.of(), PromqlExpressions.with(Set.of()));
  }

  @Test
  void theWholeModelPrintsNone() throws IOException {
    LoadResult result = load(EVERYWHERE);
    assertThat(result.problems().stream().filter(Problem::isError)).isEmpty();
    Configuration configuration = ((LoadResult.Loaded) result).configuration();
    Walk walk = new Walk();
    walk.visit(configuration);

    Set<String> kept = markers(EVERYWHERE);
    kept.removeAll(NOT_KEPT);
    assertThat(walk.revealed).as("secrets found in the model").containsExactlyElementsOf(kept);
    assertThat(walk.printed).as("secrets that something prints").isEmpty();
    assertThat(markers(result.toString())).isEmpty();
  }

  @Test
  void thePrintedConfigurationHoldsNone() throws IOException {
    Configuration configuration = ((LoadResult.Loaded) load(EVERYWHERE)).configuration();

    String printed = ConfigPrinter.print(configuration);

    assertThat(markers(printed)).isEmpty();
    assertThat(printed).contains("password: \"<secret>\"", "write.example.org");
  }

  @Test
  void problemsTellNone() throws IOException {
    String broken =
        EVERYWHERE
            .replace("to: b@example.org", "too: b@example.org")
            .replace("job_name: old", "jobname: old")
            .replace("{ credentials: hidden8 }", "{ credentials: [hidden8] }")
            .replace("auth_secret: hidden22", "auth_secret: { a: hidden22 }")
            .replace("password: hidden4", "password: hidden4, password_file: x");
    LoadResult result = load(broken);

    assertThat(result).isInstanceOf(LoadResult.Refused.class);
    assertThat(markers(result.toString())).isEmpty();
  }

  @Test
  void secretsOfVariablesAreHiddenToo() throws IOException {
    Path file =
        Files.writeString(
            dir.resolve("v.yml"),
            "global: { smtp_auth_password: '${PASSWORD}', smtp_from: '${SENDER}' }");
    LoadResult result =
        ConfigLoader.load(
            List.of(file),
            Map.of("PASSWORD", "hidden1", "SENDER", "hidden2"),
            PromqlExpressions.with(Set.of()));

    String printed = ConfigPrinter.print(((LoadResult.Loaded) result).configuration());
    assertThat(markers(printed)).isEmpty();
    assertThat(printed).contains("smtp_from: \"${SENDER}\"");
  }

  private static Set<String> markers(String text) {
    Set<String> markers = new TreeSet<>();
    Matcher matcher = MARKER.matcher(text);
    while (matcher.find()) {
      markers.add(matcher.group());
    }
    return markers;
  }

  /** Visits every value that can be reached through records and collections. */
  private static final class Walk {
    final Set<String> revealed = new TreeSet<>();
    final Set<String> printed = new TreeSet<>();
    private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());

    void visit(@Nullable Object value) {
      if (value == null || !seen.add(value)) {
        return;
      }
      printed.addAll(markers(value.toString()));
      switch (value) {
        case Secret secret -> revealed.addAll(markers(secret.reveal()));
        case Collection<?> items -> items.forEach(this::visit);
        case Map<?, ?> map -> {
          map.keySet().forEach(this::visit);
          map.values().forEach(this::visit);
        }
        case Record parts -> visitParts(parts);
        default -> {}
      }
    }

    private void visitParts(Record parts) {
      for (RecordComponent component : parts.getClass().getRecordComponents()) {
        try {
          component.getAccessor().setAccessible(true);
          visit(component.getAccessor().invoke(parts));
        } catch (ReflectiveOperationException e) {
          throw new LinkageError(e.getMessage(), e);
        }
      }
    }
  }
}
