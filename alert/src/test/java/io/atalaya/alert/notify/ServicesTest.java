package io.atalaya.alert.notify;

import static org.assertj.core.api.Assertions.assertThat;

import io.atalaya.alert.notify.RecordingServer.Received;
import io.atalaya.alert.receiver.Attachment;
import io.atalaya.alert.receiver.ConnectorConfig;
import io.atalaya.alert.receiver.Delivery;
import io.atalaya.alert.receiver.DingTalkConfig;
import io.atalaya.alert.receiver.DiscordConfig;
import io.atalaya.alert.receiver.FeishuConfig;
import io.atalaya.alert.receiver.GoogleChatConfig;
import io.atalaya.alert.receiver.HttpReceiverConfig;
import io.atalaya.alert.receiver.MattermostConfig;
import io.atalaya.alert.receiver.NtfyConfig;
import io.atalaya.alert.receiver.OpsgenieConfig;
import io.atalaya.alert.receiver.PagerDutyConfig;
import io.atalaya.alert.receiver.PushoverConfig;
import io.atalaya.alert.receiver.Receiver;
import io.atalaya.alert.receiver.SlackConfig;
import io.atalaya.alert.receiver.SmsConfig;
import io.atalaya.alert.receiver.TeamsConfig;
import io.atalaya.alert.receiver.TelegramConfig;
import io.atalaya.alert.receiver.VictorOpsConfig;
import io.atalaya.alert.receiver.WeComConfig;
import io.atalaya.alert.receiver.WebexConfig;
import io.atalaya.alert.receiver.WebhookConfig;
import io.atalaya.model.Notification;
import io.atalaya.model.Notifier;
import io.atalaya.model.Notifier.Outcome;
import io.atalaya.model.SecretSource;
import io.avaje.json.mapper.JsonMapper;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What really arrives at each service, and what is made of its answers. */
class ServicesTest {
  private static final Notification FIRING = Examples.of(Examples.firing("a<b"));
  private static final Notification OVER =
      Examples.of(Examples.alert(false, "alertname", "Down", "instance", "a<b"));
  private static final String BROKEN = "{{ template \"no such\" . }}";

  private final RecordingServer server = new RecordingServer();
  private Instant now = Examples.DUE;
  private PostedMessages posted = PostedMessages.ofThisRun();

  @AfterEach
  void stop() {
    server.close();
  }

  private Notifier notifier(HttpReceiverConfig config) {
    InstantSource clock = () -> now;
    return new Notifiers(List.of(), clock, Map.of(), ActionRunner.none(), posted)
        .of(List.of(new Receiver("on.call", List.of(config))))
        .values()
        .iterator()
        .next();
  }

  private SecretSource url(String path) {
    return SecretSource.inline(server.url(path));
  }

  private static SecretSource secret(String value) {
    return SecretSource.inline(value);
  }

  private static Delivery delivery() {
    return Delivery.of(true);
  }

  private void answer(String body) {
    server.answer(200, Map.of("Content-Type", "application/json"), body);
  }

  private Received last() {
    return server.received().getLast();
  }

  private Map<String, Object> json() {
    return JsonMapper.builder().build().fromJsonObject(last().body());
  }

  /** A value inside, by names and positions separated by dots. */
  private Object json(String path) {
    @Nullable Object value = json();
    for (String step : path.split("\\.")) {
      value =
          value instanceof List<?> list
              ? list.get(Integer.parseInt(step))
              : ((Map<?, ?>) Objects.requireNonNull(value)).get(step);
    }
    return Objects.requireNonNull(value, path);
  }

  private Map<String, String> form() {
    Map<String, String> form = new LinkedHashMap<>();
    for (String pair : last().body().split("&")) {
      String[] parts = pair.split("=", 2);
      form.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
    }
    return form;
  }

  private static SlackConfig slack(
      SecretSource url, @Nullable SecretSource token, String text, boolean update) {
    return new SlackConfig(
        delivery(),
        url,
        token,
        Map.of("channel", "#ops", "username", "{{ template \"slack.default.username\" . }}"),
        new Attachment(
            Map.of(
                "title", "{{ template \"slack.default.title\" . }}",
                "color", "{{ template \"slack.default.color\" . }}",
                "text", text),
            List.of(new Attachment.Field("host", "{{ .CommonLabels.instance }}", true))),
        List.of(
            new SlackConfig.Action(
                Map.of("type", "button", "text", "Look", "url", "{{ .ExternalURL }}"), Map.of())),
        List.of("text"),
        false,
        update);
  }

