package io.atalaya.alert;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.atalaya.alert.notify.Notifiers;
import io.atalaya.alert.outbox.Outbox;
import io.atalaya.alert.outbox.OutboxLimits;
import io.atalaya.alert.receiver.Channel;
import io.atalaya.alert.receiver.EmailConfig;
import io.atalaya.alert.receiver.Receiver;
import io.atalaya.alert.receiver.SmtpConfig;
import io.atalaya.alert.route.Dispatcher;
import io.atalaya.alert.route.InhibitRule;
import io.atalaya.alert.route.Route;
import io.atalaya.alert.route.RoutingConfig;
import io.atalaya.alert.rule.AlertingRule;
import io.atalaya.alert.rule.RuleGroup;
import io.atalaya.alert.rule.RuleManager;
import io.atalaya.alert.rule.RuleOptions;
import io.atalaya.alert.silence.Silences;
import io.atalaya.model.DecisionRecord;
import io.atalaya.model.Matcher;
import io.atalaya.model.Notifier;
import io.atalaya.model.http.TlsConfig;
import io.atalaya.testkit.VirtualScheduler;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a rule whose expression has a value to the mail that arrives at a real server. */
class AlertPathTest {
  private static final String URL = "http://localhost:9090";

  @TempDir Path dir;
  private final GreenMail mail = new GreenMail(patient());
  private final VirtualScheduler clock =
      new VirtualScheduler(Instant.parse("2026-01-01T00:00:00Z"));
  private final FakeEvaluator evaluator = new FakeEvaluator();
  private final MemorySeries series = new MemorySeries();
  private final List<DecisionRecord> decisions = new ArrayList<>();

  /** A machine with much else to do needs longer than the two seconds of GreenMail. */
  private static ServerSetup patient() {
    ServerSetup setup = new ServerSetup(0, "127.0.0.1", "smtp");
    setup.setServerStartupTimeout(60_000);
    return setup;
  }

  @BeforeEach
  void startMailServer() {
    mail.start();
  }

  @AfterEach
  void stopMailServer() {
    mail.stop();
  }

  @Test
  void aFiringRuleMailsAndItsEndMailsAgain() throws Exception {
    RoutingConfig routing = routing();
    try (Outbox outbox =
            Outbox.open(
                dir.resolve("outbox.journal"),
                clock,
                OutboxLimits.defaults(),
                new Random(1),
                decisions::add);
        Silences silences = Silences.open(dir.resolve("silences"), clock, new Random(1));
        Dispatcher dispatcher =
            new Dispatcher(routing, clock, outbox, silences, decisions::add, URL);
        RuleManager rules =
            new RuleManager(
                clock,
                evaluator,
                series,
                series,
                dispatcher,
                decisions::add,
                RuleOptions.defaults(URL),
                dispatcher::begin)) {
      outbox.connect(new Notifiers(routing.templates(), clock).of(routing.receivers()));
      rules.apply(List.of(group()), RuleOptions.defaults(URL));
      evaluator.answer("up == 0", FakeEvaluator.sample(0, "__name__", "up", "job", "node"));

      clock.advance(Duration.ofMinutes(4));

      assertThat(mail.getReceivedMessages()).hasSize(1);
      assertThat(mail.getReceivedMessages()[0].getSubject()).startsWith("[FIRING:1] HostDown");

      evaluator.answer("up == 0");
      clock.advance(Duration.ofMinutes(10));

      assertThat(mail.getReceivedMessages()).hasSize(2);
      assertThat(mail.getReceivedMessages()[1].getSubject()).startsWith("[RESOLVED] HostDown");
      assertThat(decisions)
          .extracting(DecisionRecord::outcome)
          .containsSubsequence(
              "pending",
              "firing",
              "routed",
              "grouped",
              "queued",
              "delivered",
              "resolved",
              "queued",
              "delivered");
    }
  }

