package io.atalaya.alert.template;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.atalaya.alert.TheirAlertmanager;
import io.atalaya.model.Labels;
import io.atalaya.model.Notification;
import io.atalaya.model.json.JsonValue;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The texts that messages have by default, beside those of a real Alertmanager: titles and what
 * else is short are the same but for the program's name, and whatever its long texts say of an
 * alert ours say too.
 */
class DefaultTextsPeerTest {
  private static final Instant START = Instant.parse("2026-01-02T03:04:05.250Z");
  private static final Instant END = START.plusSeconds(3661);

  private static final Labels NOTES =
      Labels.of("summary", "It's <b>slow</b> & \"late\"", "runbook_url", "http://r/x");

  /** Texts that are the same. */
  private static final List<String> SAME =
      List.of(
          "__subject",
          "__description",
          "__alertmanager",
          "__alertmanagerURL",
          "slack.default.title",
          "slack.default.username",
          "slack.default.fallback",
          "slack.default.callbackid",
          "slack.default.pretext",
          "slack.default.titlelink",
          "slack.default.iconemoji",
          "slack.default.iconurl",
          "slack.default.footer",
          "slack.default.color",
          "pagerduty.default.description",
          "pagerduty.default.client",
          "pagerduty.default.clientURL",
          "opsgenie.default.message",
          "opsgenie.default.source",
          "wechat.default.to_user",
          "wechat.default.to_party",
          "wechat.default.to_tag",
          "wechat.default.agent_id",
          "victorops.default.entity_display_name",
          "victorops.default.monitoring_tool",
          "pushover.default.title",
          "pushover.default.url",
          "sns.default.subject",
          "discord.default.content",
          "discord.default.title",
          "msteams.default.summary",
          "msteams.default.title",
          "msteamsv2.default.title",
          "jira.default.summary",
          "jira.default.priority",
          "rocketchat.default.title",
          "rocketchat.default.alias",
          "rocketchat.default.titlelink",
          "rocketchat.default.emoji",
          "rocketchat.default.iconurl",
          "rocketchat.default.text",
          "mattermost.default.color",
          "mattermost.default.username",
          "mattermost.default.title",
          "mattermost.default.titlelink",
          "mattermost.default.fallback",
          "email.default.subject");

  /** Texts of which ours say more. */
  private static final List<String> MORE =
      List.of(
          "slack.default.text",
          "pagerduty.default.instances",
          "opsgenie.default.description",
          "wechat.default.message",
          "victorops.default.state_message",
          "pushover.default.message",
          "sns.default.message",
          "telegram.default.message",
          "discord.default.message",
          "webex.default.message",
          "msteams.default.text",
          "msteamsv2.default.text",
          "jira.default.description",
          "mattermost.default.text");

  /** Alerts of each group, by the value of its label; {@code over} ends after the first message. */
  private static final Map<String, List<Notification.Alert>> GROUPS =
      Map.of(
          "one", List.of(alert("one", NOTES, "alertname", "Slow", "instance", "a:1")),
          "two",
              List.of(
                  alert("two", NOTES, "alertname", "Slow", "instance", "a:1"),
                  alert("two", NOTES, "alertname", "Slow", "instance", "ünï")),
          "bare", List.of(alert("bare", Labels.empty(), "severity", "info")),
          "grave",
              List.of(
                  alert("grave", Labels.empty(), "severity", "info"),
                  alert("grave", NOTES, "severity", "critical", "instance", "d")));

  @TempDir private Path dir;
  private final BlockingQueue<JsonValue> messages = new LinkedBlockingQueue<>();

  private static Notification.Alert alert(String group, Labels notes, String... labels) {
    return new Notification.Alert(
        Labels.of(
            Stream.concat(Stream.of("set", group, "job", "web"), Stream.of(labels))
                .toArray(String[]::new)),
        notes,
        START,
        Instant.EPOCH,
        "http://p.example/graph?g0.expr=up+%3D%3D+0&g0.tab=1",
        true);
  }

  private static Notification.Alert over(Notification.Alert alert) {
    return new Notification.Alert(
        alert.labels(), alert.annotations(), START, END, alert.generatorUrl(), false);
  }

