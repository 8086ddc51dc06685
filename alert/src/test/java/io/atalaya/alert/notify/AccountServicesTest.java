package io.atalaya.alert.notify;

import static org.assertj.core.api.Assertions.assertThat;

import io.atalaya.alert.notify.RecordingServer.Received;
import io.atalaya.alert.receiver.Attachment;
import io.atalaya.alert.receiver.Delivery;
import io.atalaya.alert.receiver.IncidentIoConfig;
import io.atalaya.alert.receiver.JiraConfig;
import io.atalaya.alert.receiver.Receiver;
import io.atalaya.alert.receiver.ReceiverConfig;
import io.atalaya.alert.receiver.RocketChatConfig;
import io.atalaya.alert.receiver.SnsConfig;
import io.atalaya.alert.receiver.WeChatConfig;
import io.atalaya.model.Notification;
import io.atalaya.model.Notifier;
import io.atalaya.model.Notifier.Outcome;
import io.atalaya.model.Secret;
import io.atalaya.model.SecretSource;
import io.atalaya.model.http.AwsSignature;
import io.avaje.json.mapper.JsonMapper;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Services that are used as somebody with an account: what arrives, and what the answers mean. */
class AccountServicesTest {
  private static final Notification FIRING = Examples.of(Examples.firing("a<b"));
  private static final Notification OVER =
      Examples.of(Examples.alert(false, "alertname", "Down", "instance", "a<b"));
  private static final String LABEL = "ALERT{" + Hash.whole(FIRING.groupKey()) + "}";
  private static final String NONE = "{\"issues\":[]}";

  private final RecordingServer server = new RecordingServer();
  private Instant now = Examples.DUE;

  @AfterEach
  void stop() {
    server.close();
  }

  private Notifier notifier(ReceiverConfig config) {
    return notifier(config, Map.of());
  }

  private Notifier notifier(ReceiverConfig config, Map<String, String> environment) {
    InstantSource clock = () -> now;
    return new Notifiers(
            List.of(), clock, environment, ActionRunner.none(), PostedMessages.ofThisRun())
        .of(List.of(new Receiver("on.call", List.of(config))))
        .values()
        .iterator()
        .next();
  }

  private static SecretSource secret(String value) {
    return SecretSource.inline(value);
  }

  private void answer(String body) {
    server.answer(200, Map.of("Content-Type", "application/json"), body);
  }

  private Received last() {
    return server.received().getLast();
  }

  private List<String> requests() {
    return server.received().stream().map(r -> r.method() + " " + r.path()).toList();
  }

  /** A value inside a body, by names and positions separated by dots. */
  private static Object json(Received request, String path) {
    @Nullable Object value = JsonMapper.builder().build().fromJsonObject(request.body());
    for (String step : path.split("\\.")) {
      value =
          value instanceof List<?> list
              ? list.get(Integer.parseInt(step))
              : ((Map<?, ?>) Objects.requireNonNull(value, path)).get(step);
    }
    return Objects.requireNonNull(value, path);
  }