  /** The group that inhibits is slow; who was told at once would be told in vain. */
  @Test
  void afterAStartNothingIsToldBeforeEveryGroupWasEvaluatedOnce() throws Exception {
    Map<String, Instant> evaluated = new LinkedHashMap<>();
    Map<String, Instant> told = new LinkedHashMap<>();
    InhibitRule inhibition =
        new InhibitRule(
            "rack",
            List.of(Matcher.equal("alertname", "RackDown")),
            List.of(Matcher.equal("alertname", "HostDown")),
            List.of());
    RoutingConfig routing = routing(List.of(inhibition), Duration.ZERO);
    try (Outbox outbox =
            Outbox.open(
                dir.resolve("outbox.journal"),
                clock,
                OutboxLimits.defaults(),
                new Random(1),
                decisions::add);
        Silences silences = Silences.open(dir.resolve("silences"), clock, new Random(1));
        Dispatcher dispatcher =
            new Dispatcher(routing, clock, outbox, silences, decisions::add, URL);
        RuleManager rules =
            new RuleManager(
                clock,
                evaluator,
                series,
                series,
                dispatcher,
                decisions::add,
                RuleOptions.defaults(URL),
                dispatcher::begin)) {
      outbox.connect(
          Map.of(
              new Channel("mail", "email", 0),
              n -> {
                told.put(n.alerts().getFirst().labels().get("alertname"), clock.instant());
                return new Notifier.Outcome.Delivered("taken");
              }));
      evaluator.answer("up == 0", FakeEvaluator.sample(0, "__name__", "up", "job", "node"));
      evaluator.answer("rack == 0", FakeEvaluator.sample(0, "__name__", "rack"));
      for (String expression : List.of("up == 0", "rack == 0")) {
        evaluator.onEvaluate(expression, () -> evaluated.putIfAbsent(expression, clock.instant()));
      }
      rules.apply(
          List.of(
              group("hosts", "HostDown", "up == 0", Duration.ofSeconds(15), Duration.ZERO),
              group("racks", "RackDown", "rack == 0", Duration.ofMinutes(8), Duration.ZERO)),
          RuleOptions.defaults(URL));

      clock.advance(Duration.ofMinutes(10));

      Instant last = Collections.max(evaluated.values());
      assertThat(Duration.between(Collections.min(evaluated.values()), last)).isPositive();
      assertThat(told).containsOnlyKeys("RackDown");
      assertThat(told.get("RackDown")).isAfterOrEqualTo(last);
    }
  }

  private static RuleGroup group() {
    return group("hosts", "HostDown", "up == 0", Duration.ofSeconds(15), Duration.ofMinutes(1));
  }

  private static RuleGroup group(
      String name, String alert, String expression, Duration interval, Duration holdFor) {
    return new RuleGroup(
        name,
        "rules.yml",
        interval,
        0,
        Duration.ZERO,
        Map.of(),
        List.of(
            new AlertingRule(
                alert,
                expression,
                holdFor,
                Duration.ZERO,
                Map.of("severity", "critical"),
                Map.of("summary", "a host is down"))));
  }

  private RoutingConfig routing() {
    return routing(List.of(), null);
  }

  private RoutingConfig routing(List<InhibitRule> inhibitions, @Nullable Duration groupWait) {
    SmtpConfig smtp =
        new SmtpConfig(
            "127.0.0.1",
            mail.getSmtp().getPort(),
            "localhost",
            "",
            null,
            null,
            "",
            false,
            null,
            TlsConfig.defaults());
    EmailConfig email =
        new EmailConfig(
            true,
            smtp,
            "oncall@example.org",
            "atalaya@example.org",
            Map.of(),
            null,
            null,
            EmailConfig.Threading.OFF);
    Route root =
        new Route(
            "mail",
            List.of("alertname"),
            List.of(),
            false,
            groupWait,
            null,
            null,
            List.of(),
            List.of(),
            Map.of(),
            List.of());
    return new RoutingConfig(
        RoutingConfig.DEFAULT_RESOLVE_TIMEOUT,
        root,
        inhibitions,
        List.of(),
        List.of(new Receiver("mail", List.of(email))),
        List.of());
  }
}
