package io.atalaya.alert.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.atalaya.alert.Rig;
import io.atalaya.alert.receiver.Channel;
import io.atalaya.alert.receiver.EmailConfig;
import io.atalaya.alert.receiver.Receiver;
import io.atalaya.alert.receiver.SmtpConfig;
import io.atalaya.alert.receiver.WebhookConfig;
import io.atalaya.alert.silence.Silence;
import io.atalaya.model.AlertChange;
import io.atalaya.model.DecisionRecord;
import io.atalaya.model.Labels;
import io.atalaya.model.Matcher;
import io.atalaya.model.Notifier.Outcome;
import io.atalaya.testkit.VirtualScheduler;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is told, and when: on a virtual clock, with the real outbox behind. */
class DispatcherTest {
  private static final Instant START = Instant.parse("2026-01-05T00:00:00Z");
  private static final Duration WAIT = Duration.ofSeconds(30);
  private static final Duration INTERVAL = Duration.ofMinutes(5);
  private static final Duration REPEAT = Duration.ofHours(4);
  private static final String[] A = {"alertname", "A", "team", "ops"};
  private static final String[] B = {"alertname", "B", "team", "ops"};

  @TempDir Path dir;
  private final VirtualScheduler clock = new VirtualScheduler(START);
  private Rig rig;

  @BeforeEach
  void start() {
    rig = new Rig(dir, clock, config(root()));
    rig.begin();
  }

  private void use(RoutingConfig config) {
    rig.reload(config);
  }

  private static Route root(Route... routes) {
    return route("hook", List.of(), false, List.of(), List.of(), routes);
  }

  private static Route route(
      String receiver,
      List<Matcher> matchers,
      boolean continues,
      List<String> muted,
      List<String> active,
      Route... routes) {
    return new Route(
        receiver,
        List.of("team"),
        matchers,
        continues,
        null,
        null,
        null,
        muted,
        active,
        Map.of(),
        List.of(routes));
  }

  private static RoutingConfig config(Route root, InhibitRule... inhibitions) {
    TimeInterval night =
        new TimeInterval(
            "night",
            List.of(
                new TimePeriod(
                    List.of(TimePeriod.timeRange("00:00", "06:00")),
                    List.of(),
                    List.of(),
                    List.of(),
                    List.of(),
                    ZoneOffset.UTC)));
    EmailConfig email = EmailConfig.to("a@example.org", "b@example.org", SmtpConfig.at("mx", 25));
    return new RoutingConfig(
        RoutingConfig.DEFAULT_RESOLVE_TIMEOUT,
        root,
        List.of(inhibitions),
        List.of(night),
        List.of(
            new Receiver("hook", List.of(WebhookConfig.to("http://hook.example.org"))),
            new Receiver("mail", List.of(email)),
            new Receiver("nobody", List.of())),
        List.of());
  }

  private List<String> outcomes() {
    return rig.decisions().stream().map(DecisionRecord::outcome).toList();
  }

  @Test
  void aGroupIsToldAfterItsWaitWithEverythingThatCameMeanwhile() {
    rig.fire(A);
    clock.advance(Duration.ofSeconds(20));
    rig.fire(B);
    assertThat(rig.delivered()).isEmpty();
    clock.advance(Duration.ofSeconds(10));

    assertThat(rig.delivered()).hasSize(1);
    Rig.Delivery told = rig.delivered().getFirst();
    assertThat(told.at()).isEqualTo(START.plus(WAIT));
    assertThat(told.firing()).containsExactly("A", "B");
    assertThat(told.notification().groupKey()).isEqualTo("{}:{team=\"ops\"}");
    assertThat(told.notification().reason()).isEqualTo("first notification");
  }

  @Test
  void anAlertThatIsOlderThanTheWaitIsToldAtOnce() {
    rig.accept(
        new AlertChange(Labels.of(A), Labels.empty(), START.minusSeconds(60), null, "", null));
    clock.advance(Duration.ZERO);
    assertThat(rig.delivered()).hasSize(1);
  }

  @Test
  void aNewAlertIsToldAtTheNextIntervalOfItsGroup() {
    rig.fire(A);
    rig.keepFiring(Duration.ofMinutes(1), A);
    rig.keepFiring(Duration.ofMinutes(2), B);
    rig.keepFiring(Duration.ofMinutes(7), A);
    assertThat(rig.delivered()).hasSizeGreaterThan(1);
    assertThat(rig.delivered().get(1).at()).isEqualTo(START.plus(WAIT).plus(INTERVAL));
    assertThat(rig.delivered().get(1).firing()).contains("B");
    assertThat(rig.delivered().get(1).notification().reason()).isEqualTo("new alerts added");
  }