  @Test
  void slackGetsAnAttachmentWithFieldsAndButtons() {
    answer("ok");
    assertThat(notifier(slack(url("/services/T/B/X"), null, "hello", false)).send(FIRING))
        .isEqualTo(new Outcome.Delivered(server.host() + " answers HTTP 200: ok"));
    assertThat(last().path()).isEqualTo("/services/T/B/X");
    assertThat(json("channel")).isEqualTo("#ops");
    assertThat(json("attachments.0.title")).isEqualTo("[FIRING:1] Down (a<b)");
    assertThat(json("attachments.0.color")).isEqualTo("danger");
    assertThat(json("attachments.0.text")).isEqualTo("hello");
    assertThat(json("attachments.0.fields.0"))
        .isEqualTo(Map.of("title", "host", "value", "a<b", "short", true));
    assertThat(json("attachments.0.actions.0.url")).isEqualTo("http://atalaya");
  }

  @Test
  void slackRefusesWithStatus200() {
    answer("invalid_payload");
    answer("{\"ok\":false,\"error\":\"channel_not_found\"}");
    answer("{\"ok\":false,\"error\":\"ratelimited\"}");
    Notifier notifier = notifier(slack(url("/"), null, "", false));
    assertThat(notifier.send(FIRING)).isInstanceOf(Outcome.Refused.class);
    assertThat(notifier.send(FIRING)).isInstanceOf(Outcome.Refused.class);
    assertThat(notifier.send(FIRING)).isInstanceOf(Outcome.Retry.class);
  }

  @Test
  void aSlackAppChangesItsFirstMessageOfAGroup() {
    answer("{\"ok\":true,\"channel\":\"C1\",\"ts\":\"17.5\"}");
    answer("{\"ok\":true,\"channel\":\"C1\",\"ts\":\"17.5\"}");
    Notifier notifier = notifier(slack(url("/api/chat.postMessage"), secret("xoxb-1"), "t", true));
    notifier.send(FIRING);
    assertThat(last().headers().getFirst("Authorization")).isEqualTo("Bearer xoxb-1");
    notifier.send(OVER);
    assertThat(last().path()).isEqualTo("/api/chat.update");
    assertThat(json()).containsEntry("ts", "17.5").containsEntry("channel", "C1");
  }

  private SlackConfig updatingSlack() {
    return slack(url("/api/chat.postMessage"), secret("xoxb-1"), "t", true);
  }

  private static String at(String timestamp) {
    return "{\"ok\":true,\"channel\":\"C1\",\"ts\":\"" + timestamp + "\"}";
  }

  @Test
  void aSlackAppFindsItsFirstMessageAfterARestart(@TempDir Path dir) throws Exception {
    posted = PostedMessages.open(dir.resolve("posted"));
    answer(at("17.5"));
    notifier(updatingSlack()).send(FIRING);
    posted.close();
    posted = PostedMessages.open(dir.resolve("posted"));
    answer(at("17.5"));
    notifier(updatingSlack()).send(OVER);
    assertThat(last().path()).isEqualTo("/api/chat.update");
    assertThat(json()).containsEntry("ts", "17.5").containsEntry("channel", "C1");
    posted.close();
    posted = PostedMessages.open(dir.resolve("posted"));
    answer(at("18.5"));
    notifier(updatingSlack()).send(FIRING);
    assertThat(last().path()).isEqualTo("/api/chat.postMessage");
    posted.close();
  }

  @Test
  void aMessageThatSomebodyDeletedInSlackIsPostedAnew() {
    Notifier notifier = notifier(updatingSlack());
    answer(at("17.5"));
    notifier.send(FIRING);
    answer("{\"ok\":false,\"error\":\"message_not_found\"}");
    answer(at("18.5"));
    assertThat(notifier.send(FIRING)).isInstanceOf(Outcome.Delivered.class);
    assertThat(last().path()).isEqualTo("/api/chat.postMessage");
    assertThat(json()).doesNotContainKey("ts");
    answer(at("18.5"));
    notifier.send(OVER);
    assertThat(json()).containsEntry("ts", "18.5");
  }

