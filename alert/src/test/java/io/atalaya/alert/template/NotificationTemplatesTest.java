package io.atalaya.alert.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.atalaya.model.AlertChange;
import io.atalaya.model.Labels;
import io.atalaya.model.Notification;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class NotificationTemplatesTest {
  private static final Instant START = Instant.parse("2026-01-02T03:04:05Z");
  private static final InstantSource CLOCK = InstantSource.fixed(START.plusSeconds(3600));

  private static final String SILENCE =
      "http://a.example/x/#/silences/new?filter="
          + "%7Balertname%3D%22Slow%22%2C%20job%3D%22web%22%2C%20severity%3D%22critical%22%7D";

  private final NotificationTemplates templates = new NotificationTemplates(Limits.DEFAULT, CLOCK);

  @ParameterizedTest
  @MethodSource
  void theDataModelIsAlertmanagers(String text, String result) {
    assertThat(rendering().text(text)).isEqualTo(result);
  }

  static Stream<Arguments> theDataModelIsAlertmanagers() {
    return TemplateCases.table("the-data-model-is-alertmanagers.txt");
  }

  @Test
  void fingerprintsAreThoseOfAlertmanagersOwnTest() {
    Notification one =
        notification(
            new Notification.Alert(
                Labels.of("severity", "warning", "job", "foo"),
                Labels.empty(),
                START,
                Instant.EPOCH,
                "",
                true));

    assertThat(
            templates
                .of(one, Labels.empty(), "")
                .text("{{ range .Alerts }}{{ .Fingerprint }}{{ end }}"))
        .isEqualTo("9266ef3da838ad95");
  }

  @Test
  void theDataAsJsonHasTheWebhooksNames() {
    assertThat(rendering().json())
        .startsWith("{\"receiver\":\"team\\\\.a\",\"status\":\"firing\",\"alerts\":[{\"status\":")
        .contains(
            "\"startsAt\":\"2026-01-02T03:04:05Z\",\"endsAt\":\"0001-01-01T00:00:00Z\"",
            "\"generatorURL\":\"http://p.example/g\"",
            "\"notification_reason\":\"first notification\"",
            "\"groupLabels\":{\"job\":\"web\"}",
            "\"externalURL\":\"http://a.example/x\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "discord.default.content",
        "discord.default.message",
        "discord.default.title",
        "email.default.html",
        "email.default.subject",
        "jira.default.description",
        "jira.default.priority",
        "jira.default.summary",
        "mattermost.default.color",
        "mattermost.default.fallback",
        "mattermost.default.text",
        "mattermost.default.title",
        "mattermost.default.titlelink",
        "mattermost.default.username",
        "msteams.default.summary",
        "msteams.default.text",
        "msteams.default.title",
        "msteamsv2.default.text",
        "msteamsv2.default.title",
        "opsgenie.default.description",
        "opsgenie.default.message",
        "opsgenie.default.source",
        "pagerduty.default.client",
        "pagerduty.default.clientURL",
        "pagerduty.default.description",
        "pushover.default.message",
        "pushover.default.title",
        "pushover.default.url",
        "rocketchat.default.alias",
        "rocketchat.default.emoji",
        "rocketchat.default.iconurl",
        "rocketchat.default.text",
        "rocketchat.default.title",
        "rocketchat.default.titlelink",
        "slack.default.callbackid",
        "slack.default.color",
        "slack.default.fallback",
        "slack.default.footer",
        "slack.default.iconemoji",
        "slack.default.iconurl",
        "slack.default.pretext",
        "slack.default.text",
        "slack.default.title",
        "slack.default.titlelink",
        "slack.default.username",
        "sns.default.message",
        "sns.default.subject",
        "telegram.default.message",
        "telegram.default.plain",
        "victorops.default.entity_display_name",
        "victorops.default.monitoring_tool",
        "victorops.default.state_message",
        "webex.default.message",
        "wechat.default.agent_id",
        "wechat.default.message",
        "wechat.default.to_party",
        "wechat.default.to_tag",
        "wechat.default.to_user",
        "__alertmanager",
        "__alertmanagerURL",
        "__subject",
        "__description",
        "dingtalk.default.title",
        "dingtalk.default.text",
        "wecom.default.text",
        "feishu.default.title",
        "feishu.default.text",
        "ntfy.default.title",
        "ntfy.default.message",
        "googlechat.default.text",
        "sms.default.text"
      })
  void everyNameThatConfigurationsReferenceIsThere(String name) {
    assertThatCode(() -> rendering().text("{{ template \"" + name + "\" . }}"))
        .doesNotThrowAnyException();
  }

  @Test
  void theListsOfAlertsTakeAlerts() {
    String text = "{{ template \"pagerduty.default.instances\" .Alerts.Firing }}";

    assertThat(rendering().text(text))
        .isEqualTo(
            """
            Slow
              > It is slow
              since: 2026-01-02 03:04:05 UTC (for 1h 0m 0s)
              job: web
              severity: critical
              graph: http://p.example/g
              silence: %s
            """
                .formatted(SILENCE));
  }

  @Test
  void theSubjectSaysHowManyFireAndWhatIsCommon() {
    assertThat(rendering().text("{{ template \"__subject\" . }}"))
        .isEqualTo("[FIRING:1] web (Slow)");
    assertThat(rendering().text("{{ template \"__alertmanagerURL\" . }}"))
        .isEqualTo("http://a.example/x/#/alerts?receiver=team%5C.a");
    assertThat(rendering().text("{{ template \"jira.default.priority\" . }}")).isEqualTo("High");
    assertThat(rendering().text("{{ template \"slack.default.color\" . }}")).isEqualTo("danger");
  }

  @Test
  void aMessageListsWhatFiresAndThenWhatIsResolved() {
    assertThat(rendering().text("{{ template \"telegram.default.plain\" . }}"))
        .isEqualTo(
            """
            Firing (1):
            Slow
              > It is slow
              since: 2026-01-02 03:04:05 UTC (for 1h 0m 0s)
              job: web
              severity: critical
              graph: http://p.example/g
              silence: %s

            Resolved (1):
            Slow
              > It is slow
              since: 2026-01-02 03:04:05 UTC (until 03:05:05 UTC, 1m 0s)
              job: web
              severity: <b>odd</b>
            """
                .formatted(SILENCE));
  }

  @Test
  void theReasonOfAnAlertIsItsExpressionAndItsValue() {
    AlertChange.Evidence evidence =
        new AlertChange.Evidence("g", "Slow", "latency\n  > 0.5 <b", 0.93123456);
    Notification.Alert own =
        new Notification.Alert(
            Labels.of("alertname", "Slow"),
            Labels.empty(),
            START,
            Instant.EPOCH,
            "http://a.example/x/graph?g0.expr=no",
            true,
            evidence);
    Notification.Alert outside =
        new Notification.Alert(
            Labels.of("alertname", "Far"),
            Labels.empty(),
            START,
            Instant.EPOCH,
            "http://p.example/graph?g0.expr=up+%3D%3D+0&g0.tab=1",
            true);
    NotificationTemplates.Rendering both =
        templates.of(notification(own, outside), Labels.empty(), "");

    assertThat(both.text("{{ range .Alerts }}{{ because . }};{{ end }}"))
        .isEqualTo("latency > 0.5 <b gives 0.931235;up == 0;");
    assertThat(both.text("{{ template \"telegram.default.plain\" . }}"))
        .contains("  because: latency > 0.5 <b gives 0.931235\n");
    assertThat(both.html("{{ template \"telegram.default.message\" . }}"))
        .contains("because: <code>latency &gt; 0.5 &lt;b gives 0.931235</code>\n", ">silence</a>");
    assertThat(both.text("{{ template \"slack.default.text\" . }}"))
        .contains("because: latency &gt; 0.5 &lt;b gives 0.931235\n", "|graph>", "|silence>");
    assertThat(both.text("{{ template \"wecom.default.text\" . }}"))
        .contains("- because: `up == 0`\n", "- [graph](", "- [silence](http://a.example/x/#/sil");
    assertThat(both.html("{{ template \"email.default.html\" . }}"))
        .contains("latency &gt; 0.5 &lt;b gives 0.931235", ">Graph</a>", ">Silence</a>");
  }

  @Test
  void emailIsHtmlInWhichNoLabelCanWriteTags() {
    assertThat(rendering().html("{{ template \"email.default.html\" . }}"))
        .startsWith("<!DOCTYPE html>")
        .contains("&lt;b&gt;odd&lt;/b&gt;", "href=\"http://p.example/g\"", "1 firing", "1 resolved")
        .doesNotContain("<b>odd");
  }

  @Test
  void filesOfTheUserReplaceDefinitions() {
    templates.add("mine.tmpl", "{{ define \"__subject\" }}mine {{ .Status }}{{ end }}whole");

    assertThat(rendering().text("{{ template \"slack.default.title\" . }}"))
        .isEqualTo("mine firing");
    assertThat(rendering().text("{{ template \"mine.tmpl\" . }}")).isEqualTo("whole");
  }

  @Test
  void textsAreCheckedWithoutANotification() {
    assertThatCode(() -> templates.check("{{ template \"later\" . }}")).doesNotThrowAnyException();
    assertThatThrownBy(() -> templates.check("{{ .Status | shout }}"))
        .isInstanceOf(TemplateException.class)
        .hasMessage("template: :1: function \"shout\" not defined");
  }

  private NotificationTemplates.Rendering rendering() {
    return templates.of(notification(), Labels.of("team", "a {{ .x }}"), "first notification");
  }

  private static Notification notification() {
    Labels notes = Labels.of("summary", "It is slow");
    return notification(
        new Notification.Alert(
            Labels.of("alertname", "Slow", "job", "web", "severity", "critical"),
            notes,
            START,
            Instant.EPOCH,
            "http://p.example/g",
            true),
        new Notification.Alert(
            Labels.of("alertname", "Slow", "job", "web", "severity", "<b>odd</b>"),
            notes,
            START,
            START.plusSeconds(60),
            "",
            false));
  }

  private static Notification notification(Notification.Alert... alerts) {
    return new Notification(
        "1",
        "team.a",
        "{}:{job=\"web\"}",
        "first notification",
        Labels.of("job", "web"),
        Map.of(),
        List.of(alerts),
        0,
        "http://a.example/x",
        START);
  }
}