  private Map<String, String> form() {
    Map<String, String> form = new LinkedHashMap<>();
    for (String pair : last().body().split("&")) {
      String[] parts = pair.split("=", 2);
      form.put(
          URLDecoder.decode(parts[0], StandardCharsets.UTF_8),
          URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
    }
    return form;
  }

  private WeChatConfig weChat(boolean markdown) {
    return new WeChatConfig(
        Delivery.of(true),
        server.url("/cgi-bin/"),
        secret("s&1"),
        "corp",
        Map.of("touser", "@all", "agentid", "{{ .GroupLabels.alertname }}"),
        markdown,
        "{{ template \"wechat.default.message\" . }}");
  }

  @Test
  void weChatGetsItsMessageWithATokenThatIsFetchedOnce() {
    answer("{\"errcode\":0,\"access_token\":\"T 1\",\"expires_in\":7200}");
    answer("{\"errcode\":0,\"errmsg\":\"ok\"}");
    answer("{\"errcode\":0,\"errmsg\":\"ok\"}");
    Notifier notifier = notifier(weChat(false));
    assertThat(notifier.send(FIRING)).isInstanceOf(Outcome.Delivered.class);
    assertThat(notifier.send(OVER)).isInstanceOf(Outcome.Delivered.class);
    assertThat(requests())
        .containsExactly(
            "GET /cgi-bin/gettoken?corpid=corp&corpsecret=s%261",
            "POST /cgi-bin/message/send?access_token=T+1",
            "POST /cgi-bin/message/send?access_token=T+1");
    Received first = server.received().get(1);
    assertThat(json(first, "touser")).isEqualTo("@all");
    assertThat(json(first, "agentid")).isEqualTo("Down");
    assertThat(json(first, "safe")).isEqualTo("0");
    assertThat(json(first, "msgtype")).isEqualTo("text");
    assertThat(json(first, "text.content").toString())
        .contains("[FIRING:1] Down", "a host is down");
  }

  @Test
  void weChatsTokenIsRenewedAfterTwoHoursAndWhenItIsRefused() {
    answer("{\"errcode\":0,\"access_token\":\"T1\"}");
    answer("{\"errcode\":42001,\"errmsg\":\"access_token expired\"}");
    answer("{\"errcode\":0,\"access_token\":\"T2\"}");
    answer("{\"errcode\":0}");
    answer("{\"errcode\":0,\"access_token\":\"T3\"}");
    answer("{\"errcode\":0}");
    Notifier notifier = notifier(weChat(true));
    assertThat(notifier.send(FIRING)).isInstanceOf(Outcome.Retry.class);
    assertThat(notifier.send(FIRING)).isInstanceOf(Outcome.Delivered.class);
    now = now.plus(Duration.ofHours(2));
    assertThat(notifier.send(FIRING)).isInstanceOf(Outcome.Delivered.class);
    assertThat(last().path()).endsWith("access_token=T3");
    assertThat(json(last(), "markdown.content").toString()).contains("Down");
  }

  @Test
  void weChatRefusesWithStatus200() {
    answer("{\"errcode\":40001,\"errmsg\":\"invalid credential\"}");
    answer("{\"errcode\":-1,\"errmsg\":\"system busy\"}");
    answer("{\"errcode\":0,\"access_token\":\"T1\"}");
    answer("{\"errcode\":81013,\"errmsg\":\"user & party & tag all invalid\"}");
    answer("{\"errcode\":45009,\"errmsg\":\"reach max api daily quota limit\"}");
    Notifier notifier = notifier(weChat(false));
    assertThat(notifier.send(FIRING)).isInstanceOf(Outcome.Refused.class);
    assertThat(notifier.send(FIRING)).isInstanceOf(Outcome.Retry.class);
    assertThat(notifier.send(FIRING))
        .isInstanceOfSatisfying(
            Outcome.Refused.class, refused -> assertThat(refused.reason()).contains("81013"));
    assertThat(notifier.send(FIRING)).isInstanceOf(Outcome.Retry.class);
  }

  private RocketChatConfig rocketChat() {
    return new RocketChatConfig(
        Delivery.of(true),
        server.url(""),
        secret("id"),
        secret("token"),
        Map.of("channel", "#{{ .GroupLabels.alertname }}", "emoji", "", "avatar", ""),
        new Attachment(
            Map.of("title", "{{ template \"rocketchat.default.title\" . }}", "color", "red"),
            List.of(new Attachment.Field("host", "{{ .CommonLabels.instance }}", false))),
        List.of(Map.of("text", "Look", "url", "{{ .ExternalURL }}")));
  }

  @Test
  void rocketChatGetsAnAttachmentWithFieldsAndButtons() {
    answer("{\"success\":true,\"message\":{\"msg\":\"" + "x".repeat(10_000) + "\"}}");
    assertThat(notifier(rocketChat()).send(FIRING)).isInstanceOf(Outcome.Delivered.class);
    assertThat(last().path()).isEqualTo("/api/v1/chat.postMessage");
    assertThat(last().headers().getFirst("X-Auth-Token")).isEqualTo("token");
    assertThat(last().headers().getFirst("X-User-Id")).isEqualTo("id");
    assertThat(json(last(), "channel")).isEqualTo("#Down");
    assertThat(json(last(), "attachments.0.title")).isEqualTo("[FIRING:1] Down (a<b)");
    assertThat(json(last(), "attachments.0.color")).isEqualTo("red");
    assertThat(json(last(), "attachments.0.fields.0"))
        .isEqualTo(Map.of("title", "host", "value", "a<b", "short", false));
    assertThat(json(last(), "attachments.0.actions.0"))
        .isEqualTo(
            Map.of(
                "type",
                "button",
                "text",
                "Look",
                "url",
                "http://atalaya",
                "is_webview",
                false,
                "msg_in_chat_window",
                false));
  }

  @Test
  void rocketChatRefusesWithStatus200() {
    answer("{\"success\":false,\"error\":\"error-room-not-found\"}");
    answer("{\"success\":false,\"error\":\"error-too-many-requests\"}");
    answer("<html>");
    Notifier notifier = notifier(rocketChat());
    assertThat(notifier.send(FIRING)).isInstanceOf(Outcome.Refused.class);
    assertThat(notifier.send(FIRING)).isInstanceOf(Outcome.Retry.class);
    assertThat(notifier.send(FIRING)).isInstanceOf(Outcome.Retry.class);
  }

  @Test
  void incidentIoGetsTheWebhooksPayloadUnderItsOwnVersion() {
    IncidentIoConfig config =
        new IncidentIoConfig(Delivery.of(true), secret(server.url("/v2/alert")), secret("tok"), 1);
    Notification two = Examples.of(Examples.firing("a"), Examples.firing("b"));
    server.answer(202, Map.of(), "");
    assertThat(notifier(config).send(two)).isInstanceOf(Outcome.Delivered.class);
    assertThat(last().headers().getFirst("Authorization")).isEqualTo("Bearer tok");
    assertThat(json(last(), "version")).isEqualTo("1");
    assertThat(json(last(), "truncatedAlerts")).isEqualTo(1L);
    assertThat(json(last(), "alerts.0.labels.instance")).isEqualTo("a");
    assertThat(json(last(), "groupKey")).isEqualTo(two.groupKey());
  }

  @Test
  void incidentIoGetsTheFirstAlertOfAMessageThatWouldBeTooLong() {
    Notification.Alert[] alerts = new Notification.Alert[200];
    for (int i = 0; i < alerts.length; i++) {
      alerts[i] = Examples.firing("%04d".formatted(i) + "x".repeat(4000));
    }
    IncidentIoConfig config =
        new IncidentIoConfig(Delivery.of(true), secret(server.url("/")), null, 0);
    notifier(config).send(Examples.of(alerts));
    assertThat(last().body().length()).isLessThan(IncidentIoDialect.MAX_BODY_BYTES);
    assertThat(json(last(), "truncatedAlerts")).isEqualTo(199L);
  }

  private SnsConfig sns(SnsConfig.@Nullable Keys keys, Map<String, String> targets) {
    return new SnsConfig(
        Delivery.of(true),
        server.url("/sns/"),
        "eu-west-1",
        keys,
        null,
        targets,
        "{{ template \"sns.default.subject\" . }}",
        "{{ template \"sns.default.message\" . }}",
        Map.of("severity", "{{ .Status }}"));
  }

  private static SnsConfig.Keys keys() {
    return new SnsConfig.Keys("AKID", secret("key"));
  }

  @Test
  void snsGetsASignedForm() {
    server.answer(200, Map.of(), "<PublishResponse/>");
    String topic = "arn:aws:sns:eu-west-1:1:{{ .GroupLabels.alertname }}";
    assertThat(notifier(sns(keys(), Map.of("TopicArn", topic))).send(FIRING))
        .isInstanceOf(Outcome.Delivered.class);
    assertThat(form())
        .containsEntry("Action", "Publish")
        .containsEntry("Version", "2010-03-31")
        .containsEntry("TopicArn", "arn:aws:sns:eu-west-1:1:Down")
        .containsEntry("Subject", "[FIRING:1] Down (a<b)")
        .containsEntry("MessageAttributes.entry.1.Name", "severity")
        .containsEntry("MessageAttributes.entry.1.Value.DataType", "String")
        .containsEntry("MessageAttributes.entry.1.Value.StringValue", "firing")
        .doesNotContainKey("MessageGroupId");
    assertThat(form().get("Message")).contains("a host is down");
    // The server signs what it got by itself and compares, as Amazon does.
    byte[] body = last().body().getBytes(StandardCharsets.UTF_8);
    String type = last().headers().getFirst("Content-Type");
    URI asSeen = URI.create("http://" + last().headers().getFirst("Host") + last().path());
    assertThat(last().headers().getFirst("Authorization"))
        .isEqualTo(
            new AwsSignature("eu-west-1", "sns", "AKID", Secret.of("key"), null)
                .ofPost(asSeen, type, body, now)
                .get("Authorization"));
  }

  @Test
  void aTopicThatKeepsAnOrderIsToldTheEndOfAnAlertEvenRightAfterItsBeginning() {
    Notifier notifier = notifier(sns(keys(), Map.of("TopicArn", "arn:aws:sns:eu-west-1:1:a.fifo")));
    notifier.send(FIRING);
    Map<String, String> first = form();
    notifier.send(FIRING);
    Map<String, String> again = form();
    assertThat(first.get("MessageGroupId")).isEqualTo(Hash.whole(FIRING.groupKey()));
    assertThat(again.get("MessageDeduplicationId")).isEqualTo(first.get("MessageDeduplicationId"));
    notifier.send(withId(OVER, "other"));
    assertThat(form().get("MessageGroupId")).isEqualTo(first.get("MessageGroupId"));
    assertThat(form().get("MessageDeduplicationId"))
        .isNotEqualTo(first.get("MessageDeduplicationId"));
  }

  private static Notification withId(Notification n, String id) {
    return new Notification(
        id,
        n.receiver(),
        n.groupKey(),
        n.reason(),
        n.groupLabels(),
        n.routeLabels(),
        n.alerts(),
        n.truncatedAlerts(),
        n.externalUrl(),
        n.due());
  }

  @Test
  void snsTakesKeysOfTheEnvironmentAndSaysWhatIsMissing() {
    SnsConfig config = sns(null, Map.of("PhoneNumber", "+34600"));
    assertThat(notifier(config).send(FIRING))
        .isInstanceOfSatisfying(
            Outcome.Refused.class,
            refused -> assertThat(refused.reason()).contains("sigv4.access_key", "AWS_ACCESS_KEY"));
    Map<String, String> environment =
        Map.of("AWS_ACCESS_KEY_ID", "E", "AWS_SECRET_ACCESS_KEY", "s", "AWS_SESSION_TOKEN", "t");
    notifier(config, environment).send(FIRING);
    assertThat(last().headers().getFirst("X-Amz-Security-Token")).isEqualTo("t");
    assertThat(last().headers().getFirst("Authorization")).contains("Credential=E/20260101/");
  }

  @Test
  void snsIsAskedAgainWhenItWasAskedTooOften() {
    server.answer(400, Map.of(), "<ErrorResponse><Error><Code>Throttling</Code></Error>");
    server.answer(403, Map.of(), "<ErrorResponse><Error><Code>InvalidClientTokenId</Code></Error>");
    Notifier notifier = notifier(sns(keys(), Map.of("TargetArn", "arn")));
    assertThat(notifier.send(FIRING)).isInstanceOf(Outcome.Retry.class);
    assertThat(notifier.send(FIRING)).isInstanceOf(Outcome.Refused.class);
  }

  private static String credentials(String until) {
    return "<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>TEMP</AccessKeyId>"
        + "<SecretAccessKey>s2</SecretAccessKey><SessionToken>"
        + "t".repeat(2000)
        + "</SessionToken><Expiration>"
        + until
        + "</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>";
  }

  @Test
  void snsAssumesARoleOnceAnHourAndAnewWhenItsKeysAreRefused() {
    SnsConfig plain = sns(keys(), Map.of("TargetArn", "arn"));
    SnsConfig config =
        new SnsConfig(
            plain.delivery(),
            plain.url(),
            plain.region(),
            plain.keys(),
            new SnsConfig.Role("arn:aws:iam::1:role/pager", "ext"),
            plain.targets(),
            plain.subject(),
            plain.message(),
            plain.attributes());
    Notifier notifier = notifier(config, Map.of("AWS_ENDPOINT_URL_STS", server.url("/sts/")));
    server.answer(403, Map.of(), "<Error><Code>AccessDenied</Code></Error>");
    assertThat(notifier.send(FIRING)).isInstanceOf(Outcome.Refused.class);

    server.answer(200, Map.of(), credentials(now.plusSeconds(3600).toString()));
    server.answer(200, Map.of(), "<PublishResponse/>");
    assertThat(notifier.send(FIRING)).isInstanceOf(Outcome.Delivered.class);
    assertThat(last().headers().getFirst("Authorization")).contains("Credential=TEMP/", "/sns/");
    assertThat(last().headers().getFirst("X-Amz-Security-Token")).hasSize(2000);

    server.answer(403, Map.of(), "<Error><Code>ExpiredToken</Code></Error>");
    assertThat(notifier.send(FIRING)).isInstanceOf(Outcome.Retry.class);
    assertThat(last().path()).isEqualTo("/sns/");
    server.answer(200, Map.of(), credentials("soon"));
    assertThat(notifier.send(FIRING))
        .isInstanceOfSatisfying(
            Outcome.Retry.class, retry -> assertThat(retry.reason()).doesNotContain("TEMP"));
    assertThat(last().path()).isEqualTo("/sts/");
    assertThat(last().headers().getFirst("Authorization")).contains("Credential=AKID/", "/sts/");
    assertThat(form())
        .containsEntry("Action", "AssumeRole")
        .containsEntry("RoleArn", "arn:aws:iam::1:role/pager")
        .containsEntry("ExternalId", "ext");
  }

  @Test
  void aSubjectBecomesOneThatSnsTakes() {
    SnsConfig config =
        new SnsConfig(
            Delivery.of(true),
            server.url("/"),
            "eu-west-1",
            keys(),
            null,
            Map.of("PhoneNumber", "+34600"),
            "Übel\n" + "x".repeat(200),
            "{{ range $i := stringSlice \"a\" \"b\" }}" + "y".repeat(1000) + "{{ end }}",
            Map.of());
    notifier(config).send(FIRING);
    assertThat(form().get("Subject")).startsWith("?bel x").endsWith("...").hasSize(99);
    assertThat(form().get("Message")).endsWith("…").hasSize(1600);
    assertThat(form()).containsEntry("MessageAttributes.entry.1.Name", "truncated");
  }

  private JiraConfig jira(String path, JiraConfig.Kind kind, JiraConfig.Transitions transitions) {
    return new JiraConfig(
        Delivery.of(true),
        server.url(path),
        kind,
        "OPS",
        "Bug",
        new JiraConfig.Text("{{ template \"jira.default.summary\" . }}", true),
        new JiraConfig.Text("{{ template \"jira.default.description\" . }}", false),
        List.of("zz", "{{ .GroupLabels.alertname }}"),
        "High",
        transitions,
        Map.of("customfield_1", List.of(Map.of("value", "{{ .Status }}"))));
  }

  private JiraConfig jira() {
    return jira(
        "/rest/api/2",
        JiraConfig.Kind.AUTO,
        new JiraConfig.Transitions("Reopen", "Done", "Won't Do", Duration.ofHours(1)));
  }

  private static String found(String category) {
    return "{\"issues\":[{\"key\":\"OPS-7\",\"fields\":{\"status\":{\"statusCategory\":{\"key\":\""
        + category
        + "\"}}}}]}";
  }

  @Test
  void jiraGetsAnIssueForAGroupThatHasNone() {
    answer(NONE);
    server.answer(201, Map.of(), "{\"key\":\"OPS-7\"}");
    assertThat(notifier(jira()).send(FIRING))
        .isInstanceOfSatisfying(
            Outcome.Delivered.class, taken -> assertThat(taken.detail()).contains("OPS-7"));
    assertThat(requests()).containsExactly("POST /rest/api/2/search", "POST /rest/api/2/issue");
    assertThat(json(server.received().getFirst(), "jql"))
        .isEqualTo(
            "(resolution is EMPTY or resolution != \"Won't Do\") and"
                + " (resolutiondate is EMPTY OR resolutiondate >= -60m) and project=\"OPS\" and"
                + " labels=\""
                + LABEL
                + "\" order by status ASC,resolutiondate DESC");
    Received made = last();
    assertThat(json(made, "fields.project.key")).isEqualTo("OPS");
    assertThat(json(made, "fields.issuetype.name")).isEqualTo("Bug");
    assertThat(json(made, "fields.summary")).isEqualTo("[FIRING:1] Down (a<b)");
    assertThat(json(made, "fields.description").toString()).contains("a host is down");
    assertThat(json(made, "fields.labels")).isEqualTo(List.of(LABEL, "Down", "zz"));
    assertThat(json(made, "fields.priority.name")).isEqualTo("High");
    assertThat(json(made, "fields.customfield_1.0.value")).isEqualTo("firing");
  }

  @Test
  void jirasIssueIsWrittenAnewAndOpenedAgain() {
    answer(found("done"));
    server.answer(204, Map.of(), "");
    answer(
        "{\"transitions\":[{\"id\":\"5\",\"name\":\"Done\"},{\"id\":\"9\",\"name\":\"Reopen\"}]}");
    server.answer(204, Map.of(), "");
    assertThat(notifier(jira()).send(FIRING)).isInstanceOf(Outcome.Delivered.class);
    assertThat(requests())
        .containsExactly(
            "POST /rest/api/2/search",
            "PUT /rest/api/2/issue/OPS-7",
            "GET /rest/api/2/issue/OPS-7/transitions",
            "POST /rest/api/2/issue/OPS-7/transitions");
    assertThat(server.received().get(1).body()).contains("summary").doesNotContain("description");
    assertThat(json(last(), "transition.id")).isEqualTo("9");
  }

  @Test
  void theEndOfAGroupResolvesJirasIssueAndMakesNone() {
    answer(NONE);
    answer(found("new"));
    server.answer(204, Map.of(), "");
    answer("{\"transitions\":[{\"id\":\"5\",\"name\":\"Close\"}]}");
    Notifier notifier = notifier(jira());
    assertThat(notifier.send(OVER)).isInstanceOf(Outcome.Delivered.class);
    assertThat(requests()).containsExactly("POST /rest/api/2/search");
    assertThat(json(last(), "jql").toString()).contains("statusCategory != Done and project");
    assertThat(notifier.send(OVER))
        .isInstanceOfSatisfying(
            Outcome.Refused.class,
            refused -> assertThat(refused.reason()).contains("OPS-7", "no transition \"Done\""));
  }

  @Test
  void jiraIsAskedAgainWhenItIsBusyAndNotWhenItRefuses() {
    server.answer(503, Map.of("Retry-After", "7"), "");
    answer(NONE);
    server.answer(400, Map.of(), "{\"errors\":{\"project\":\"project is required\"}}");
    Notifier notifier = notifier(jira());
    assertThat(notifier.send(FIRING))
        .isInstanceOfSatisfying(
            Outcome.Retry.class,
            retry -> assertThat(retry.after()).isEqualTo(Duration.ofSeconds(7)));
    assertThat(notifier.send(FIRING))
        .isInstanceOfSatisfying(
            Outcome.Refused.class,
            refused -> assertThat(refused.reason()).contains("project is required"));
  }

  @Test
  void jiraCloudGetsADocumentAndIsSearchedItsOwnWay() {
    answer(NONE);
    answer("{}");
    JiraConfig.Transitions none = new JiraConfig.Transitions("", "", "", Duration.ZERO);
    notifier(jira("/rest/api/3/", JiraConfig.Kind.CLOUD, none)).send(FIRING);
    assertThat(requests()).containsExactly("POST /rest/api/3/search/jql", "POST /rest/api/3/issue");
    assertThat(json(last(), "fields.description.type")).isEqualTo("doc");
    assertThat(json(last(), "fields.description.content.0.type")).isEqualTo("paragraph");
  }
}