  @Test
  void aTextThatFailsGivesWayToAPlainOneThatSaysSo() {
    answer("ok");
    notifier(slack(url("/"), null, BROKEN, false)).send(FIRING);
    assertThat(json("attachments.0.text").toString())
        .startsWith("The configured text of this message failed")
        .contains("Down fires", "a host is down");
  }

  @Test
  void aLateMessageSaysByHowMuch() {
    now = Examples.DUE.plus(Duration.ofMinutes(10));
    answer("ok");
    notifier(slack(url("/"), null, "hello", false)).send(FIRING);
    assertThat(json("attachments.0.text").toString()).isEqualTo("Delivered late by 10m.\n\nhello");
  }

  @Test
  void mattermostGetsAttachmentsAndAPriorityThatItKnows() {
    notifier(
            new MattermostConfig(
                delivery(),
                url("/hooks/x"),
                Map.of("username", "watch"),
                List.of(new Attachment(Map.of("text", "hello"), List.of())),
                "card of {{ .Receiver }}",
                new MattermostConfig.Priority("Urgent", true, true)))
        .send(FIRING);
    assertThat(json("attachments.0.text")).isEqualTo("hello");
    assertThat(json("props.card")).isEqualTo("card of on\\.call");
    assertThat(json("priority"))
        .isEqualTo(
            Map.of("priority", "urgent", "requested_ack", true, "persistent_notifications", true));
  }

  private TelegramConfig telegram(String message, String parseMode) {
    return new TelegramConfig(
        delivery(),
        server.url("/"),
        secret("1:abc"),
        secret("-100123"),
        7,
        message,
        true,
        parseMode);
  }

  @Test
  void telegramGetsHtmlInWhichValuesAreEscaped() {
    answer("{\"ok\":true}");
    notifier(telegram("<b>{{ .CommonLabels.instance }}</b>", "HTML")).send(FIRING);
    assertThat(last().path()).isEqualTo("/bot1:abc/sendMessage");
    assertThat(json())
        .containsEntry("chat_id", -100123L)
        .containsEntry("message_thread_id", 7L)
        .containsEntry("disable_notification", true)
        .containsEntry("parse_mode", "HTML")
        .containsEntry("text", "<b>a&lt;b</b>");
  }

  @Test
  void telegramsDefaultHasShortLinksAndLengthIsWhatIsRead() {
    Notification.Alert[] many =
        IntStream.range(0, 12)
            .mapToObj(i -> Examples.firing("host-" + "x".repeat(50) + i))
            .toArray(Notification.Alert[]::new);
    notifier(telegram(TelegramConfig.DEFAULT_MESSAGE, "HTML")).send(Examples.of(many));
    assertThat(json("text").toString())
        .startsWith("Firing (12):\n\n<b>Down</b>\na host is down\nbecause: <code>up</code>\n")
        .contains("x11\n<a href=\"http://atalaya/graph?g0.expr=up&amp;g0.tab=1\">graph</a>\n")
        .endsWith("%22%7D\">silence</a>\n")
        .hasSizeGreaterThan(4096);
  }

  @Test
  void telegramGetsAPlainTextIfItCannotReadTheMarkup() {
    server.answer(400, Map.of(), "{\"ok\":false,\"description\":\"can't parse entities: _\"}");
    answer("{\"ok\":true}");
    assertThat(notifier(telegram("_{{ .CommonLabels.instance }}", "Markdown")).send(FIRING))
        .isInstanceOf(Outcome.Delivered.class);
    assertThat(server.received()).hasSize(2);
    assertThat(json()).doesNotContainKey("parse_mode");
    assertThat(json("text").toString()).contains("Down fires");
  }

  @Test
  void telegramSaysHowLongToWait() {
    server.answer(429, Map.of(), "{\"ok\":false,\"parameters\":{\"retry_after\":17}}");
    Outcome outcome = notifier(telegram("x", "")).send(FIRING);
    assertThat(((Outcome.Retry) outcome).after()).isEqualTo(Duration.ofSeconds(17));
    assertThat(outcome.toString()).doesNotContain("abc");
  }

