package io.atalaya.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.atalaya.alert.receiver.IncidentIoConfig;
import io.atalaya.alert.receiver.JiraConfig;
import io.atalaya.alert.receiver.ReceiverConfig;
import io.atalaya.alert.receiver.RocketChatConfig;
import io.atalaya.alert.receiver.SnsConfig;
import io.atalaya.alert.receiver.WeChatConfig;
import io.atalaya.model.SecretSource;
import io.atalaya.server.config.yaml.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Keys, defaults and refusals of services that need an account are Alertmanager's. */
class AccountReceiversTest {
  @TempDir private Path dir;

  private LoadResult load(String receiver) throws IOException {
    Path file = dir.resolve("alertmanager.yml");
    Files.writeString(
        file,
        """
        global:
          jira_api_url: https://jira.example/rest/api/2
          wechat_api_secret: ws
          wechat_api_corp_id: corp
          rocketchat_token: rt
          rocketchat_token_id_file: rid
        route: {receiver: r}
        receivers:
          - name: r
        """
            + receiver.indent(4));
    return ConfigLoader.load(List.of(file), Map.of(), PromqlExpressions.with(Set.of()));
  }

  private ReceiverConfig config(String receiver) throws IOException {
    LoadResult result = load(receiver);
    assertThat(result.problems()).isEmpty();
    return ((LoadResult.Loaded) result)
        .configuration()
        .routing()
        .receivers()
        .getFirst()
        .configs()
        .getFirst();
  }

  @Test
  void jiraStartsFromTheGlobalAddress() throws IOException {
    JiraConfig config =
        (JiraConfig)
            config(
                """
                jira_configs:
                  - project: OPS
                    issue_type: Bug
                    summary: {template: s, enable_update: false}
                    description: d
                    reopen_duration: 2h
                    reopen_transition: Open
                    fields: {a: [1, "{{ .Status }}"]}
                """);
    assertThat(config.url()).isEqualTo("https://jira.example/rest/api/2");
    assertThat(config.sendResolved()).isTrue();
    assertThat(config.kindOfApi()).isEqualTo(JiraConfig.Kind.AUTO);
    assertThat(config.summary()).isEqualTo(new JiraConfig.Text("s", false));
    assertThat(config.description()).isEqualTo(new JiraConfig.Text("d", true));
    assertThat(config.priority()).isEqualTo("{{ template \"jira.default.priority\" . }}");
    assertThat(config.transitions())
        .isEqualTo(new JiraConfig.Transitions("Open", "", "", Duration.ofHours(2)));
    assertThat(config.fields()).isEqualTo(Map.of("a", List.of(1L, "{{ .Status }}")));
  }

  @Test
  void weChatStartsFromTheGlobalKeys() throws IOException {
    WeChatConfig config =
        (WeChatConfig)
            config("wechat_configs: [{api_url: 'http://w/x', to_user: u, message_type: markdown}]");
    assertThat(config.url()).isEqualTo("http://w/x/");
    assertThat(config.secret()).isEqualTo(SecretSource.inline("ws"));
    assertThat(config.corpId()).isEqualTo("corp");
    assertThat(config.markdown()).isTrue();
    assertThat(config.sendResolved()).isFalse();
    assertThat(config.texts())
        .containsEntry("touser", "u")
        .containsEntry("agentid", "{{ template \"wechat.default.agent_id\" . }}");
  }

  @Test
  void rocketChatStartsFromTheGlobalKeys() throws IOException {
    RocketChatConfig config =
        (RocketChatConfig)
            config(
                """
                rocketchat_configs:
                  - channel: "#ops"
                    short_fields: true
                    fields: [{title: t, value: v}, {title: u, value: w, short: false}]
                    actions: [{type: button, text: Look, url: http://l, msginchatwindow: true}]
                """);
    assertThat(config.url()).isEqualTo("https://open.rocket.chat/");
    assertThat(config.token()).isEqualTo(SecretSource.inline("rt"));
    assertThat(config.tokenId()).isEqualTo(SecretSource.file(dir.resolve("rid")));
    assertThat(config.attachment().fields().getFirst().isShort()).isTrue();
    assertThat(config.attachment().fields().getLast().isShort()).isFalse();
    assertThat(config.actions()).containsExactly(Map.of("text", "Look", "url", "http://l"));
    assertThat(config.sendResolved()).isFalse();
  }

  @Test
  void snsHasKeysOrThoseOfTheEnvironment() throws IOException {
    SnsConfig config =
        (SnsConfig)
            config(
                "sns_configs: [{topic_arn: t, sigv4: {region: r, access_key: a, secret_key: s}}]");
    assertThat(config.keys()).isEqualTo(new SnsConfig.Keys("a", SecretSource.inline("s")));
    assertThat(config.region()).isEqualTo("r");
    assertThat(config.targets()).isEqualTo(Map.of("TopicArn", "t"));
    assertThat(((SnsConfig) config("sns_configs: [{phone_number: '+1'}]")).keys()).isNull();
    assertThat(config.role()).isNull();
    SnsConfig other =
        (SnsConfig) config("sns_configs: [{topic_arn: t, sigv4: {role_arn: r, external_id: e}}]");
    assertThat(other.role()).isEqualTo(new SnsConfig.Role("r", "e"));
  }

  @Test
  void incidentIoHasATokenOrAnAuthorization() throws IOException {
    IncidentIoConfig config =
        (IncidentIoConfig)
            config("incidentio_configs: [{url: 'http://i', alert_source_token: t, timeout: 3s}]");
    assertThat(config.token()).isEqualTo(SecretSource.inline("t"));
    assertThat(config.delivery().timeout()).isEqualTo(Duration.ofSeconds(3));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "jira_configs: [{issue_type: t}]|missing project in jira_config",
        "jira_configs: [{project: p}]|missing issue_type in jira_config",
        "jira_configs: [{project: p, issue_type: t, api_type: x}]|unknown api_type on"
            + " jira_config, must be auto, cloud or datacenter",
        "wechat_configs: [{message_type: html}]|weChat message type \"html\" does not"
            + " match valid options",
        "sns_configs: [{}]|must provide either a Target ARN, Topic ARN, or Phone Number for SNS"
            + " config",
        "sns_configs: [{topic_arn: t, sigv4: {access_key: a}}]|must provide a AWS SigV4 Access key"
            + " and Secret Key if credentials are specified in the SigV4 config",
        "incidentio_configs: [{url: 'http://i', http_config: {}}]|at least one of"
            + " alert_source_token, alert_source_token_file or http_config.authorization must be"
            + " configured",
        "incidentio_configs: [{alert_source_token: t}]|one of url or url_file must be configured",
      })
  void whatAlertmanagerRefusesIsRefused(String receiver, String message) throws IOException {
    assertThat(load(receiver).problems().stream().filter(Problem::isError).map(Problem::toString))
        .singleElement()
        .asString()
        .contains(message);
  }
}
