package io.atalaya.collect.alertmanager;

import static org.assertj.core.api.Assertions.assertThat;

import io.atalaya.collect.discover.Discovery;
import io.atalaya.collect.discover.TargetFileParser;
import io.atalaya.collect.discover.TargetGroup;
import io.atalaya.collect.http.AddressGuard;
import io.atalaya.collect.http.AmazonsGate;
import io.atalaya.collect.http.Network;
import io.atalaya.model.AlertChange;
import io.atalaya.model.Labels;
import io.atalaya.model.NameValidation;
import io.atalaya.model.Secret;
import io.atalaya.model.SecretSource;
import io.atalaya.model.http.AwsKeys;
import io.atalaya.model.http.AwsSigning;
import io.atalaya.model.http.Credentials;
import io.atalaya.model.http.HttpClientConfig;
import io.atalaya.model.json.JsonValue;
import io.atalaya.model.relabel.RelabelRule;
import io.atalaya.testkit.VirtualScheduler;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AlertForwarderTest {
  private static final Instant START = Instant.parse("2026-03-01T10:00:00.123456Z");
  private static final Duration A_MOMENT = Duration.ofMillis(1);
  private static final URI SELF = URI.create("http://127.0.0.1:9090/api/v2/alerts");

  /** One address a line. */
  private static final TargetFileParser LINES =
      (file, text) -> List.of(TargetGroup.ofAddresses(text.lines().toList(), Labels.empty(), file));

  private final VirtualScheduler clock = new VirtualScheduler(START);
  private final List<AlertChange> own = new ArrayList<>();
  private FakeAlertmanager first;
  private FakeAlertmanager second;

  @BeforeEach
  void startPeers() throws IOException {
    first = new FakeAlertmanager();
    second = new FakeAlertmanager();
  }

  @AfterEach
  void stopPeers() {
    first.close();
    second.close();
  }

  private AlertForwarder forwarder(QueueLimits limits) {
    Network network = Network.system(AddressGuard.open());
    return new AlertForwarder(own::addAll, limits, LINES, network, clock, SELF::equals);
  }

  private AlertForwarder forwarder() {
    return forwarder(QueueLimits.defaults());
  }

  private static AlertingConfig.Alertmanagers at(String... addresses) {
    return with(List.of(), List.of(), addresses);
  }

  private static AlertingConfig.Alertmanagers with(
      List<RelabelRule> rules, List<RelabelRule> alertRules, String... addresses) {
    TargetGroup group = TargetGroup.ofAddresses(List.of(addresses), Labels.empty(), "0");
    return new AlertingConfig.Alertmanagers(
        "http",
        "",
        Duration.ofSeconds(30),
        List.of(new Discovery.Static(List.of(group))),
        rules,
        alertRules,
        HttpClientConfig.defaults(),
        null);
  }

  private static AlertingConfig all(AlertingConfig.Alertmanagers... groups) {
    return new AlertingConfig(List.of(), List.of(groups));
  }

  private static RelabelRule rule(
      String source, String regex, RelabelRule.Action action, String target, String replacement) {
    return new RelabelRule(
        List.of(source), ";", regex, 0, target, replacement, action, NameValidation.UTF8);
  }

  private static AlertChange alert(int n) {
    return new AlertChange(
        Labels.of("alertname", "A", "n", Integer.toString(n)),
        Labels.of("summary", "line\n\"quoted\" \\ ü"),
        START,
        START.plusSeconds(240),
        "http://here/graph?g0.expr=up",
        null);
  }

  private static List<AlertChange> alerts(int from, int to) {
    return IntStream.range(from, to).mapToObj(AlertForwarderTest::alert).toList();
  }

  @Test
  void everyAlertmanagerAndOurOwnRoutingHearWhatTheRulesSay() {
    try (AlertForwarder forwarder = forwarder()) {
      forwarder.apply(all(at(first.address()), at(second.address())));
      forwarder.accept(alerts(0, 2));
      clock.advance(A_MOMENT);

      assertThat(own).hasSize(2);
      assertThat(second.numbers()).containsExactly("0", "1");
      assertThat(first.heads()).containsExactly("POST /api/v2/alerts application/json null");
      JsonValue alert = first.alerts().getFirst();
      assertThat(alert.text("labels", "alertname")).isEqualTo("A");
      assertThat(alert.text("annotations", "summary")).isEqualTo("line\n\"quoted\" \\ ü");
      assertThat(alert.text("startsAt")).isEqualTo("2026-03-01T10:00:00.123Z");
      assertThat(alert.text("endsAt")).isEqualTo("2026-03-01T10:04:00.123Z");
      assertThat(alert.text("generatorURL")).isEqualTo("http://here/graph?g0.expr=up");
    }
  }

  @Test
  void alertsAreSignedForAmazonIfTheConfigurationSaysSo() throws IOException {
    try (AmazonsGate gate = new AmazonsGate("s3cr3t");
        AlertForwarder forwarder = forwarder()) {
      AlertingConfig.Alertmanagers plain = at(gate.url().getAuthority());
      forwarder.apply(
          all(
              new AlertingConfig.Alertmanagers(
                  "http",
                  "/workspaces/ws-1/alertmanager",
                  plain.timeout(),
                  plain.discoveries(),
                  List.of(),
                  List.of(),
                  plain.http(),
                  new AwsSigning(
                      "eu-1", "", AwsKeys.lasting("A", Secret.of("s3cr3t")), "", null))));
      forwarder.accept(alerts(0, 1));
      clock.advance(A_MOMENT);
      assertThat(gate.refused()).isEmpty();
      assertThat(gate.letIn())
          .hasSize(1)
          .allMatch(scope -> scope.endsWith("/eu-1/aps/aws4_request"));
    }
  }

  @Test
  void schemePathAndCredentialsAreThoseOfTheConfiguration() {
    AlertingConfig.Alertmanagers plain = at(first.address());
    AlertingConfig.Alertmanagers config =
        new AlertingConfig.Alertmanagers(
            "http",
            "/am/",
            plain.timeout(),
            plain.discoveries(),
            List.of(),
            List.of(),
            HttpClientConfig.defaults()
                .withCredentials(
                    new Credentials.Authorization(
                        "Bearer", new SecretSource.Inline(Secret.of("t0k3n")))),
            null);
    try (AlertForwarder forwarder = forwarder()) {
      forwarder.apply(all(config));
      forwarder.accept(alerts(0, 1));
      clock.advance(A_MOMENT);
      assertThat(first.heads())
          .containsExactly("POST /am/api/v2/alerts application/json Bearer t0k3n");
    }
  }

  @Test
  void relabellingChangesAlertsForAllOrForOneSet() {
    RelabelRule noReplica = rule("n", ".*", RelabelRule.Action.REPLACE, "n", "all");
    RelabelRule onlyOne = rule("n", "1", RelabelRule.Action.KEEP, "", "$1");
    try (AlertForwarder forwarder = forwarder()) {
      forwarder.apply(
          new AlertingConfig(
              List.of(),
              List.of(with(List.of(), List.of(onlyOne), first.address()), at(second.address()))));
      forwarder.accept(alerts(0, 3));
      clock.advance(A_MOMENT);
      assertThat(first.numbers()).containsExactly("1");
      assertThat(second.numbers()).containsExactly("0", "1", "2");

      forwarder.apply(new AlertingConfig(List.of(noReplica), List.of(at(second.address()))));
      forwarder.accept(alerts(3, 4));
      clock.advance(A_MOMENT);
      assertThat(second.numbers()).containsExactly("0", "1", "2", "all");
      assertThat(own.getLast().labels().get("n")).isEqualTo("all");
    }
  }

  @Test
  void relabellingOfAddressesDropsAndRedirects() {
    RelabelRule drop = rule("__address__", "gone:.*", RelabelRule.Action.DROP, "", "$1");
    RelabelRule path =
        rule("__alerts_path__", "(.*)", RelabelRule.Action.REPLACE, "__alerts_path__", "/x$1");
    try (AlertForwarder forwarder = forwarder()) {
      forwarder.apply(
          all(with(List.of(drop, path), List.of(), first.address(), "gone:1", first.address())));
      AlertForwarder.Known known = forwarder.known();
      assertThat(known.active())
          .containsExactly(URI.create("http://" + first.address() + "/x/api/v2/alerts"));
      assertThat(known.dropped()).containsExactly(URI.create("http://gone:1/api/v2/alerts"));
    }
  }

  @Test
  void requestsHoldNoMoreThanABatchAndAFullQueueLosesTheOldest() {
    try (AlertForwarder forwarder = forwarder(new QueueLimits(5, 2, true))) {
      forwarder.apply(all(at(first.address())));
      forwarder.accept(alerts(0, 4));
      forwarder.accept(alerts(4, 8));
      clock.advance(A_MOMENT);
      assertThat(first.sizes()).containsExactly(2, 2, 1);
      assertThat(first.numbers()).containsExactly("3", "4", "5", "6", "7");
      SendStatus status = forwarder.statuses().getFirst();
      assertThat(status.sent()).isEqualTo(5);
      assertThat(status.dropped()).isEqualTo(3);
      assertThat(status.errors()).isZero();
      assertThat(status.latency().count()).isEqualTo(3);
    }
  }

  @Test
  void whatIsRefusedIsCountedAndNotSentAgain() {
    try (AlertForwarder forwarder = forwarder()) {
      forwarder.apply(all(at(first.address()), at(second.address())));
      first.answer(400);
      forwarder.accept(alerts(0, 3));
      clock.advance(A_MOMENT);
      first.answer(200);
      forwarder.accept(alerts(3, 4));
      clock.advance(A_MOMENT);

      SendStatus refused = forwarder.statuses().getFirst();
      assertThat(refused.errors()).isEqualTo(3);
      assertThat(refused.dropped()).isEqualTo(3);
      assertThat(refused.sent()).isEqualTo(1);
      assertThat(first.sizes()).containsExactly(3, 1);
      assertThat(second.sizes()).containsExactly(3, 1);
    }
  }

  @Test
  void atTheEndWhatWaitsIsSentOrDroppedAsTheFlagSays() {
    AlertForwarder sends = forwarder(new QueueLimits(100, 2, true));
    sends.apply(all(at(first.address())));
    sends.accept(alerts(0, 5));
    AlertForwarder drops = forwarder(new QueueLimits(100, 2, false));
    drops.apply(all(at(second.address())));
    drops.accept(alerts(0, 5));

    sends.close();
    drops.close();
    clock.advance(A_MOMENT);

    assertThat(first.numbers()).containsExactly("0", "1", "2", "3", "4");
    assertThat(second.numbers()).isEmpty();
  }

  @Test
  void aChangedFileMovesTheAlertsElsewhereAndAReloadKeepsWhatDidNotChange(@TempDir Path directory)
      throws IOException {
    Path file = Files.writeString(directory.resolve("am.yml"), first.address());
    AlertingConfig.Alertmanagers plain = at();
    AlertingConfig.Alertmanagers config =
        new AlertingConfig.Alertmanagers(
            "http",
            "",
            plain.timeout(),
            List.of(new Discovery.Files(List.of(file), Duration.ofMinutes(1))),
            List.of(),
            List.of(),
            HttpClientConfig.defaults(),
            null);
    try (AlertForwarder forwarder = forwarder()) {
      forwarder.apply(all(config));
      forwarder.accept(alerts(0, 1));
      clock.advance(A_MOMENT);
      forwarder.apply(all(config, at(second.address())));
      assertThat(forwarder.statuses().getFirst().sent()).isEqualTo(1);

      Files.writeString(file, second.address());
      clock.advance(Duration.ofMinutes(2));
      forwarder.accept(alerts(1, 2));
      clock.advance(A_MOMENT);
      assertThat(first.numbers()).containsExactly("0");
      assertThat(second.numbers()).containsExactly("1", "1");
      forwarder.apply(AlertingConfig.none());
      forwarder.accept(alerts(2, 3));
      clock.advance(A_MOMENT);
      assertThat(second.numbers()).hasSize(2);
      assertThat(own).hasSize(3);
    }
  }

  @Test
  void thisVeryServerIsListedButNotAskedToTellItself() {
    try (AlertForwarder forwarder = forwarder()) {
      forwarder.apply(all(at("127.0.0.1:9090", first.address())));
      forwarder.accept(alerts(0, 1));
      clock.advance(A_MOMENT);
      assertThat(forwarder.known().namesSelf()).isTrue();
      assertThat(forwarder.known().active()).hasSize(2).contains(SELF);
      assertThat(forwarder.statuses()).hasSize(1);
      assertThat(own).hasSize(1);
    }
  }
}