  private DingTalkConfig dingTalk(@Nullable SecretSource secret) {
    return new DingTalkConfig(
        delivery(),
        url("/robot/send?access_token=T"),
        secret,
        DingTalkConfig.DEFAULT_TITLE,
        DingTalkConfig.DEFAULT_TEXT,
        List.of("13800000000"),
        List.of(),
        true);
  }

  @Test
  void dingTalkGetsASignedMarkdownThatMentionsPeople() {
    // The signature was made with openssl: printf '1772333999000\nSECx' | openssl dgst -sha256
    // -hmac SECx -binary | base64
    now = Instant.ofEpochMilli(1772333999000L);
    answer("{\"errcode\":0,\"errmsg\":\"ok\"}");
    assertThat(notifier(dingTalk(secret("SECx"))).send(FIRING))
        .isInstanceOf(Outcome.Delivered.class);
    assertThat(last().path())
        .isEqualTo(
            "/robot/send?access_token=T&timestamp=1772333999000"
                + "&sign=%2BjWxKJXQK2Vj48i6dvnPo59i9J0CQJRyiNV%2BdrhYZUc%3D");
    assertThat(json("msgtype")).isEqualTo("markdown");
    assertThat(json("markdown.title")).isEqualTo("[FIRING:1] Down (a<b)");
    assertThat(json("markdown.text").toString()).contains("Down", "@13800000000");
    assertThat(json("at.atMobiles")).isEqualTo(List.of("13800000000"));
    assertThat(json("at.isAtAll")).isEqualTo(true);
  }

  @Test
  void dingTalkRefusesWithStatus200AndIsAskedAgain() {
    answer("{\"errcode\":310000,\"errmsg\":\"sign not match\"}");
    answer("{\"errcode\":130101,\"errmsg\":\"send too fast\"}");
    Notifier notifier = notifier(dingTalk(null));
    assertThat(notifier.send(FIRING))
        .isEqualTo(
            new Outcome.Retry(
                server.host()
                    + " answers HTTP 200: {\"errcode\":310000,\"errmsg\":\"sign not match\"}",
                null));
    assertThat(((Outcome.Retry) notifier.send(FIRING)).after()).isEqualTo(Duration.ofMinutes(1));
  }

  @Test
  void aRobotGetsTwentyMessagesAMinuteAndTheRestLater() {
    Notifier notifier = notifier(dingTalk(null));
    List<Outcome> outcomes = new ArrayList<>();
    for (int i = 0; i < 21; i++) {
      answer("{\"errcode\":0}");
      outcomes.add(notifier.send(FIRING));
    }
    assertThat(outcomes.subList(0, 20)).allMatch(o -> o instanceof Outcome.Delivered);
    assertThat(outcomes.getLast())
        .isEqualTo(
            new Outcome.Retry("rate limit: it takes 20 messages in 1m", Duration.ofMinutes(1)));
    now = now.plus(Duration.ofMinutes(1));
    assertThat(notifier.send(FIRING)).isInstanceOf(Outcome.Delivered.class);
  }

  @Test
  void weComGetsMarkdownOfAtMost4096Bytes() {
    answer("{\"errcode\":0}");
    notifier(
            new WeComConfig(
                delivery(), url("/?key=k"), true, "告警".repeat(2000), List.of("@all"), List.of()))
        .send(FIRING);
    String content = json("markdown.content").toString();
    assertThat(content.getBytes(StandardCharsets.UTF_8).length).isBetween(4080, 4096);
    assertThat(content).endsWith("…\n<@@all>");
  }

  @Test
  void weComMentionsTelephonesInAPlainTextAndSaysWhenItIsTooMuch() {
    answer("{\"errcode\":45009}");
    answer("{\"errcode\":93000}");
    Notifier notifier =
        notifier(
            new WeComConfig(delivery(), url("/"), false, "hi", List.of(), List.of("13800000000")));
    assertThat(((Outcome.Retry) notifier.send(FIRING)).after()).isEqualTo(Duration.ofMinutes(1));
    assertThat(json("text.mentioned_mobile_list")).isEqualTo(List.of("13800000000"));
    assertThat(notifier.send(FIRING)).isInstanceOf(Outcome.Refused.class);
  }

