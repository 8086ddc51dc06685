package io.atalaya.alert.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import io.atalaya.alert.receiver.Receiver;
import io.atalaya.alert.receiver.WebhookConfig;
import io.atalaya.alert.route.InhibitRule;
import io.atalaya.alert.route.Route;
import io.atalaya.alert.route.RoutingConfig;
import io.atalaya.alert.silence.Silence;
import io.atalaya.model.DecisionRecord;
import io.atalaya.model.Labels;
import io.atalaya.model.Matcher;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RouteSimulationTest {
  private static final Instant START = Instant.parse("2026-03-01T03:00:00Z");
  private static final Labels FIRE = Labels.of("alertname", "Fire", "severity", "critical");
  private static final Labels SMOKE = Labels.of("alertname", "Smoke");

  private static Receiver receiver(String name) {
    return new Receiver(name, List.of(WebhookConfig.to("http://" + name)));
  }

  private static RoutingConfig routing() {
    Route critical =
        new Route(
            "pager",
            null,
            List.of(Matcher.equal("severity", "critical")),
            false,
            Duration.ofSeconds(10),
            null,
            Duration.ofHours(1),
            List.of(),
            List.of(),
            Map.of(),
            List.of());
    Route root =
        new Route(
            "mail",
            List.of("alertname"),
            List.of(),
            false,
            null,
            null,
            null,
            List.of(),
            List.of(),
            Map.of(),
            List.of(critical));
    InhibitRule inhibit =
        new InhibitRule(
            "fire makes smoke",
            List.of(Matcher.equal("alertname", "Fire")),
            List.of(Matcher.equal("alertname", "Smoke")),
            List.of());
    return new RoutingConfig(
        RoutingConfig.DEFAULT_RESOLVE_TIMEOUT,
        root,
        List.of(inhibit),
        List.of(),
        List.of(receiver("mail"), receiver("pager")),
        List.of());
  }

  private static RouteSimulation.Result run(List<Silence> silences, Labels... alerts) {
    return new RouteSimulation(routing(), List.of(alerts), silences, START, Duration.ofHours(3))
        .run();
  }

  @Test
  void tellsWhoWouldBeToldAndWhenAndOfReminders() {
    RouteSimulation.Result result = run(List.of(), FIRE);
    assertThat(result.receivers()).isEqualTo(Set.of("pager"));
    assertThat(result.told())
        .extracting(RouteSimulation.Told::at)
        .containsExactly(
            START.plusSeconds(10),
            Instant.parse("2026-03-01T04:05:10Z"),
            Instant.parse("2026-03-01T05:10:10Z"));
    assertThat(result.told().getFirst().alerts()).containsExactly(FIRE);
  }

  @Test
  void tellsWhatWouldBeInhibited() {
    RouteSimulation.Result result = run(List.of(), FIRE, SMOKE);
    assertThat(result.receivers()).isEqualTo(Set.of("pager"));
    assertThat(result.heldBack())
        .singleElement()
        .extracting(DecisionRecord::outcome)
        .isEqualTo("inhibited");
    assertThat(run(List.of(), SMOKE).receivers()).isEqualTo(Set.of("mail"));
  }

  @Test
  void tellsWhatWouldBeSilenced() {
    Silence silence =
        new Silence(
            "",
            List.of(Matcher.equal("alertname", "Fire")),
            START,
            START.plus(Duration.ofMinutes(90)),
            START,
            "ann",
            "");
    RouteSimulation.Result result = run(List.of(silence), FIRE);
    assertThat(result.told().getFirst().at()).isAfterOrEqualTo(START.plus(Duration.ofMinutes(90)));
    assertThat(result.heldBack().getFirst().outcome()).isEqualTo("silenced");
  }

  @Test
  void twoRunsAreTheSame() {
    assertThat(run(List.of(), FIRE, SMOKE)).isEqualTo(run(List.of(), FIRE, SMOKE));
  }
}