  @Test
  void nothingNewIsToldAgainOnlyAfterTheRepeatInterval() {
    rig.keepFiring(REPEAT, A);
    assertThat(rig.delivered()).hasSize(1);
    rig.keepFiring(Duration.ofMinutes(10), A);
    assertThat(rig.delivered()).hasSize(2);
    assertThat(rig.delivered().get(1).notification().reason()).isEqualTo("repeat interval elapsed");
    assertThat(outcomes()).contains("deduplicated");
  }

  @Test
  void theEndOfAnAlertIsToldAtTheNextIntervalAndThenTheGroupIsGone() {
    rig.keepFiring(Duration.ofMinutes(2), A);
    rig.resolve(A);
    clock.advance(INTERVAL);
    assertThat(rig.delivered()).hasSize(2);
    assertThat(rig.delivered().get(1).resolved()).containsExactly("A");
    clock.advance(WAIT);
    assertThat(rig.dispatcher().groups()).isEmpty();
    clock.advance(Duration.ofHours(10));
    assertThat(rig.delivered()).hasSize(2);
  }

  @Test
  void anAlertOfWhichNothingMoreIsHeardIsResolvedWhenItsWordRunsOut() {
    rig.fire(A);
    clock.advance(Duration.ofMinutes(20));
    assertThat(rig.delivered()).hasSize(2);
    assertThat(rig.delivered().get(1).resolved()).containsExactly("A");
  }

  @Test
  void anAlertFromOutsideWithoutEndCountsForTheResolveTimeout() {
    AlertChange change = new AlertChange(Labels.of(A), Labels.empty(), START, null, "", null);
    rig.accept(change);
    assertThat(rig.dispatcher().alerts().getFirst().endsAt())
        .isEqualTo(START.plus(RoutingConfig.DEFAULT_RESOLVE_TIMEOUT));
  }

  @Test
  void anAlertThatEndsWithinItsGroupsWaitIsNeverTold() {
    rig.fire(A);
    rig.resolve(A);
    clock.advance(Duration.ofHours(1));
    assertThat(rig.delivered()).isEmpty();
  }

  @Test
  void anAlertThatFiresAgainIsAFirstNotificationAgain() {
    rig.keepFiring(Duration.ofMinutes(1), A);
    rig.resolve(A);
    clock.advance(INTERVAL);
    rig.keepFiring(Duration.ofMinutes(1), A);
    assertThat(rig.delivered()).hasSize(3);
    assertThat(rig.delivered().get(2).notification().reason()).isEqualTo("first notification");
  }

  @Test
  void whoDoesNotWantEndsIsNotToldOfThemButOfTheNextAlert() {
    use(config(route("mail", List.of(), false, List.of(), List.of())));
    rig.keepFiring(Duration.ofMinutes(1), A);
    rig.resolve(A);
    clock.advance(INTERVAL);
    assertThat(rig.delivered()).hasSize(1);
    assertThat(outcomes()).contains("not wanted");
    rig.keepFiring(Duration.ofMinutes(1), A);
    assertThat(rig.delivered()).hasSize(2);
  }

  @Test
  void aReceiverWithoutWaysSwallowsEverything() {
    use(config(route("nobody", List.of(), false, List.of(), List.of())));
    rig.keepFiring(Duration.ofMinutes(10), A);
    assertThat(rig.delivered()).isEmpty();
    rig.resolve(A);
    clock.advance(INTERVAL);
    assertThat(rig.dispatcher().groups()).isEmpty();
  }

  @Test
  void aRouteThatContinuesTellsTwo() {
    List<Matcher> ops = List.of(Matcher.equal("team", "ops"));
    use(
        config(
            root(
                route("mail", ops, true, List.of(), List.of()),
                route("hook", ops, false, List.of(), List.of()))));
    rig.keepFiring(Duration.ofMinutes(1), A);
    assertThat(rig.delivered())
        .extracting(d -> d.channel().receiver())
        .containsExactlyInAnyOrder("mail", "hook");
  }