  private static NotificationTemplates.Rendering ours(List<Notification.Alert> alerts) {
    Labels group = Labels.of("set", alerts.getFirst().labels().get("set"));
    Notification notification =
        new Notification(
            "1",
            "team a&b",
            "{}:" + group,
            "first notification",
            group,
            Map.of(),
            alerts,
            0,
            TheirAlertmanager.SITE,
            START);
    return new NotificationTemplates(Limits.DEFAULT, InstantSource.fixed(START.plusSeconds(60)))
        .of(notification, Labels.empty(), "first notification");
  }

  @Test
  void textsAreAlertmanagersOrSayMore() throws Exception {
    TheirAlertmanager.assumeInstalled();
    HttpServer hook = hook();
    try (TheirAlertmanager theirs =
        TheirAlertmanager.start(configuration(hook.getAddress().getPort()), dir.resolve("am"))) {
      List<String> differences = new ArrayList<>();
      GROUPS.values().forEach(theirs::post);
      compareAll(GROUPS, differences);
      List<Notification.Alert> one = requireNonNull(GROUPS.get("one"));
      List<Notification.Alert> two = requireNonNull(GROUPS.get("two"));
      Map<String, List<Notification.Alert>> changed =
          Map.of(
              "one", List.of(over(one.getFirst())),
              "two", List.of(two.getFirst(), over(two.getLast())));
      changed.values().forEach(theirs::post);
      compareAll(changed, differences);
      assertThat(differences).isEmpty();
    } finally {
      hook.stop(0);
    }
  }

  /** Messages come in any order. */
  private void compareAll(Map<String, List<Notification.Alert>> groups, List<String> differences)
      throws InterruptedException {
    for (int i = 0; i < groups.size(); i++) {
      JsonValue message = requireNonNull(messages.poll(30, TimeUnit.SECONDS), "no message came");
      compare(message, requireNonNull(groups.get(message.text("set"))), differences);
    }
  }

  private HttpServer hook() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          messages.add(JsonValue.parse(exchange.getRequestBody().readAllBytes()));
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
    return server;
  }

  /** One field of the message for each text; what began with a bracket would not be one. */
  private Path configuration(int port) throws IOException {
    StringBuilder payload = new StringBuilder();
    Stream.concat(SAME.stream(), MORE.stream())
        .forEach(name -> payload.append("          \"%s\": 'is %s'\n".formatted(name, call(name))));
    return Files.writeString(
        dir.resolve("am.yml"),
        """
        route: {receiver: team a&b, group_by: [set], group_wait: 1s, group_interval: 1s}
        receivers:
          - name: team a&b
            webhook_configs:
              - url: http://127.0.0.1:%d/
                payload:
                  set: '{{ .GroupLabels.set }}'
        %s
        """
            .formatted(port, payload));
  }

  /** One of them is given a list of alerts. */
  private static String call(String name) {
    String data = name.endsWith(".instances") ? ".Alerts" : ".";
    return "{{ template \"" + name + "\" " + data + " }}";
  }

  private static void compare(
      JsonValue theirs, List<Notification.Alert> alerts, List<String> differences) {
    NotificationTemplates.Rendering ours = ours(alerts);
    for (String name : SAME) {
      String their = theirs.text(name).substring(3).replace("Alertmanager", "Atalaya").strip();
      String own = ours.text(call(name)).strip();
      if (!own.equals(their)) {
        differences.add(name + "\n  theirs " + their + "\n  ours   " + own);
      }
    }
    for (String name : MORE) {
      String their = theirs.text(name);
      String own = ours.text(call(name));
      facts(alerts)
          .filter(fact -> their.contains(fact) && !own.contains(fact))
          .forEach(fact -> differences.add(name + " lacks " + fact + "\n" + own));
    }
  }

  /** Names that have a place of their own in our texts are left out. */
  private static Stream<String> facts(List<Notification.Alert> alerts) {
    return alerts.stream()
        .flatMap(
            alert ->
                Stream.of(
                        alert.labels().toMap().keySet(),
                        alert.labels().toMap().values(),
                        alert.annotations().toMap().keySet(),
                        alert.annotations().toMap().values(),
                        List.of(alert.generatorUrl()))
                    .flatMap(Collection::stream))
        .distinct()
        .filter(fact -> !fact.equals("alertname") && !fact.equals("summary"));
  }
}