  @Test
  void feishuGetsASignedCardInTheColourOfTheState() {
    // printf '' | openssl dgst -sha256 -hmac $'1772333999\nSECx' -binary | base64
    now = Instant.ofEpochSecond(1772333999);
    answer("{\"code\":0}");
    FeishuConfig config =
        new FeishuConfig(delivery(), url("/hook"), secret("SECx"), true, "t", "text");
    assertThat(notifier(config).send(FIRING)).isInstanceOf(Outcome.Delivered.class);
    assertThat(json("timestamp")).isEqualTo("1772333999");
    assertThat(json("sign")).isEqualTo("TuRy/m25cHutQx88ST8E54aBeikY/fn0WjJ1TWE+TMQ=");
    assertThat(json("card.header.template")).isEqualTo("red");
    assertThat(json("card.elements.0.content").toString()).endsWith("text");
  }

  @Test
  void feishuRefusesWithStatus200() {
    answer("{\"code\":19021,\"msg\":\"sign match fail\"}");
    answer("{\"code\":11232}");
    Notifier notifier =
        notifier(new FeishuConfig(delivery(), url("/"), null, false, "title", "text"));
    assertThat(notifier.send(FIRING)).isInstanceOf(Outcome.Refused.class);
    assertThat(json("content.text")).isEqualTo("title\ntext");
    assertThat(notifier.send(FIRING)).isInstanceOf(Outcome.Retry.class);
  }

  @Test
  void discordGetsAnEmbedInTheColourOfTheStateAndMayAskForAFractionOfASecond() {
    server.answer(429, Map.of("Retry-After", "0.25"), "");
    DiscordConfig config =
        new DiscordConfig(
            delivery(),
            url("/api/webhooks/1/x"),
            "<@&1>",
            DiscordConfig.DEFAULT_TITLE,
            "x".repeat(5000),
            "watch",
            "");
    Notifier notifier = notifier(config);
    assertThat(((Outcome.Retry) notifier.send(FIRING)).after()).isEqualTo(Duration.ofMillis(250));
    notifier.send(OVER);
    assertThat(json("content")).isEqualTo("<@&1>");
    assertThat(json("username")).isEqualTo("watch");
    assertThat(json("embeds.0.color")).isEqualTo(0x2ecc71L);
    assertThat(json("embeds.0.description").toString()).hasSize(4096).endsWith("…");
  }

  @Test
  void teamsGetAnAdaptiveCard() {
    server.answer(202, Map.of(), "");
    TeamsConfig config =
        new TeamsConfig(delivery(), url("/workflows/x"), TeamsConfig.DEFAULT_TITLE, "text");
    assertThat(notifier(config).send(FIRING)).isInstanceOf(Outcome.Delivered.class);
    assertThat(json("attachments.0.contentType"))
        .isEqualTo("application/vnd.microsoft.card.adaptive");
    assertThat(json("attachments.0.content.body.0.color")).isEqualTo("Attention");
    assertThat(json("attachments.0.content.body.1.text")).isEqualTo("text");
  }

  @Test
  void anOldConnectorOfTeamsGetsAMessageCard() {
    ConnectorConfig config =
        new ConnectorConfig(
            delivery(), url("/webhook/x"), "title", "{{ .Status }}", "**{{ .Status }}**");
    assertThat(notifier(config).send(FIRING)).isInstanceOf(Outcome.Delivered.class);
    assertThat(json())
        .containsEntry("@context", "http://schema.org/extensions")
        .containsEntry("type", "MessageCard")
        .containsEntry("title", "title")
        .containsEntry("summary", "firing")
        .containsEntry("text", "**firing**")
        .containsEntry("themeColor", "8C1A1A");
    notifier(config).send(OVER);
    assertThat(json()).containsEntry("themeColor", "2DC72D");
  }

  @Test
  void webexGetsMarkdownForARoom() {
    WebexConfig config =
        new WebexConfig(delivery(), server.url("/v1/messages"), "room", "x".repeat(9000));
    assertThat(notifier(config).send(FIRING)).isInstanceOf(Outcome.Delivered.class);
    assertThat(json()).containsEntry("roomId", "room");
    assertThat(json("markdown").toString().getBytes(StandardCharsets.UTF_8))
        .hasSizeLessThanOrEqualTo(7439);
    WebexConfig broken = new WebexConfig(delivery(), server.url("/v1/messages"), "room", BROKEN);
    notifier(broken).send(FIRING);
    assertThat(json("markdown").toString()).contains("the plain one", "Down");
  }

