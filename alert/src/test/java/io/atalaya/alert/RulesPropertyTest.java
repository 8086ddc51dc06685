package io.atalaya.alert;

import static io.atalaya.alert.FakeEvaluator.sample;
import static org.assertj.core.api.Assertions.assertThat;

import io.atalaya.alert.receiver.Channel;
import io.atalaya.alert.route.Dispatcher;
import io.atalaya.alert.route.RandomRouting;
import io.atalaya.alert.rule.AlertingRule;
import io.atalaya.alert.rule.RuleGroup;
import io.atalaya.alert.rule.RuleManager;
import io.atalaya.alert.rule.RuleOptions;
import io.atalaya.alert.silence.Silence;
import io.atalaya.model.DecisionRecord;
import io.atalaya.model.Labels;
import io.atalaya.model.Matcher;
import io.atalaya.model.Notification;
import io.atalaya.model.Notifier.Outcome;
import io.atalaya.model.QueryValue.Sample;
import io.atalaya.model.Scheduler;
import io.atalaya.testkit.VirtualScheduler;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Half a day of a troubled operation from the values of expressions to the messages: rules with
 * their own intervals, {@code for} and {@code keep_firing_for}, queries that fail, rule files and
 * routes that change at reloads, receivers that fail, clocks that jump, and a process that dies.
 * From when each expression had a value, and from nothing else, follows what must be true:
 *
 * <ul>
 *   <li>an alert is told only if its expression had had a value for as long as {@code for} says;
 *   <li>its end is told only if the value was gone for as long as {@code keep_firing_for} says;
 *   <li>after a start nothing new is told before every group was evaluated once;
 *   <li>whatever had to fire was told to everybody whom routing names, or a decision says why not;
 *   <li>what has a value in the end is known in the end, unless it is held back.
 * </ul>
 *
 * <p>{@code -Datalaya.operations=N} runs N seeds, {@code -Datalaya.operations.first=M} from M on.
 */
class RulesPropertyTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration STEP = Duration.ofSeconds(30);
  private static final Duration RESOLVED_TOLD_FOR = Duration.ofMinutes(15);

  /** How long after a trouble nothing is concluded from when something was told. */
  private static final Duration AFTERMATH = Duration.ofMinutes(40);

  private static final int STEPS = 1440;
  private static final int RULES = 6;
  private static final int HOSTS = 2;

  static IntStream seeds() {
    int first = Integer.getInteger("atalaya.operations.first", 1);
    return IntStream.range(first, first + Integer.getInteger("atalaya.operations", 5));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void messagesFollowFromWhenExpressionsHadAValue(int seed) throws IOException {
    Path dir = MemoryFolder.create();
    try {
      new Operation(dir, seed).run();
    } finally {
      MemoryFolder.delete(dir);
    }
  }

  /** The process is gone, at once. */
  private static final class Crash extends Error {
    private static final long serialVersionUID = 1L;
  }

  /** What one evaluation of a rule saw; a query that fails sees nothing. */
  private record Seen(Instant slot, Set<Labels> present) {}

  /** A firing, as it follows from what evaluations saw. */
  private record Firing(Labels alert, Instant from, Instant until) {}

  /** A time around which one cannot say what must have been told. */
  private record Trouble(Instant from, Instant until) {
    boolean touches(Instant since, Instant end) {
      return !from.isAfter(end) && !until.isBefore(since);
    }
  }

  private static final class Operation {
    private final Random random;
    private final VirtualScheduler clock = new VirtualScheduler(START);
    private final FakeEvaluator evaluator = new FakeEvaluator();
    private final MemorySeries series = new MemorySeries();
    private final List<AlertingRule> rules = new ArrayList<>();
    private final List<Duration> intervals = new ArrayList<>();
    private final Set<Labels> present = new LinkedHashSet<>();
    private final Map<String, List<Seen>> seen = new HashMap<>();
    private final Map<String, Instant> failingSince = new HashMap<>();
    private final List<Trouble> troubles = new ArrayList<>();

    /** Times that came twice. */
    private final List<Trouble> setBacks = new ArrayList<>();

    private final Set<String> evaluated = new HashSet<>();
    private final TreeMap<Instant, RandomRouting> routings = new TreeMap<>();
    private final Rig rig;
    private RandomRouting routing;
    private Outcome outcome = new Outcome.Delivered("taken");
    private Instant lifeBegan = START;
    private @Nullable Instant ready;
    private int decisionsRead;
    private int version;
    private @Nullable RuleManager manager;

    Operation(Path dir, int seed) {
      random = new Random(seed);
      routing = new RandomRouting(random);
      routings.put(START, routing);
      for (int i = 0; i < RULES; i++) {
        rules.add(rule(i));
        intervals.add(Duration.ofSeconds(List.of(15, 30, 60, 120).get(random.nextInt(4))));
        String expression = rules.get(i).expr();
        evaluator.onEvaluate(expression, () -> note(expression));
      }
      rig = new Rig(dir, clock, routing.config(), this::begin);
      rig.receiversDo(channel -> outcome);
    }

    private AlertingRule rule(int index) {
      return new AlertingRule(
          "A" + index,
          "e" + index,
          Duration.ofSeconds(List.of(0, 45, 150, 400, 900).get(random.nextInt(5))),
          Duration.ofSeconds(List.of(0, 0, 90, 300).get(random.nextInt(4))),
          Map.of("severity", "s" + index % 2),
          Map.of());
    }

    private static Labels alert(int index, int host) {
      return Labels.of(
          "alertname", "A" + index,
          "host", "h" + host,
          "severity", "s" + index % 2,
          "team", "t" + (index + host) % 4);
    }

    private AlertingRule ruleOf(Labels alert) {
      return rules.get(alert.get("alertname").charAt(1) - '0');
    }

    /** Another version has other annotations and is the same rule all the same. */
    private List<RuleGroup> groups() {
      return IntStream.range(0, RULES).mapToObj(this::group).toList();
    }

    private RuleGroup group(int i) {
      AlertingRule rule = rules.get(i);
      return new RuleGroup(
          "g" + i,
          "rules.yml",
          intervals.get(i),
          0,
          Duration.ZERO,
          Map.of(),
          List.of(
              new AlertingRule(
                  rule.alert(),
                  rule.expr(),
                  rule.holdFor(),
                  rule.keepFiringFor(),
                  rule.labels(),
                  Map.of("text", "version " + version + " has {{ $value }}"))));
    }

    /** A life of the process begins. */
    private void begin(Scheduler life, Dispatcher dispatcher) {
      RuleOptions options = RuleOptions.defaults("http://atalaya");
      lifeBegan = clock.instant();
      ready = null;
      evaluated.clear();
      RuleManager rulesOfLife =
          new RuleManager(
              life,
              evaluator,
              series,
              series,
              dispatcher,
              decision -> rig().decisions().add(decision),
              options,
              dispatcher::begin);
      rulesOfLife.apply(groups(), options);
      manager = rulesOfLife;
    }

    private Rig rig() {
      return rig;
    }

    private void note(String expression) {
      if (evaluated.add(expression) && evaluated.size() == RULES) {
        ready = clock.instant();
      }
      if (!failingSince.containsKey(expression)) {
        Set<Labels> now = new HashSet<>(present);
        now.removeIf(alert -> !ruleOf(alert).expr().equals(expression));
        seen.computeIfAbsent(expression, e -> new ArrayList<>())
            .add(new Seen(Instant.ofEpochMilli(evaluator.times().getLast()), now));
      }
    }

    void run() {
      for (int step = 0; step < STEPS; step++) {
        trouble();
        advance(STEP);
        requireSilenceBeforeReadiness();
      }
      settle();
      requireCauses();
      requireNothingLost();
      requireReasons();
    }

    private void advance(Duration by) {
      try {
        clock.advance(by);
      } catch (Crash e) {
        restart();
      }
    }

    private void trouble() {
      int chance = random.nextInt(200);
      switch (chance / 2) {
        case 0 -> restart();
        case 1 -> rig.thenDie(new Crash());
        case 2 -> jump();
        case 3 -> reloadRoutes();
        case 4 -> reloadRules();
        case 5 -> silence();
        case 6 -> outcome = new Outcome.Retry("connection refused", null);
        case 7 -> outcome = new Outcome.Retry("HTTP 429", Duration.ofMinutes(random.nextInt(9)));
        case 8 -> outcome = new Outcome.Refused("HTTP 400");
        case 9, 10, 11, 12 -> outcome = new Outcome.Delivered("taken");
        case 13 -> queriesFail();
        case 14, 15 -> queriesSucceed();
        default -> {
          if (chance < 70) {
            toggle();
          }
        }
      }
    }

    private void toggle() {
      int index = random.nextInt(RULES);
      Labels alert = alert(index, random.nextInt(HOSTS));
      if (!present.remove(alert)) {
        present.add(alert);
      }
      evaluator.answer(
          "e" + index,
          present.stream()
              .filter(a -> a.get("alertname").equals("A" + index))
              .map(a -> sample(1, "host", a.get("host"), "team", a.get("team")))
              .toArray(Sample[]::new));
    }

    private void queriesFail() {
      String expression = "e" + random.nextInt(RULES);
      if (failingSince.putIfAbsent(expression, clock.instant()) == null) {
        evaluator.fail(expression);
      }
    }

    private void queriesSucceed() {
      failingSince.forEach(
          (expression, since) -> {
            evaluator.heal(expression);
            troubles.add(new Trouble(since, clock.instant()));
          });
      failingSince.clear();
    }

    /** The process is gone for a while. */
    private void restart() {
      Instant before = clock.instant();
      clock.jumpTo(before.plus(STEP.multipliedBy(random.nextInt(20))));
      rig.crashWithinAWrite(random);
      troubles.add(new Trouble(before, clock.instant()));
    }

    private void jump() {
      Instant before = clock.instant();
      Instant after = before.plusSeconds(random.nextInt(2400) - 600);
      clock.jumpTo(after);
      if (before.isBefore(after)) {
        troubles.add(new Trouble(before, after));
      } else {
        troubles.add(new Trouble(after, before));
        setBacks.add(new Trouble(after, before));
      }
    }

    private void reloadRoutes() {
      if (random.nextInt(3) == 0) {
        routing = new RandomRouting(random);
        routings.tailMap(clock.instant()).clear();
        routings.put(clock.instant(), routing);
        troubles.add(new Trouble(clock.instant(), clock.instant()));
      }
      rig.reload(routing.config());
    }

    private void reloadRules() {
      version++;
      RuleManager current = manager;
      if (current != null) {
        current.apply(groups(), RuleOptions.defaults("http://atalaya"));
      }
    }

    private void silence() {
      Matcher matcher = Matcher.equal("host", "h" + random.nextInt(HOSTS));
      Instant now = clock.instant();
      Instant end = now.plus(Duration.ofMinutes(5 + random.nextInt(30)));
      rig.silences().set(new Silence("", List.of(matcher), now, end, now, "test", "property"));
    }

    private void requireSilenceBeforeReadiness() {
      Instant began = ready;
      Instant longest = lifeBegan.plus(Duration.ofMinutes(10));
      List<DecisionRecord> fresh =
          rig.decisions().subList(decisionsRead, rig.decisions().size()).stream()
              .filter(d -> d.step() == DecisionRecord.Step.NOTIFY && d.outcome().equals("queued"))
              .filter(d -> d.at().isAfter(lifeBegan) && d.at().isBefore(longest))
              .toList();
      decisionsRead = rig.decisions().size();
      for (DecisionRecord decision : fresh) {
        assertThat(began != null && !began.isAfter(decision.at()))
            .as("%s after a start at %s, ready at %s", decision, lifeBegan, began)
            .isTrue();
      }
    }

    /** All is well again, until every silence and every time interval is over. */
    private void settle() {
      outcome = new Outcome.Delivered("taken");
      queriesSucceed();
      troubles.add(new Trouble(clock.instant(), clock.instant()));
      Instant calm = clock.instant().plus(Duration.ofHours(5));
      while (clock.instant().isBefore(calm) || RandomRouting.isNearAnInterval(clock.instant())) {
        advance(STEP);
      }
      requireSilenceBeforeReadiness();
    }

    /** Every beginning and every end that was told has its reason in what evaluations saw. */
    private void requireCauses() {
      for (Rig.Delivery delivery : rig.delivered()) {
        for (Notification.Alert alert : delivery.notification().alerts()) {
          if (alert.firing()) {
            requireBeginning(alert);
          } else {
            requireEnd(alert, delivery);
          }
        }
      }
    }

    private void requireBeginning(Notification.Alert alert) {
      AlertingRule rule = ruleOf(alert.labels());
      List<Seen> history = seen.getOrDefault(rule.expr(), List.of());
      int index = lastIndex(history, alert.startsAt());
      assertThat(index).as("an evaluation at the start of %s", alert).isNotNegative();
      Instant since = alert.startsAt().minus(rule.holdFor());
      if (wasSetBack(since, alert.startsAt())) {
        return;
      }
      for (int i = index; i >= 0 && !history.get(i).slot().isBefore(since); i--) {
        assertThat(history.get(i).present())
            .as("%s, held for %s, at %s", alert, rule.holdFor(), history.get(i).slot())
            .contains(alert.labels());
      }
    }

    /** Whether a time came twice between two. */
    private boolean wasSetBack(Instant from, Instant until) {
      return setBacks.stream().anyMatch(trouble -> trouble.touches(from, until));
    }

    private static int lastIndex(List<Seen> history, Instant slot) {
      for (int i = history.size() - 1; i >= 0; i--) {
        if (history.get(i).slot().equals(slot)) {
          return i;
        }
      }
      return -1;
    }

    private void requireEnd(Notification.Alert alert, Rig.Delivery delivery) {
      AlertingRule rule = ruleOf(alert.labels());
      List<Seen> history = seen.getOrDefault(rule.expr(), List.of());
      if (isTroubled(alert.endsAt().minus(AFTERMATH), delivery.notification().due())) {
        return;
      }
      int index = lastIndex(history, alert.endsAt());
      assertThat(index).as("an evaluation at the end of %s", alert).isNotNegative();
      Instant since = alert.endsAt().minus(rule.keepFiringFor());
      for (int i = index; i >= 0 && !history.get(i).slot().isBefore(since); i--) {
        assertThat(history.get(i).present())
            .as("%s, kept for %s, at %s", alert, rule.keepFiringFor(), history.get(i).slot())
            .doesNotContain(alert.labels());
      }
    }

    private boolean isTroubled(Instant from, Instant until) {
      return troubles.stream().anyMatch(trouble -> trouble.touches(from, until));
    }

    private void requireNothingLost() {
      Map<String, Set<Labels>> beliefs = beliefs();
      for (Labels alert : present) {
        for (RandomRouting.Place place : routing.places(alert)) {
          boolean held = routing.holdsBack(alert, place, present, clock.instant());
          for (Channel channel : place.to()) {
            Set<Labels> believed = beliefs.getOrDefault(place.conversation(channel), Set.of());
            assertThat(held || believed.contains(alert))
                .as("%s must know of %s", place.conversation(channel), alert)
                .isTrue();
          }
        }
      }
    }

    private Map<String, Set<Labels>> beliefs() {
      Map<String, Set<Labels>> beliefs = new HashMap<>();
      for (Rig.Delivery delivery : rig.delivered()) {
        Set<Labels> believed =
            beliefs.computeIfAbsent(
                delivery.channel() + " " + delivery.notification().groupKey(),
                key -> new HashSet<>());
        for (Notification.Alert alert : delivery.notification().alerts()) {
          if (alert.firing()) {
            believed.add(alert.labels());
          } else {
            believed.remove(alert.labels());
          }
        }
      }
      return beliefs;
    }

    private void requireReasons() {
      for (Firing firing : firings()) {
        if (isTroubled(firing.from().minus(AFTERMATH), firing.until())) {
          continue;
        }
        RandomRouting then = routings.floorEntry(firing.from()).getValue();
        for (RandomRouting.Place place : then.places(firing.alert())) {
          for (Channel channel : place.to()) {
            assertThat(wasTold(firing, channel) || hasReason(firing, place, channel))
                .as("a message or a reason for %s to %s by %s", firing, channel, place.route())
                .isTrue();
          }
        }
      }
    }

    private List<Firing> firings() {
      List<Firing> found = new ArrayList<>();
      for (AlertingRule rule : rules) {
        List<Seen> history = seen.getOrDefault(rule.expr(), List.of());
        Set<Labels> alerts = new HashSet<>();
        history.forEach(each -> alerts.addAll(each.present()));
        alerts.forEach(alert -> addFirings(rule, alert, history, found));
      }
      return found;
    }

    /** The manual's words on {@code for} and {@code keep_firing_for}, and nothing else. */
    private static void addFirings(
        AlertingRule rule, Labels alert, List<Seen> history, List<Firing> into) {
      Instant active = null;
      Instant fired = null;
      Instant gone = null;
      for (Seen each : history) {
        Instant slot = each.slot();
        if (each.present().contains(alert)) {
          gone = null;
          active = active == null ? slot : active;
          boolean held = Duration.between(active, slot).compareTo(rule.holdFor()) >= 0;
          fired = fired == null && held ? slot : fired;
          continue;
        }
        gone = gone == null ? slot : gone;
        boolean over = Duration.between(gone, slot).compareTo(rule.keepFiringFor()) >= 0;
        if (fired != null && over) {
          into.add(new Firing(alert, fired, slot));
        }
        if (fired == null || over) {
          active = null;
          fired = null;
        }
      }
    }

    /** Whether a message of the time told the channel that it fires. */
    private boolean wasTold(Firing firing, Channel channel) {
      return rig.delivered().stream()
          .filter(d -> d.channel().equals(channel))
          .filter(d -> !d.notification().due().isBefore(firing.from()))
          .filter(d -> !d.notification().due().isAfter(firing.until()))
          .flatMap(d -> d.notification().alerts().stream())
          .anyMatch(alert -> alert.firing() && alert.labels().equals(firing.alert()));
    }

    private boolean hasReason(Firing firing, RandomRouting.Place place, Channel channel) {
      String fingerprint = firing.alert().fingerprintText();
      Instant last = firing.until().plus(RESOLVED_TOLD_FOR);
      return rig.decisions().stream()
          .filter(d -> !d.at().isBefore(firing.from()) && !d.at().isAfter(last))
          .anyMatch(d -> isReason(d, fingerprint, place.groupKey(), channel));
    }

    private static boolean isReason(
        DecisionRecord decision, String fingerprint, String group, Channel channel) {
      return switch (decision.step()) {
        case INHIBIT, SILENCE -> decision.subject().equals(fingerprint);
        case MUTE -> decision.subject().equals(group);
        case NOTIFY ->
            decision.subject().equals(group)
                && channel.toString().equals(decision.details().get("channel"))
                && !decision.outcome().equals("delivered");
        case CHECK, RULE, ROUTE, GROUP, ACTION -> false;
      };
    }
  }
}
