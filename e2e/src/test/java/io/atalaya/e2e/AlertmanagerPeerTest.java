package io.atalaya.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.atalaya.testkit.InstalledProgram;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The same requests to Alertmanager and to us; and {@code amtool}, which must not notice. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class AlertmanagerPeerTest {
  private static final String CONFIGURATION =
      """
      route:
        receiver: everybody
        group_by: [alertname]
        group_wait: 1s
        routes:
          - receiver: shop
            matchers: [severity="critical"]
      receivers:
        - name: everybody
        - name: shop
          labels: {owner: sales}
        - name: every kind
          discord_configs: [{webhook_url: "http://127.0.0.1:1/"}]
          email_configs: [{to: a@example.org, from: b@example.org, smarthost: "127.0.0.1:1"}]
          incidentio_configs: [{url: "http://127.0.0.1:1/", alert_source_token: t}]
          jira_configs: [{api_url: "http://127.0.0.1:1/", project: P, issue_type: Bug}]
          mattermost_configs: [{webhook_url: "http://127.0.0.1:1/"}]
          msteams_configs: [{webhook_url: "http://127.0.0.1:1/"}]
          msteamsv2_configs: [{webhook_url: "http://127.0.0.1:1/"}]
          opsgenie_configs: [{api_key: k}]
          pagerduty_configs: [{routing_key: k}]
          pushover_configs: [{user_key: u, token: t}]
          rocketchat_configs: [{token: t, token_id: i, channel: c}]
          slack_configs: [{api_url: "http://127.0.0.1:1/", channel: c}]
          sns_configs: [{topic_arn: "arn:aws:sns:us-east-2:1:t", sigv4: {region: us-east-2}}]
          telegram_configs: [{bot_token: t, chat_id: 1}]
          victorops_configs: [{api_key: k, routing_key: r}]
          webex_configs: [{room_id: r, http_config: {authorization: {credentials: x}}}]
          webhook_configs: [{url: "http://127.0.0.1:1/"}]
          wechat_configs: [{api_secret: s, corp_id: c}]
      inhibit_rules:
        - source_matchers: [alertname="Fire"]
          target_matchers: [alertname="Smoke"]
      """;

  private static final String NEVER = "7a6d7e8c-2f5b-4d5e-9a0b-111111111111";
  private static final int MAX_ASKED = 1000;
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  @TempDir private static Path folder;
  private static Program ours;
  private static InstalledProgram theirs;
  private static int ourPort;
  private static int theirPort;

  @BeforeAll
  static void start() throws Exception {
    Optional<Path> peer = InstalledProgram.find("prometheus-alertmanager", "alertmanager");
    assumeTrue(peer.isPresent(), "prometheus-alertmanager is not on the path");
    Path file = Files.writeString(folder.resolve("alertmanager.yml"), CONFIGURATION);
    theirPort = InstalledProgram.freePort();
    theirs =
        InstalledProgram.start(
            peer.get(),
            "--config.file=" + file,
            "--storage.path=" + folder.resolve("theirs"),
            "--web.listen-address=127.0.0.1:" + theirPort,
            "--cluster.listen-address=");
    assumeTrue(peerAnswers(), "prometheus-alertmanager does not start here");
    ours =
        Program.start(
            "start",
            "--listen",
            "127.0.0.1:0",
            "--data",
            folder.resolve("ours").toString(),
            file.toString());
    ourPort = ours.port();
  }

  private static boolean peerAnswers() throws InterruptedException {
    try {
      theirs.fetch(URI.create("http://127.0.0.1:" + theirPort + "/-/ready"));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @AfterAll
  static void stop() {
    if (ours != null) {
      ours.close();
    }
    if (theirs != null) {
      theirs.close();
    }
  }

  private static String ask(int port, String method, String path, String body) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v2" + path))
            .method(method, BodyPublishers.ofString(body));
    if (!body.isEmpty()) {
      request.header("Content-Type", "application/json");
    }
    HttpResponse<String> answer = CLIENT.send(request.build(), BodyHandlers.ofString());
    String type = answer.headers().firstValue("Content-Type").orElse("no body");
    return answer.statusCode() + " " + type + " " + answer.body().strip();
  }

  /**
   * Without what differs from run to run, such as the order of methods there, and the field that
   * 0.34 added.
   */
  private static String same(String answer) {
    return answer
        .replaceAll("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", "UUID")
        .replaceAll("\"(2[0-9-]+T[0-9:.]+Z)\"", "\"TIME\"")
        .replace("[POST,GET]", "[GET,POST]")
        .replace("[DELETE,GET]", "[GET,DELETE]")
        .replace(",\"routeLabels\":{}", "");
  }

  private static String groups(int port) throws Exception {
    return ask(port, "GET", "/alerts/groups", "");
  }

  private static boolean areGrouped(String groups) {
    return Stream.of("Fire", "Smoke", "Dust", "other").allMatch(groups::contains);
  }

  private static void assertSame(String method, String path, String body) throws Exception {
    assertThat(same(ask(ourPort, method, path, body)))
        .as(method + " " + path + " " + body)
        .isEqualTo(same(ask(theirPort, method, path, body)));
  }

  @Test
  @Order(1)
  void alertsGroupsAndSilencesReadTheSame() throws Exception {
    String alerts =
        """
        [{"labels":{"alertname":"Fire","severity":"critical","zone":"b"},
          "annotations":{"text":"a \\u003c b ü"},"generatorURL":"http://x/y?z=1&a=<b>"},
         {"labels":{"alertname":"Smoke","empty":""}},
         {"labels":{"alertname":"Dust","job":"j","instance":"i"}},
         {"labels":{"alertname":"Dust","job":"j"},"unknown":[1,{"x":null}]},
         {"labels":{"other":"x"},"endsAt":"2999-01-01T00:00:00Z"}]
        """;
    assertSame("POST", "/alerts", alerts);
    assertSame(
        "POST",
        "/silences",
        """
        {"matchers":[{"name":"alertname","value":"Du.*","isRegex":true},
                     {"name":"job","value":"x","isRegex":false,"isEqual":false}],
         "startsAt":"2020-01-01T00:00:00Z","endsAt":"2999-01-01T00:00:00Z",
         "createdBy":"ann","comment":"dust is known","annotations":{"ticket":"1"}}
        """);
    // Their dispatcher takes alerts up a moment after they were posted.
    for (int i = 0; i < MAX_ASKED && !areGrouped(groups(theirPort)); i++) {
      assertThat(ask(theirPort, "GET", "/status", "")).startsWith("200");
    }
    for (String path :
        List.of(
            "/receivers",
            "/receivers?receiver_matchers=owner%3Dsales",
            "/alerts",
            "/alerts?filter=alertname%3D%22Dust%22&filter=instance%3D",
            "/alerts?filter=instance%21%3D",
            "/alerts?filter=alertname%3D~%22F.*%22",
            "/alerts?receiver=shop",
            "/alerts?receiver=sho",
            "/alerts?receiver_matchers=owner%3Dsales",
            "/alerts?active=false",
            "/alerts?inhibited=no",
            "/alerts?active=maybe",
            "/silences",
            "/silences?filter=job%21%3Dx",
            "/silences?filter=job%3Dx",
            "/alerts/groups?receiver=shop&silenced=true",
            "/alerts/groups?filter=alertname%3DSmoke")) {
      assertSame("GET", path, "");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "null",
        "[{}]",
        "[{\"labels\":{}}]",
        "[{\"labels\":{\"a\":\"\"},\"annotations\":{\"x\":\"y\"}}]",
        "[{\"labels\":{\"a\":null}}]",
        "[{\"labels\":{\"gone\":\"b\",\"\":\"x\"}}]",
        "[{\"labels\":{\"gone\":\"b\"},\"generatorURL\":\"no url ::\"}]",
        "[{\"labels\":{\"gone\":\"b\"},\"startsAt\":\"2999-01-01T00:00:00Z\"}]",
        "[{\"labels\":{\"gone\":\"b\"},\"generatorURL\":\"http://a b/\"}]",
        "[{\"labels\":{\"gone\":\"b\"},\"generatorURL\":\"http://a/%zz\"}]",
        "[{\"labels\":{\"gone\":\"b\"},\"generatorURL\":\"http://[::1\"}]",
        "[{\"labels\":{\"gone\":\"b\"},\"generatorURL\":\"http://[::1]/?q=%zz\","
            + "\"startsAt\":\"2026-01-01\",\"endsAt\":\"2026-01-01T00:00:00,5\"}]",
        "  ",
        "[{\"labels\":{\"gone\":\"b\"},\"startsAt\":\"2026-01-02T00:00:00Z\","
            + "\"endsAt\":\"2026-01-01T00:00:00Z\"}]"
      })
  void alertsAreTakenOrRefusedWithTheSameWords(String body) throws Exception {
    assertSame("POST", "/alerts", body);
  }

  @ParameterizedTest
  @ValueSource(strings = {"[{", "{\"labels\":{\"a\":\"b\"}}", "[{\"labels\":{\"a\":5}}]", "x"})
  void whatIsNoAlertIsRefusedWithTheSameStatus(String body) throws Exception {
    assertThat(ask(ourPort, "POST", "/alerts", body))
        .startsWith(ask(theirPort, "POST", "/alerts", body).substring(0, 60));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"matchers\":[],REST",
        "{\"matchers\":[{\"name\":\"a\",\"value\":\"b\"}],REST",
        "{\"matchers\":[{\"name\":\"a\",\"value\":\"\",\"isRegex\":false}],REST",
        "{\"matchers\":[{\"name\":\"a\",\"value\":\"(\",\"isRegex\":true}],REST",
        "{\"matchers\":[{\"name\":\"\",\"value\":\"b\",\"isRegex\":false}],REST",
        "{\"id\":\"x\",\"matchers\":[{\"name\":\"a\",\"value\":\"b\",\"isRegex\":false}],REST",
        "{\"matchers\":[{\"name\":\"a\",\"value\":\"b\",\"isRegex\":false}],OVER",
        "{\"matchers\":[{\"name\":\"a\",\"value\":\"b\",\"isRegex\":false}],BACKWARDS"
      })
  void silencesAreRefusedWithTheSameWords(String body) throws Exception {
    String who = "\"createdBy\":\"me\",\"comment\":\"c\"}";
    String whole =
        body.replace(
                "REST",
                "\"startsAt\":\"2026-01-01T00:00:00Z\",\"endsAt\":\"2999-01-01T00:00:00Z\"," + who)
            .replace(
                "OVER",
                "\"startsAt\":\"2020-01-01T00:00:00Z\",\"endsAt\":\"2020-01-02T00:00:00Z\"," + who)
            .replace(
                "BACKWARDS",
                "\"startsAt\":\"2999-01-01T00:00:00Z\",\"endsAt\":\"2998-01-02T00:00:00Z\"," + who);
    assertSame("POST", "/silences", whole);
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /alerts?filter=foo",
    "GET, /alerts?filter=%7Ba%3Db%7D",
    "GET, /alerts?filter=a%3Db%3Dc",
    "GET, /alerts?filter=a%3Db%22c",
    "GET, /alerts?filter=alertname%3D~Never%5Cd%2B",
    "GET, /silences?filter=foo",
    "GET, /alerts?receiver_matchers=x~",
    "GET, /nothing",
    "POST, /alerts",
    "DELETE, /alerts",
    "PUT, /silences",
    "GET, /silence/abc",
    "GET, /silence/" + NEVER,
    "DELETE, /silence/" + NEVER,
    "DELETE, /silence/x",
    "POST, /silence/" + NEVER
  })
  void wrongRequestsAreRefusedWithTheSameWords(String method, String path) throws Exception {
    assertSame(method, path, "");
  }

  private static String amtool(String... arguments) throws Exception {
    Optional<Path> amtool = InstalledProgram.find("amtool");
    assumeTrue(amtool.isPresent(), "amtool is not on the path");
    List<String> command = new ArrayList<>();
    command.add(amtool.get().toString());
    command.add("--alertmanager.url=http://127.0.0.1:" + ourPort);
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    try (var output = process.getInputStream()) {
      String text = new String(output.readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).as("%s: %s", command, text).isZero();
      return text.strip();
    }
  }

  @Test
  void amtoolAddsAndFindsAlerts() throws Exception {
    amtool("alert", "add", "alertname=Flood", "severity=critical", "--annotation=summary=wet");
    assertThat(amtool("alert", "query", "alertname=Flood")).contains("Flood", "wet", "active");
    assertThat(amtool("alert", "query", "-o", "json", "alertname=Flood")).contains("\"shop\"");
  }

  @Test
  void amtoolMakesChangesImportsAndEndsSilences() throws Exception {
    amtool("alert", "add", "alertname=Storm");
    String id = amtool("silence", "add", "alertname=Storm", "-a", "ann", "-c", "it is autumn");
    assertThat(amtool("silence", "query", "alertname=Storm")).contains(id, "it is autumn");
    assertThat(amtool("alert", "query", "-s", "alertname=Storm")).contains("suppressed");
    assertThat(amtool("silence", "update", "-d", "3h", "-c", "long autumn", id))
        .contains(id, "long autumn");
    Path exported = folder.resolve("silences.json");
    Files.writeString(exported, amtool("silence", "query", "-o", "json", "alertname=Storm"));
    amtool("silence", "expire", id);
    assertThat(amtool("silence", "query", "-q", "alertname=Storm")).isEmpty();
    amtool("silence", "import", exported.toString());
    assertThat(amtool("silence", "query", "alertname=Storm")).contains("long autumn");
  }

  @Test
  void amtoolReadsTheConfigurationAndTestsRoutes() throws Exception {
    assertThat(amtool("config", "show")).contains("receiver: everybody", "alertname=");
    assertThat(amtool("config", "routes", "show")).contains("receiver: shop");
    assertThat(amtool("config", "routes", "test", "severity=critical")).isEqualTo("shop");
    assertThat(amtool("config", "routes", "test", "--verify.receivers=everybody", "a=b"))
        .isEqualTo("everybody");
    assertThat(amtool("cluster", "show")).contains("disabled");
  }
}
