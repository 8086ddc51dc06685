package io.atalaya.alert.notify;

import static org.assertj.core.api.Assertions.assertThat;

import io.atalaya.alert.receiver.Delivery;
import io.atalaya.alert.receiver.Receiver;
import io.atalaya.alert.receiver.WebhookConfig;
import io.atalaya.model.Notification;
import io.atalaya.model.Notifier;
import io.atalaya.model.Notifier.Outcome;
import io.atalaya.model.Secret;
import io.atalaya.model.SecretSource;
import io.atalaya.model.http.Credentials;
import io.atalaya.model.http.HttpClientConfig;
import io.atalaya.model.http.ProxyConfig;
import io.atalaya.testkit.ClosedPort;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The webhook against real servers. */
class WebhookNotifierTest {
  private final RecordingServer server = new RecordingServer();

  @AfterEach
  void stop() {
    server.close();
  }

  private static Notifier notifier(WebhookConfig config) {
    Receiver receiver = new Receiver("on.call", List.of(config));
    return new Notifiers(List.of(), InstantSource.fixed(Examples.DUE))
        .of(List.of(receiver))
        .values()
        .iterator()
        .next();
  }

  private static WebhookConfig webhook(
      String url, HttpClientConfig http, long maxAlerts, Duration timeout) {
    return new WebhookConfig(
        new Delivery(true, http, timeout),
        SecretSource.inline(url),
        maxAlerts,
        new WebhookConfig.Standard(),
        Map.of());
  }

  private WebhookConfig to(String path, HttpClientConfig http, long maxAlerts) {
    return webhook(server.url(path), http, maxAlerts, Duration.ofSeconds(30));
  }

  private Outcome send(HttpClientConfig http) {
    return notifier(to("/hook", http, 0)).send(Examples.of(Examples.firing("a")));
  }

  private Outcome send() {
    return send(HttpClientConfig.defaults());
  }

  @Test
  void thePayloadHasAlertmanagersFieldsInItsOrder() {
    Notification notification =
        Examples.notification(
            Map.of("team", "{{ .Receiver }}-team"),
            Examples.firing("b"),
            Examples.alert(false, "alertname", "Down", "instance", "a", "job", "x"));
    notifier(to("/hook", HttpClientConfig.defaults(), 0)).send(notification);

    RecordingServer.Received request = server.received().getFirst();
    assertThat(request.method()).isEqualTo("POST");
    assertThat(request.headers().getFirst("Content-Type")).isEqualTo("application/json");
    String expected =
        """
        {"receiver":"on\\\\.call","status":"firing","alerts":[\
        {"status":"resolved",\
        "labels":{"alertname":"Down","instance":"a","job":"x"},\
        "annotations":{"summary":"a host is down"},\
        "startsAt":"2026-01-01T11:59:00.5Z","endsAt":"2026-01-01T12:00:00Z",\
        "generatorURL":"http://atalaya/graph?g0.expr=up&g0.tab=1",\
        "fingerprint":"FP1"},\
        {"status":"firing",\
        "labels":{"alertname":"Down","instance":"b"},\
        "annotations":{"summary":"a host is down"},\
        "startsAt":"2026-01-01T11:59:00.5Z","endsAt":"0001-01-01T00:00:00Z",\
        "generatorURL":"http://atalaya/graph?g0.expr=up&g0.tab=1",\
        "fingerprint":"FP2"}],\
        "notification_reason":"first notification",\
        "groupLabels":{"alertname":"Down"},\
        "commonLabels":{"alertname":"Down"},\
        "commonAnnotations":{"summary":"a host is down"},\
        "routeLabels":{"team":"on\\\\.call-team"},\
        "externalURL":"http://atalaya","version":"4",\
        "groupKey":"{}/{team=\\"ops\\"}:{alertname=\\"Down\\"}","truncatedAlerts":0}\
        """
            .replace("FP1", notification.alerts().get(1).labels().fingerprintText())
            .replace("FP2", notification.alerts().get(0).labels().fingerprintText());
    assertThat(request.body()).isEqualTo(expected);
  }

  @Test
  void moreAlertsThanWantedAreCountedInstead() {
    notifier(to("/hook", HttpClientConfig.defaults(), 1))
        .send(Examples.of(Examples.firing("a"), Examples.firing("b"), Examples.firing("c")));
    assertThat(server.received().getFirst().body())
        .contains("\"truncatedAlerts\":2")
        .contains("\"instance\":\"a\"")
        .doesNotContain("\"instance\":\"b\"");
  }

  @Test
  void anyAnswerOf2xxIsAnArrival() {
    server.answer(202, Map.of(), "queued");
    assertThat(send())
        .isEqualTo(new Outcome.Delivered(server.host() + " answers HTTP 202: queued"));
  }

  @Test
  void serverErrorsAndTooManyRequestsAreWorthAnotherAttempt() {
    server.answer(503, Map.of("Retry-After", "120"), "");
    assertThat(send())
        .isEqualTo(new Outcome.Retry(server.host() + " answers HTTP 503", Duration.ofMinutes(2)));
    server.answer(429, Map.of("Retry-After", "Thu, 01 Jan 2026 12:00:30 GMT"), "slow\n down");
    assertThat(send())
        .isEqualTo(
            new Outcome.Retry(
                server.host() + " answers HTTP 429: slow down", Duration.ofSeconds(30)));
    server.answer(500, Map.of("Retry-After", "soon"), "");
    assertThat(send()).isEqualTo(new Outcome.Retry(server.host() + " answers HTTP 500", null));
  }