  @Test
  void victorOpsGetsOneEntityForAGroup() {
    VictorOpsConfig config =
        new VictorOpsConfig(
            delivery(),
            server.url("/alert/"),
            secret("k3y"),
            "team a",
            "{{ .CommonLabels.severity }}",
            "text",
            "name",
            "tool",
            Map.of("status", "{{ .Status }}"));
    assertThat(notifier(config).send(FIRING)).isInstanceOf(Outcome.Delivered.class);
    assertThat(last().path()).isEqualTo("/alert/k3y/team%20a");
    assertThat(json())
        .containsEntry("message_type", "CRITICAL")
        .containsEntry("state_message", "text")
        .containsEntry("entity_display_name", "name")
        .containsEntry("monitoring_tool", "tool")
        .containsEntry("status", "firing");
    Object entity = json("entity_id");
    notifier(config).send(OVER);
    assertThat(json()).containsEntry("message_type", "RECOVERY").containsEntry("entity_id", entity);
  }

  @Test
  void googleChatKeepsAGroupInOneThread() {
    GoogleChatConfig config =
        new GoogleChatConfig(delivery(), url("/v1/spaces/S/messages?key=k"), "text", true);
    Notifier notifier = notifier(config);
    notifier.send(FIRING);
    Object thread = json("thread.threadKey");
    notifier.send(OVER);
    assertThat(json("thread.threadKey")).isEqualTo(thread);
    assertThat(last().path())
        .endsWith("?key=k&messageReplyOption=REPLY_MESSAGE_FALLBACK_TO_NEW_THREAD");
  }

  @Test
  void ntfyGetsATopicAPriorityAndTags() {
    NtfyConfig config =
        new NtfyConfig(
            delivery(),
            server.url("/"),
            secret("my-topic"),
            secret("tk_1"),
            NtfyConfig.DEFAULT_TITLE,
            "text",
            NtfyConfig.DEFAULT_PRIORITY,
            NtfyConfig.DEFAULT_TAGS + ",shop",
            "{{ .ExternalURL }}");
    notifier(config).send(FIRING);
    assertThat(last().headers().getFirst("Authorization")).isEqualTo("Bearer tk_1");
    assertThat(json())
        .containsEntry("topic", "my-topic")
        .containsEntry("priority", 4L)
        .containsEntry("tags", List.of("rotating_light", "shop"))
        .containsEntry("click", "http://atalaya")
        .containsEntry("message", "text");
  }

  @Test
  void pushoverGetsAFormWithoutKeysInTheUrl() {
    PushoverConfig config =
        new PushoverConfig(
            delivery(),
            server.url("/1/messages.json"),
            secret("user"),
            secret("app"),
            "title",
            "{{ .CommonLabels.nothing }}",
            "http://x",
            "",
            "",
            "",
            "{{ if eq .Status \"firing\" }}2{{ else }}0{{ end }}",
            Duration.ofMinutes(1),
            Duration.ofHours(1),
            Duration.ZERO,
            false,
            false);
    notifier(config).send(FIRING);
    assertThat(last().path()).isEqualTo("/1/messages.json");
    assertThat(form())
        .containsEntry("token", "app")
        .containsEntry("user", "user")
        .containsEntry("priority", "2")
        .containsEntry("retry", "60")
        .containsEntry("expire", "3600")
        .containsEntry("message", "(no details)");
  }

  private PagerDutyConfig pagerDuty(int version, Map<String, Object> details) {
    return new PagerDutyConfig(
        delivery(),
        server.url("/v2/enqueue"),
        secret("key"),
        version,
        "{{ template \"pagerduty.default.description\" . }}",
        Map.of("client", "Atalaya", "source", "here", "severity", "error"),
        details,
        List.of(Map.of("src", "http://x/a.png"), Map.of("alt", "without a source")),
        List.of(Map.of("href", "http://x", "text", "x")));
  }