  @Test
  void anInhibitedAlertIsToldWhenItsSourceHasEnded() {
    InhibitRule rule =
        new InhibitRule(
            "b-over-a",
            List.of(Matcher.equal("alertname", "B")),
            List.of(Matcher.equal("alertname", "A")),
            List.of("team"));
    use(config(root(), rule));
    rig.fire(B);
    rig.keepFiring(Duration.ofMinutes(1), A);
    assertThat(rig.delivered()).hasSize(1);
    assertThat(rig.delivered().getFirst().firing()).containsExactly("B");
    assertThat(rig.dispatcher().alerts().getFirst().inhibitedBy())
        .containsExactly(Labels.of(B).fingerprintText());
    assertThat(outcomes()).contains("inhibited");
    rig.resolve(B);
    rig.keepFiring(Duration.ofMinutes(6), A);
    assertThat(rig.delivered().get(1).firing()).containsExactly("A");
  }

  private String silence(Duration length) {
    return rig.silences()
        .set(
            new Silence(
                "",
                List.of(Matcher.equal("alertname", "A")),
                clock.instant(),
                clock.instant().plus(length),
                clock.instant(),
                "ann",
                "being repaired"));
  }

  @Test
  void aSilencedAlertIsToldWhenTheSilenceIsOver() {
    String id = silence(Duration.ofMinutes(30));
    rig.keepFiring(Duration.ofMinutes(29), A);
    assertThat(rig.delivered()).isEmpty();
    assertThat(rig.dispatcher().alerts().getFirst().silencedBy()).containsExactly(id);
    assertThat(rig.decisions())
        .filteredOn(d -> d.outcome().equals("silenced"))
        .first()
        .satisfies(
            d -> {
              assertThat(d.reason()).startsWith("silenced by ann until ");
              assertThat(d.details())
                  .containsEntry("silence", id)
                  .containsEntry("comment", "being repaired");
            });
    rig.keepFiring(Duration.ofMinutes(7), A);
    assertThat(rig.delivered()).hasSize(1);
  }

  @Test
  void anExpiredSilenceHoldsNoLonger() {
    String id = silence(Duration.ofHours(30));
    rig.keepFiring(Duration.ofMinutes(3), A);
    rig.silences().expire(id);
    rig.keepFiring(INTERVAL, A);
    assertThat(rig.delivered()).hasSize(1);
  }

  @Test
  void aMutedRouteTellsOnceItsIntervalIsOver() {
    use(config(root(route("hook", List.of(), false, List.of("night"), List.of()))));
    rig.keepFiring(Duration.ofMinutes(359), A);
    assertThat(rig.delivered()).isEmpty();
    assertThat(rig.dispatcher().alerts().getFirst().mutedBy()).containsExactly("night");
    assertThat(outcomes()).contains("muted");
    rig.keepFiring(Duration.ofMinutes(7), A);
    assertThat(rig.delivered()).hasSize(1);
  }

  @Test
  void aRouteTellsOnlyInItsActiveIntervals() {
    clock.advance(Duration.ofHours(6));
    use(config(root(route("hook", List.of(), false, List.of(), List.of("night")))));
    rig.keepFiring(Duration.ofHours(17), A);
    assertThat(rig.delivered()).isEmpty();
    rig.keepFiring(Duration.ofMinutes(66), A);
    assertThat(rig.delivered()).hasSize(1);
  }

  @Test
  void nobodyIsToldBeforeTheRulesWereEvaluated() {
    rig.crash();
    rig.keepFiring(Duration.ofMinutes(30), A);
    assertThat(rig.delivered()).isEmpty();
    rig.begin();
    clock.advance(Duration.ZERO);
    assertThat(rig.delivered()).hasSize(1);
  }

  @Test
  void aRestartNeitherRepeatsNorInventsAnything() {
    rig.keepFiring(Duration.ofMinutes(10), A);
    rig.crash();
    clock.advance(Duration.ofSeconds(40));
    rig.begin();
    rig.keepFiring(Duration.ofMinutes(30), A);
    assertThat(rig.delivered()).hasSize(1);
  }

  @Test
  void whatMadeAnAlertFireIsToldAfterARestartToo() {
    Labels labels = Labels.of("alertname", "A", "team", "ops");
    AlertChange.Evidence evidence = new AlertChange.Evidence("g", "A", "load > 1", 1.5);
    Instant now = clock.instant();
    rig.accept(new AlertChange(labels, Labels.empty(), now, now.plusSeconds(600), "", evidence));
    rig.crash();
    rig.begin();
    clock.advance(Duration.ofMinutes(1));
    assertThat(rig.delivered().getFirst().notification().alerts().getFirst().evidence())
        .isEqualTo(evidence);
  }