  @Test
  void otherAnswersAreRefusals() {
    server.answer(404, Map.of(), "no such hook");
    assertThat(send())
        .isEqualTo(new Outcome.Refused(server.host() + " answers HTTP 404: no such hook"));
  }

  @Test
  void aRedirectIsFollowedWithTheMessageButNotWithTheCredentialsToAnotherServer() {
    try (RecordingServer other = new RecordingServer()) {
      server.answer(307, Map.of("Location", other.url("/moved")), "");
      HttpClientConfig http =
          HttpClientConfig.defaults()
              .withCredentials(Credentials.bearer(SecretSource.inline("token")));
      assertThat(send(http)).isInstanceOf(Outcome.Delivered.class);
      assertThat(server.received().getFirst().headers().getFirst("Authorization"))
          .isEqualTo("Bearer token");
      RecordingServer.Received moved = other.received().getFirst();
      assertThat(moved.method()).isEqualTo("POST");
      assertThat(moved.body()).isEqualTo(server.received().getFirst().body());
      assertThat(moved.headers()).doesNotContainKey("Authorization");
    }
  }

  @Test
  void aRedirectIsARefusalIfRedirectsAreNotFollowed() {
    server.answer(302, Map.of("Location", "/elsewhere"), "");
    assertThat(send(HttpClientConfig.defaults().withFollowRedirects(false)))
        .isEqualTo(new Outcome.Refused(server.host() + " answers HTTP 302"));
  }

  @Test
  void aCircleOfRedirectsIsARefusal() {
    for (int i = 0; i < 11; i++) {
      server.answer(308, Map.of("Location", "/hook"), "");
    }
    assertThat(send()).isEqualTo(new Outcome.Refused("more than 10 redirects"));
  }

  @Test
  void configuredHeadersAndBasicCredentialsAreSent() {
    HttpClientConfig http =
        HttpClientConfig.defaults()
            .withCredentials(
                new Credentials.Basic(SecretSource.inline("me"), SecretSource.inline("pass")))
            .withHeaders(Map.of("X-Team", List.of(SecretSource.inline("ops"))));
    send(http);
    assertThat(server.received().getFirst().headers())
        .containsEntry("Authorization", List.of("Basic bWU6cGFzcw=="))
        .containsEntry("X-team", List.of("ops"));
  }

  @Test
  void aProxyCarriesTheMessage() {
    HttpClientConfig http =
        HttpClientConfig.defaults()
            .withProxy(new ProxyConfig.Via(Secret.of(server.url("")), List.of()));
    WebhookConfig config = webhook("http://receiver.invalid/hook", http, 0, Duration.ofSeconds(30));
    assertThat(notifier(config).send(Examples.of(Examples.firing("a"))))
        .isInstanceOf(Outcome.Delivered.class);
    assertThat(server.received().getFirst().path()).isEqualTo("http://receiver.invalid/hook");
  }

  @Test
  void theUrlMayHoldTemplates() {
    notifier(to("/hook/{{ .GroupLabels.alertname }}", HttpClientConfig.defaults(), 0))
        .send(Examples.of(Examples.firing("a")));
    assertThat(server.received().getFirst().path()).isEqualTo("/hook/Down");
  }

  @Test
  void nobodyListeningIsWorthAnotherAttemptAndToldWithoutTheUrl() throws Exception {
    try (ClosedPort closed = new ClosedPort()) {
      String host = "127.0.0.1:" + closed.number();
      WebhookConfig config = WebhookConfig.to("http://" + host + "/secret-path");
      assertThat(notifier(config).send(Examples.of(Examples.firing("a"))))
          .isEqualTo(new Outcome.Retry(host + ": the connection was refused", null));
    }
    // A label of more than 63 characters, so that no name server is asked, which might be slow.
    String unknown = "n".repeat(64) + ".invalid";
    WebhookConfig nowhere = WebhookConfig.to("http://" + unknown + "/secret-path");
    assertThat(notifier(nowhere).send(Examples.of(Examples.firing("a"))))
        .isEqualTo(new Outcome.Retry(unknown + ": no address is known for this name", null));
  }

  @Test
  void aServerThatNeverAnswersIsLeftAfterTheTimeout() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      WebhookConfig config =
          webhook(
              "http://127.0.0.1:" + silent.getLocalPort() + "/",
              HttpClientConfig.defaults(),
              0,
              Duration.ofSeconds(2));
      assertThat(notifier(config).send(Examples.of(Examples.firing("a"))))
          .isEqualTo(
              new Outcome.Retry(
                  "127.0.0.1:" + silent.getLocalPort() + ": no answer in time", null));
    }
  }

  @Test
  void aUrlThatIsNoneIsARefusalThatDoesNotTellIt() {
    Outcome outcome =
        notifier(WebhookConfig.to("htp:/\\nonsense token")).send(Examples.of(Examples.firing("a")));
    assertThat(outcome).isInstanceOf(Outcome.Refused.class);
    assertThat(outcome.toString()).doesNotContain("token");
  }
}