  @Test
  void pagerDutyOpensAndClosesTheSameIncident() {
    Notifier notifier =
        notifier(pagerDuty(2, Map.of("firing", "{{ .Alerts.Firing | toJson }}", "n", 5L)));
    server.answer(202, Map.of(), "{\"status\":\"success\"}");
    assertThat(notifier.send(FIRING)).isInstanceOf(Outcome.Delivered.class);
    Object key = json("dedup_key");
    assertThat(json("event_action")).isEqualTo("trigger");
    assertThat(json("routing_key")).isEqualTo("key");
    assertThat(json("payload.summary")).isEqualTo("[FIRING:1] Down (a<b)");
    assertThat(json("payload.custom_details.firing.0.labels.instance")).isEqualTo("a<b");
    assertThat(json("payload.custom_details.n")).isEqualTo(5L);
    assertThat(json("images")).isEqualTo(List.of(Map.of("src", "http://x/a.png")));
    notifier.send(OVER);
    assertThat(json()).containsEntry("event_action", "resolve").containsEntry("dedup_key", key);
    assertThat(key.toString()).matches("[0-9a-f]{64}");
  }

  @Test
  void pagerDutysFirstApiIsSpokenToAServiceKey() {
    server.answer(403, Map.of(), "rate limit");
    assertThat(notifier(pagerDuty(1, Map.of("a", "b"))).send(FIRING))
        .isInstanceOf(Outcome.Retry.class);
    assertThat(json()).containsEntry("service_key", "key").containsEntry("event_type", "trigger");
  }

  @Test
  void aPagerDutyEventThatIsTooLargeGoesWithoutDetails() {
    notifier(pagerDuty(2, Map.of("a", "x".repeat(600_000)))).send(FIRING);
    assertThat(last().body()).hasSizeLessThan(5000).contains("Custom details have been removed");
  }

  @Test
  void opsgenieOpensChangesAndClosesOneAlertAndGoesOnWhereItFailed() {
    OpsgenieConfig config =
        new OpsgenieConfig(
            delivery(),
            server.url("/"),
            secret("key"),
            "m".repeat(200),
            "description",
            "source",
            Map.of("more", "{{ .Status }}"),
            Map.of("tags", "a,b", "priority", "P1"),
            List.of(Map.of("type", "teams", "name", "shop,ops"), Map.of("type", "user", "id", "7")),
            true);
    Notifier notifier = notifier(config);
    server.answer(202, Map.of(), "");
    server.answer(500, Map.of(), "");
    assertThat(notifier.send(FIRING)).isInstanceOf(Outcome.Retry.class);
    assertThat(notifier.send(FIRING)).isInstanceOf(Outcome.Delivered.class);
    List<String> requests =
        server.received().stream().map(r -> r.method() + " " + r.path()).toList();
    String alias = Hash.whole(FIRING.groupKey());
    String query = "?identifierType=alias";
    assertThat(requests)
        .containsExactly(
            "POST /v2/alerts",
            "PUT /v2/alerts/" + alias + "/message" + query,
            "PUT /v2/alerts/" + alias + "/message" + query,
            "PUT /v2/alerts/" + alias + "/description" + query);
    Received first = server.received().getFirst();
    assertThat(first.headers().getFirst("Authorization")).isEqualTo("GenieKey key");
    assertThat(first.body())
        .contains(
            "\"alias\":\"" + alias + "\"",
            "\"details\":{\"alertname\":\"Down\",\"instance\":\"a<b\",\"more\":\"firing\"}",
            "\"responders\":[{\"name\":\"shop\",\"type\":\"team\"},"
                + "{\"name\":\"ops\",\"type\":\"team\"},{\"id\":\"7\",\"type\":\"user\"}]",
            "\"tags\":[\"a\",\"b\"]");
    notifier.send(OVER);
    assertThat(last().path()).isEqualTo("/v2/alerts/" + alias + "/close" + query);
  }