  @Test
  void theEndOfAnAlertThatNobodySawIsToldAfterTheRestart() {
    rig.keepFiring(Duration.ofMinutes(10), A);
    rig.crash();
    clock.advance(Duration.ofMinutes(1));
    rig.begin();
    clock.advance(Duration.ofMinutes(15));
    assertThat(rig.delivered()).hasSize(2);
    assertThat(rig.delivered().get(1).resolved()).containsExactly("A");
  }

  @Test
  void aReloadThatChangesNothingForAGroupTellsNothingAgain() {
    rig.keepFiring(Duration.ofMinutes(10), A);
    use(config(root()));
    rig.keepFiring(Duration.ofMinutes(10), A);
    assertThat(rig.delivered()).hasSize(1);
  }

  @Test
  void aReloadWithAnotherReceiverTellsThatOne() {
    rig.keepFiring(Duration.ofMinutes(10), A);
    use(config(route("mail", List.of(), false, List.of(), List.of())));
    rig.keepFiring(Duration.ofMinutes(10), A);
    assertThat(rig.delivered())
        .extracting(Rig.Delivery::channel)
        .containsExactly(new Channel("hook", "webhook", 0), new Channel("mail", "email", 0));
  }

  @Test
  void aRefusedMessageIsTriedAnewAtTheNextInterval() {
    rig.receiversDo(channel -> new Outcome.Refused("HTTP 404"));
    rig.keepFiring(Duration.ofMinutes(2), A);
    rig.receiversDo(channel -> new Outcome.Delivered("taken"));
    rig.keepFiring(INTERVAL, A);
    assertThat(rig.delivered()).hasSize(1);
    assertThat(rig.delivered().getFirst().notification().reason()).isEqualTo("first notification");
  }

  @Test
  void aRefusedEndIsTriedAnewToo() {
    rig.keepFiring(Duration.ofMinutes(2), A);
    rig.receiversDo(channel -> new Outcome.Refused("HTTP 404"));
    rig.resolve(A);
    clock.advance(INTERVAL);
    rig.receiversDo(channel -> new Outcome.Delivered("taken"));
    clock.advance(INTERVAL);
    assertThat(rig.delivered()).hasSize(2);
    assertThat(rig.delivered().get(1).resolved()).containsExactly("A");
  }

  @Test
  void theEndOfAnAlertThatNobodyWasToldOfIsNotTold() {
    rig.keepFiring(Duration.ofMinutes(1), A);
    rig.fire(B);
    rig.resolve(B);
    rig.keepFiring(INTERVAL, A);
    assertThat(rig.delivered()).hasSize(1);
    rig.resolve(A);
    clock.advance(INTERVAL);
    assertThat(rig.delivered().get(1).resolved()).containsExactly("A");
  }

  @Test
  void theEndOfAnAlertThatWasSilencedInBetweenIsToldAllTheSame() {
    rig.fire(B);
    rig.keepFiring(Duration.ofMinutes(1), A);
    String id = silence(Duration.ofHours(1));
    for (int i = 0; i < 10; i++) {
      rig.fire("alertname", "C" + i, "team", "ops");
      rig.fire(B);
      rig.keepFiring(Duration.ofMinutes(1), A);
    }
    rig.silences().expire(id);
    rig.resolve(A);
    rig.keepFiring(INTERVAL, B);
    assertThat(rig.delivered().getLast().resolved()).contains("A");
  }

  @Test
  void aReceiverThatWasDownIsToldTheStoryInOrderAndNotTwice() {
    rig.receiversDo(channel -> new Outcome.Retry("connection refused", null));
    rig.keepFiring(Duration.ofHours(9), A);
    rig.resolve(A);
    clock.advance(INTERVAL);
    rig.receiversDo(channel -> new Outcome.Delivered("taken"));
    clock.advance(Duration.ofMinutes(10));
    assertThat(rig.delivered()).hasSize(2);
    assertThat(rig.delivered().get(0).firing()).containsExactly("A");
    assertThat(rig.delivered().get(1).resolved()).containsExactly("A");
    assertThat(outcomes()).contains("failed");
  }

  @Test
  void theGroupSaysWhenItIsLookedAtNext() {
    rig.fire(A);
    assertThat(rig.dispatcher().groups())
        .singleElement()
        .satisfies(
            group -> {
              assertThat(group.due()).isEqualTo(START.plus(WAIT));
              assertThat(group.receiver()).isEqualTo("hook");
              assertThat(group.alerts()).hasSize(1);
            });
  }

  @Test
  void everyStepIsExplained() {
    rig.keepFiring(Duration.ofMinutes(1), A);
    assertThat(outcomes()).containsSubsequence("routed", "grouped", "queued", "delivered");
  }
}
