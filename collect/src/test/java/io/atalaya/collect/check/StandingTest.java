package io.atalaya.collect.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.atalaya.collect.calendar.Recurrence;
import io.atalaya.collect.check.Observation.Verdict;
import io.atalaya.collect.http.AddressGuard;
import io.atalaya.collect.http.Network;
import io.atalaya.model.Labels;
import io.atalaya.model.Matcher;
import io.atalaya.testkit.RecordingSink;
import io.atalaya.testkit.VirtualScheduler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What else must be known to judge a failure: dependencies, our own network, maintenance. */
class StandingTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final RecordingSink sink = new RecordingSink();
  private final VirtualScheduler clock = new VirtualScheduler(START);
  private final Network network =
      Network.system(AddressGuard.except(Set.of())).withResolver(StandingTest::resolve);
  private final CheckManager manager = new CheckManager(sink, network, clock);

  /** Does not ask the name servers of this machine, which may be slow or know every name. */
  private static InetAddress[] resolve(String host) throws UnknownHostException {
    try {
      return new InetAddress[] {InetAddress.ofLiteral(host)};
    } catch (IllegalArgumentException e) {
      throw new UnknownHostException(host);
    }
  }

  @AfterEach
  void close() {
    manager.close();
  }

  private CheckState state(String name) {
    return manager.status(name).orElseThrow().state();
  }

  @Test
  void thirtyChecksBehindARouterAreUnreachableAndOneIsDown() {
    ScriptedCheck router =
        ScriptedCheck.of(
            CheckBasics.of("router").withTimes(Duration.ofMinutes(10), Duration.ofSeconds(1)));
    List<CheckConfig> all = new ArrayList<>(List.of(router));
    List<ScriptedCheck> shops = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      shops.add(ScriptedCheck.of(CheckBasics.of("shop" + i).withDependencies("router")));
    }
    all.addAll(shops);
    manager.apply(all);
    clock.advance(MINUTE.multipliedBy(2));

    router.becomes(Verdict.DOWN);
    shops.forEach(shop -> shop.becomes(Verdict.DOWN));
    int before = router.attempts().get();
    clock.advance(MINUTE);
    assertThat(shops).allMatch(shop -> state(shop.name()) == CheckState.UNREACHABLE);
    assertThat(manager.status("shop7").orElseThrow().explanation())
        .isEqualTo("depends on router, which fails");
    assertThat(router.attempts().get() - before).isBetween(1, 30);
    clock.advance(MINUTE.multipliedBy(10));
    assertThat(state("router")).isEqualTo(CheckState.DOWN);
    assertThat(manager.statuses()).filteredOn(s -> s.state() == CheckState.DOWN).hasSize(1);

    router.becomes(Verdict.UP);
    clock.advance(MINUTE.multipliedBy(11));
    assertThat(shops).allMatch(shop -> state(shop.name()) == CheckState.DOWN);
  }

  @Test
  void aCheckThatWasDownBeforeWhatItDependsOnStaysDown() {
    ScriptedCheck router = ScriptedCheck.of(CheckBasics.of("router"));
    ScriptedCheck shop = ScriptedCheck.of(CheckBasics.of("shop").withDependencies("router"));
    manager.apply(List.of(router, shop));
    shop.becomes(Verdict.DOWN);
    clock.advance(MINUTE);
    router.becomes(Verdict.DOWN);
    clock.advance(MINUTE.multipliedBy(3));

    assertThat(state("shop")).isEqualTo(CheckState.DOWN);
  }

  @Test
  void refusesDependenciesThatLeadNowhereOrInACircle() {
    ScriptedCheck a = ScriptedCheck.of(CheckBasics.of("a").withDependencies("b"));
    ScriptedCheck b = ScriptedCheck.of(CheckBasics.of("b").withDependencies("c"));
    ScriptedCheck c = ScriptedCheck.of(CheckBasics.of("c").withDependencies("a"));

    assertThatThrownBy(() -> CheckPlan.of(List.of(a))).hasMessageContaining("\"b\", which is no");
    assertThatThrownBy(() -> CheckPlan.of(List.of(a, b, c)))
        .hasMessage("checks depend on each other: a → b → c → a");
  }

  @Test
  void whenOurOwnNetworkIsGoneTargetsAreUnknownAndNotDown() throws IOException {
    ScriptedCheck shop = ScriptedCheck.of(CheckBasics.of("shop"));
    ScriptedCheck disk =
        new ScriptedCheck(CheckBasics.of("disk"), shop.says(), shop.attempts(), false);
    int port;
    try (ServerSocket reference = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      port = reference.getLocalPort();
      // A port that refuses has answered: the network is there.
      manager.apply(plan(shop, disk, new Connectivity.Peer("127.0.0.1", port)));
      clock.advance(MINUTE);
    }
    shop.becomes(Verdict.DOWN);
    clock.advance(MINUTE);
    assertThat(state("shop")).isEqualTo(CheckState.DOWN);

    manager.apply(plan(shop, disk, new Connectivity.Peer("nowhere.invalid", port)));
    clock.advance(MINUTE);
    assertThat(state("shop")).isEqualTo(CheckState.UNKNOWN);
    assertThat(state("disk")).isEqualTo(CheckState.DOWN);
    assertThat(manager.status("shop").orElseThrow().explanation())
        .isEqualTo("our own network is gone: no answer from nowhere.invalid:" + port);
    assertThat(sink.lastOf("__name__", "check_state", "check", "shop", "state", "down"))
        .hasValue(0);
    assertThat(sink.lastOf("__name__", "check_down", "check", "shop")).hasValue(1);
  }

  private static CheckPlan plan(CheckConfig one, CheckConfig two, Connectivity.Peer peer) {
    return new CheckPlan(
        List.of(one, two), List.of(), new Connectivity(List.of(peer), Duration.ofSeconds(30)));
  }

  @Test
  void maintenanceConcernsTheChecksItNamesOrMatches() {
    ScriptedCheck shop = ScriptedCheck.of(CheckBasics.of("shop"));
    ScriptedCheck blog =
        ScriptedCheck.of(CheckBasics.of("blog").withLabels(Labels.of("team", "press")));
    ScriptedCheck mail = ScriptedCheck.of(CheckBasics.of("mail"));
    Recurrence soon = new Recurrence.Once(START.plusSeconds(60), START.plusSeconds(180));
    Maintenance named = new Maintenance("new disk", soon, Set.of("shop"), List.of());
    Maintenance matched =
        new Maintenance("move", soon, Set.of(), List.of(Matcher.equal("team", "press")));
    manager.apply(
        new CheckPlan(List.of(shop, blog, mail), List.of(named, matched), Connectivity.NONE));
    clock.advance(MINUTE);
    List.of(shop, blog, mail).forEach(check -> check.becomes(Verdict.DOWN));

    clock.advance(MINUTE);
    assertThat(state("shop")).isEqualTo(CheckState.MAINTENANCE);
    assertThat(state("blog")).isEqualTo(CheckState.MAINTENANCE);
    assertThat(state("mail")).isEqualTo(CheckState.DOWN);
    assertThat(manager.status("shop").orElseThrow().maintenance()).isEqualTo("new disk");
    assertThat(sink.lastOf("__name__", "check_state", "check", "shop", "state", "maintenance"))
        .hasValue(1);
    clock.advance(MINUTE.multipliedBy(2));
    assertThat(state("shop")).isEqualTo(CheckState.DOWN);
  }

  @Test
  void aRestartAndAChangeOfTheConfigurationForgetNothingThatIsDown() {
    CheckMemory memory = () -> Map.of("shop", new CheckMemory.Held(CheckState.DOWN, START));
    Judgement patient = new Judgement(0, Duration.ZERO, 3, 2);
    ScriptedCheck shop = ScriptedCheck.of(CheckBasics.of("shop").withJudgement(patient));
    shop.becomes(Verdict.DOWN);
    try (CheckManager restarted =
        new CheckManager(sink, new ProbeContext(network, clock), clock, memory, Pauses.FORGETFUL)) {
      restarted.apply(List.of(shop));
      assertThat(sink.lastOf("__name__", "check_down", "check", "shop")).hasValue(1);
      clock.advance(MINUTE);
      assertThat(restarted.statuses().getFirst().state()).isEqualTo(CheckState.DOWN);

      restarted.apply(
          List.of(
              new ScriptedCheck(
                  shop.basics().withTimes(Duration.ofSeconds(30), Duration.ofSeconds(1)),
                  shop.says(),
                  shop.attempts(),
                  true)));
      clock.advance(MINUTE);
      assertThat(restarted.statuses().getFirst().state()).isEqualTo(CheckState.DOWN);
      assertThat(restarted.statuses().getFirst().since()).isEqualTo(START);
    }
  }

  @Test
  void anErrorOfOursIsUnknownAndTheLoopGoesOn() {
    BrokenCheck bug = new BrokenCheck(CheckBasics.of("shop"));
    manager.apply(List.of(bug));
    clock.advance(MINUTE);
    assertThat(state("shop")).isEqualTo(CheckState.UNKNOWN);
    assertThat(sink.lastOf("__name__", "probe_success", "check", "shop")).isEmpty();
    clock.advance(MINUTE);
    assertThat(manager.status("shop").orElseThrow().nextRun()).isAfter(clock.instant());
  }

  /** A check with a bug that is no exception. */
  private record BrokenCheck(CheckBasics basics) implements CheckConfig {
    @Override
    public String kind() {
      return "bug";
    }

    @Override
    public String target() {
      return "none";
    }

    @Override
    public Prober prober(ProbeContext context) {
      return () -> {
        throw new StackOverflowError();
      };
    }
  }

  @Test
  void whatIsAskedForIsEvaluatedAtOnceAndTheRhythmGoesOn() {
    ScriptedCheck shop = ScriptedCheck.of(CheckBasics.of("shop"));
    manager.apply(List.of(shop));
    clock.advance(MINUTE);
    int before = shop.attempts().get();

    manager.ask("shop");
    manager.ask("shop");
    clock.advance(Duration.ZERO);
    assertThat(shop.attempts()).hasValue(before + 1);
    clock.advance(MINUTE);
    assertThat(shop.attempts()).hasValue(before + 2);
  }
}