  @Test
  void twilioGetsOneMessageForEachNumberAndNoneTwice() {
    SmsConfig config =
        new SmsConfig(
            delivery(),
            new SmsConfig.Twilio(server.url(""), "AC1", secret("token"), "+1000"),
            List.of("+1", "+2"),
            SmsConfig.DEFAULT_TEXT);
    Notifier notifier = notifier(config);
    server.answer(201, Map.of(), "{}");
    server.answer(503, Map.of(), "");
    assertThat(notifier.send(FIRING)).isInstanceOf(Outcome.Retry.class);
    assertThat(notifier.send(FIRING)).isInstanceOf(Outcome.Delivered.class);
    assertThat(server.received().stream().map(r -> r.body().substring(0, 6)))
        .containsExactly("To=%2B", "To=%2B", "To=%2B");
    assertThat(last().path()).isEqualTo("/2010-04-01/Accounts/AC1/Messages.json");
    assertThat(last().headers().getFirst("Authorization")).isEqualTo("Basic QUMxOnRva2Vu");
    assertThat(form()).containsEntry("To", "+2").containsEntry("From", "+1000");
    assertThat(form().get("Body")).contains("Down", "a host is down");
  }

  @Test
  void aliyunGetsASignedFormAndRefusesWithStatus200() {
    // The signature was made by a script from Aliyun's description of its RPC signature.
    answer("{\"Code\":\"isv.BUSINESS_LIMIT_CONTROL\"}");
    answer("{\"Code\":\"isv.SMS_SIGNATURE_ILLEGAL\"}");
    answer("{\"Code\":\"OK\"}");
    SmsConfig config =
        new SmsConfig(
            delivery(),
            new SmsConfig.Aliyun(
                server.url(""), secret("id"), secret("key"), "签名", "SMS_1", "content"),
            List.of("138", "139"),
            "hi * ~");
    Notifier notifier = notifier(config);
    assertThat(notifier.send(FIRING)).isInstanceOf(Outcome.Retry.class);
    assertThat(notifier.send(FIRING)).isInstanceOf(Outcome.Refused.class);
    assertThat(notifier.send(FIRING)).isInstanceOf(Outcome.Delivered.class);
    assertThat(form())
        .containsEntry("PhoneNumbers", "138,139")
        .containsEntry("TemplateParam", "{\"content\":\"hi * ~\"}")
        .containsEntry("Signature", "9Jn/79O4VyX8BKF8ANR07kRLRe8=");
  }

  @Test
  void anyGatewayThatTakesAFormCanSendShortMessages() {
    SmsConfig config =
        new SmsConfig(
            delivery(),
            new SmsConfig.Form(url("/send"), "nr", "msg", Map.of("key", secret("k"))),
            List.of("+1"),
            "hi");
    notifier(config).send(FIRING);
    assertThat(form()).isEqualTo(Map.of("nr", "+1", "msg", "hi", "key", "k"));
  }

  @Test
  void aWebhookMayHaveABodyAndHeadersOfItsOwn() {
    notifier(
            new WebhookConfig(
                delivery(),
                url("/"),
                0,
                new WebhookConfig.Body("text/plain", "{{ .Status }}"),
                Map.of("X-Title", "{{ .GroupLabels.alertname }}\nX-Evil: 1")))
        .send(FIRING);
    assertThat(last().body()).isEqualTo("firing");
    assertThat(last().headers().getFirst("Content-Type")).isEqualTo("text/plain");
    assertThat(last().headers().getFirst("X-Title")).isEqualTo("Down X-Evil: 1");
    assertThat(last().headers().getFirst("Idempotency-Key")).isEqualTo(FIRING.id());
  }

  @Test
  void aWebhooksPayloadMayBeAValueFullOfTemplates() {
    Map<String, Object> payload =
        Map.of("state", "{{ .Status }}", "list", List.of("{{ .Alerts | toJson }}", 1L, true));
    notifier(
            new WebhookConfig(
                delivery(), url("/"), 0, new WebhookConfig.Payload(payload), Map.of()))
        .send(FIRING);
    assertThat(json("state")).isEqualTo("firing");
    assertThat(json("list.0.0.labels.alertname")).isEqualTo("Down");
    assertThat(json("list.1")).isEqualTo(1L);
  }

  @Test
  void aTextIsCutBetweenCharacters() {
    assertThat(Wording.cut("ab😀cd", 4)).isEqualTo("ab😀…");
    assertThat(Wording.cut("abcd", 4)).isEqualTo("abcd");
    for (int max : Arrays.asList(3, 4, 5, 6, 7, 8, 9, 10)) {
      String cut = Wording.cutBytes("é😀é", max);
      assertThat(cut.getBytes(StandardCharsets.UTF_8).length).isLessThanOrEqualTo(max);
      assertThat(cut).doesNotContain("?");
    }
  }
}
