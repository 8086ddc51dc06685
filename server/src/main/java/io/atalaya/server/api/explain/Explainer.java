package io.atalaya.server.api.explain;

import io.atalaya.alert.history.DecisionHistory;
import io.atalaya.alert.history.DecisionQuery;
import io.atalaya.alert.route.Dispatcher;
import io.atalaya.alert.route.Prospect;
import io.atalaya.alert.route.RoutedAlert;
import io.atalaya.alert.rule.AlertStatus;
import io.atalaya.alert.rule.AlertingRule;
import io.atalaya.alert.rule.GroupStatus;
import io.atalaya.alert.rule.RuleStatus;
import io.atalaya.alert.silence.Silence;
import io.atalaya.alert.silence.Silences;
import io.atalaya.alert.template.AlertFacts;
import io.atalaya.model.AlertState;
import io.atalaya.model.DecisionRecord;
import io.atalaya.model.DecisionRecord.Step;
import io.atalaya.model.Labels;
import io.atalaya.model.Matcher;
import io.atalaya.model.PromDuration;
import io.atalaya.server.config.yaml.NearestName;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Puts together what rules, routing, silences and the history know of an alert. */
public final class Explainer {
  private static final Duration LOOK_BACK = Duration.ofDays(7);
  private static final int MAX_DECISIONS = 200;

  /** What is noted of an action that is held back. */
  private static final String NOT_RUN = "not run";

  /** How many alerts one question may be about. */
  static final int MAX_ALERTS = 20;

  private final Dispatcher dispatcher;
  private final Silences silences;
  private final Supplier<List<GroupStatus>> rules;
  private final Supplier<Labels> externalLabels;
  private final DecisionHistory history;
  private final InstantSource clock;

  /**
   * What explains.
   *
   * @param externalLabels what rules' alerts get besides their own labels on the way to routing
   */
  public Explainer(
      Dispatcher dispatcher,
      Silences silences,
      Supplier<List<GroupStatus>> rules,
      Supplier<Labels> externalLabels,
      DecisionHistory history,
      InstantSource clock) {
    this.dispatcher = dispatcher;
    this.silences = silences;
    this.rules = rules;
    this.externalLabels = externalLabels;
    this.history = history;
    this.clock = clock;
  }

  /** A rule, and its alert of the labels in question if it has one now. */
  private record Cause(RuleStatus rule, @Nullable AlertStatus alert) {}

  /** Of the alert of a fingerprint; nothing if nobody ever heard of it. */
  public Optional<Explanation> byFingerprint(String fingerprint) {
    List<DecisionRecord> known = decisions(Set.of(fingerprint));
    return candidates(labels -> labels.fingerprintText().equals(fingerprint)).stream()
        .findFirst()
        .or(() -> known.stream().flatMap(d -> labelsOf(d).stream()).findFirst())
        .map(this::explain);
  }

  /** Of all alerts that fit; if there is none now, of those that the history knows. */
  public List<Explanation> matching(List<Matcher> matchers) {
    Predicate<Labels> wanted = labels -> matchers.stream().allMatch(m -> m.matches(labels));
    Set<Labels> found = new LinkedHashSet<>(candidates(wanted));
    if (found.isEmpty()) {
      decisions(Set.of()).stream()
          .flatMap(decision -> labelsOf(decision).stream())
          .filter(wanted)
          .forEach(found::add);
    }
    return found.stream().limit(MAX_ALERTS).map(this::explain).toList();
  }

  /** What can be said of a rule none of whose alerts fits. */
  public List<String> rulesNamed(String name) {
    List<String> sentences = new ArrayList<>();
    for (Cause cause : causes(name, Labels.empty())) {
      sentences.add(ofRule(cause.rule(), null));
      cause.rule().alerts().stream()
          .limit(MAX_ALERTS)
          .map(alert -> "With other labels it is " + alert.state().text() + ": " + alert.labels())
          .forEach(sentences::add);
    }
    if (sentences.isEmpty()) {
      String near =
          NearestName.of(name, ruleNames()).map(n -> " Did you mean " + n + "?").orElse("");
      sentences.add(
          "There is no rule " + name + ", and nothing was heard of such an alert." + near);
    }
    return sentences;
  }

  private List<String> ruleNames() {
    return rules.get().stream()
        .flatMap(group -> group.rules().stream())
        .filter(status -> status.rule() instanceof AlertingRule)
        .map(status -> status.rule().name())
        .toList();
  }

  private Set<Labels> candidates(Predicate<Labels> wanted) {
    Set<Labels> found = new LinkedHashSet<>();
    dispatcher.alerts(wanted, Dispatcher.ANY, 0, MAX_ALERTS).forEach(a -> found.add(a.labels()));
    for (GroupStatus group : rules.get()) {
      for (RuleStatus rule : group.rules()) {
        rule.alerts().stream().map(this::routedLabels).filter(wanted).forEach(found::add);
      }
    }
    return found;
  }

  /** The labels of a rule's alert as routing knows them. */
  private Labels routedLabels(AlertStatus alert) {
    Labels external = externalLabels.get();
    Labels.Builder labels = alert.labels().toBuilder();
    for (int i = 0; i < external.size(); i++) {
      if (!labels.has(external.name(i))) {
        labels.set(external.name(i), external.value(i));
      }
    }
    return labels.build();
  }

  /** A time to the second, and how far it is from now. */
  private String when(Instant at) {
    Duration ago = Duration.between(at, clock.instant());
    String distance = PromDuration.format(ago.abs().toSeconds() * 1000);
    return at.truncatedTo(ChronoUnit.SECONDS)
        + (ago.isNegative() ? " (in " + distance + ")" : " (" + distance + " ago)");
  }

  /** Rules and routing write the whole labels down with some of their decisions. */
  private static Optional<Labels> labelsOf(DecisionRecord decision) {
    String text = decision.details().get("alert");
    return text == null ? Optional.empty() : AlertText.labels(text);
  }

  private Explanation explain(Labels labels) {
    Instant now = clock.instant();
    List<Prospect> prospects = dispatcher.prospects(labels);
    RoutedAlert routed =
        dispatcher.alerts(labels::equals, Dispatcher.ANY, 0, 1).stream().findFirst().orElse(null);
    List<DecisionRecord> decisions = allDecisions(labels, prospects);
    List<Cause> causes = causes(labels.get("alertname"), labels);
    List<String> sentences = new ArrayList<>();
    causes.forEach(cause -> sentences.add(ofRule(cause.rule(), cause.alert())));
    if (causes.isEmpty()) {
      sentences.add("No rule of this server makes it: it comes from outside.");
    }
    if (routed == null) {
      sentences.add(
          "Nobody is to be told: routing knows no such alert that fires" + lastEnd(decisions));
    } else {
      ofRouting(routed, prospects, sentences);
      ofSuppression(routed, sentences);
    }
    ofDeliveries(decisions, sentences);
    ofActions(decisions, sentences);
    ofNext(routed, prospects, sentences, now);
    return new Explanation(labels, state(causes, routed), sentences, routed, prospects, decisions);
  }

  private static String state(List<Cause> causes, @Nullable RoutedAlert routed) {
    if (routed != null) {
      return "firing";
    }
    for (Cause cause : causes) {
      AlertStatus alert = cause.alert();
      if (alert != null) {
        return alert.state().text();
      }
    }
    return "inactive";
  }

  private List<DecisionRecord> decisions(Set<String> subjects) {
    Instant now = clock.instant();
    return history.find(
        new DecisionQuery(subjects, Set.of(), now.minus(LOOK_BACK), now, MAX_DECISIONS));
  }

  private List<DecisionRecord> allDecisions(Labels labels, List<Prospect> prospects) {
    String fingerprint = labels.fingerprintText();
    Set<String> subjects = new HashSet<>(Set.of(fingerprint));
    prospects.forEach(prospect -> subjects.add(prospect.groupKey()));
    for (DecisionRecord decision : decisions(Set.of(fingerprint))) {
      String group = decision.step() == Step.GROUP ? decision.details().get("group") : null;
      if (group != null) {
        subjects.add(group);
      }
    }
    return decisions(subjects);
  }

  private List<Cause> causes(String name, Labels labels) {
    List<Cause> found = new ArrayList<>();
    for (GroupStatus group : rules.get()) {
      for (RuleStatus rule : group.rules()) {
        if (rule.rule() instanceof AlertingRule alerting && alerting.alert().equals(name)) {
          AlertStatus alert =
              rule.alerts().stream()
                  .filter(a -> routedLabels(a).equals(labels))
                  .findFirst()
                  .orElse(null);
          found.add(new Cause(rule, alert));
        }
      }
    }
    return found;
  }

  private String ofRule(RuleStatus status, @Nullable AlertStatus alert) {
    AlertingRule rule = (AlertingRule) status.rule();
    if (status.health() == RuleStatus.Health.ERROR) {
      return "Its rule fails, so nothing can be said: " + status.lastError();
    }
    if (status.lastEvaluation() == null) {
      return "Its rule was not evaluated yet.";
    }
    if (alert == null) {
      return "It does not fire: "
          + rule.expr()
          + " gave nothing for these labels at "
          + when(status.lastEvaluation())
          + ".";
    }
    String value = rule.expr() + " gives " + AlertFacts.number(alert.value());
    if (alert.state() == AlertState.PENDING) {
      return "It is pending since "
          + when(alert.activeAt())
          + ": "
          + value
          + ", and it fires at "
          + when(alert.activeAt().plus(rule.holdFor()))
          + " if that lasts for "
          + PromDuration.format(rule.holdFor().toMillis())
          + ".";
    }
    return alert.keepFiringSince() == null
        ? "It fires: " + value + ", since " + when(alert.activeAt()) + "."
        : "It fires only because of keep_firing_for: "
            + rule.expr()
            + " gives nothing since "
            + when(alert.keepFiringSince())
            + ".";
  }

  private static void ofRouting(
      RoutedAlert routed, List<Prospect> prospects, List<String> sentences) {
    String receivers = String.join(", ", routed.receivers());
    if (prospects.isEmpty()) {
      sentences.add(
          "It is routed to "
              + receivers
              + ", who has no way to be told: add one to the receiver, or another route.");
      return;
    }
    Set<String> groups = new LinkedHashSet<>();
    prospects.forEach(prospect -> groups.add(prospect.groupKey()));
    sentences.add(
        "It is routed to " + receivers + ", in group " + String.join(" and ", groups) + ".");
  }

  private void ofSuppression(RoutedAlert routed, List<String> sentences) {
    for (String id : routed.silencedBy()) {
      Optional<Silence> silence = silences.get(id);
      sentences.add(
          "Held back by silence "
              + id
              + silence
                  .map(
                      s ->
                          " of "
                              + s.createdBy()
                              + " until "
                              + when(s.endsAt())
                              + ": "
                              + s.comment())
                  .orElse("")
              + ".");
    }
    for (String source : routed.inhibitedBy()) {
      sentences.add("Held back by inhibition while " + alertOf(source) + " fires.");
    }
    if (!routed.mutedBy().isEmpty()) {
      sentences.add("Held back now by time intervals " + String.join(", ", routed.mutedBy()) + ".");
    }
  }

  private String alertOf(String fingerprint) {
    return dispatcher
        .alerts(l -> l.fingerprintText().equals(fingerprint), Dispatcher.ANY, 0, 1)
        .stream()
        .findFirst()
        .map(alert -> alert.labels().toString())
        .orElse("the alert " + fingerprint);
  }

  private String lastEnd(List<DecisionRecord> decisions) {
    return decisions.stream()
        .filter(decision -> decision.step() == Step.RULE)
        .findFirst()
        .map(
            d -> "; the last word of its rule was \"" + d.outcome() + "\" at " + when(d.at()) + ".")
        .orElse(".");
  }

  /**
   * Of each action and target the last word and, if that is only that it did not run, also how the
   * last run ended.
   */
  private void ofActions(List<DecisionRecord> decisions, List<String> sentences) {
    Map<String, List<DecisionRecord>> words = new LinkedHashMap<>();
    decisions.stream()
        .filter(decision -> decision.step() == Step.ACTION)
        .forEach(d -> words.computeIfAbsent(action(d), what -> new ArrayList<>()).add(d));
    words.forEach(
        (what, said) -> {
          sentences.add(ofAction(what, said.getFirst()));
          if (said.getFirst().outcome().equals(NOT_RUN)) {
            said.stream()
                .filter(decision -> !decision.outcome().equals(NOT_RUN))
                .findFirst()
                .ifPresent(decision -> sentences.add(ofAction(what, decision)));
          }
        });
  }

  private static String action(DecisionRecord decision) {
    return "Action "
        + decision.details().getOrDefault("action", "")
        + " for "
        + decision.details().getOrDefault("target", "the group");
  }

  private String ofAction(String what, DecisionRecord decision) {
    return "%s at %s: %s; %s."
        .formatted(what, when(decision.at()), decision.outcome(), decision.reason());
  }

  /** The last word about each channel. */
  private void ofDeliveries(List<DecisionRecord> decisions, List<String> sentences) {
    Map<String, DecisionRecord> last = new LinkedHashMap<>();
    for (DecisionRecord decision : decisions) {
      String channel = decision.details().get("channel");
      if (decision.step() == Step.NOTIFY
          && channel != null
          && !decision.outcome().equals("deduplicated")) {
        last.putIfAbsent(channel, decision);
      }
    }
    if (last.isEmpty()) {
      sentences.add("No message about it was sent in the last 7 days.");
    }
    last.forEach(
        (channel, decision) ->
            sentences.add(
                "Last to "
                    + channel
                    + " at "
                    + when(decision.at())
                    + ": "
                    + decision.outcome()
                    + ", "
                    + decision.reason()
                    + "."));
  }

  /** One sentence for all channels of which the same is to be said. */
  private void ofNext(
      @Nullable RoutedAlert routed, List<Prospect> prospects, List<String> sentences, Instant now) {
    Map<String, List<String>> channels = new LinkedHashMap<>();
    for (Prospect prospect : prospects) {
      channels
          .computeIfAbsent(next(routed, prospect, now), what -> new ArrayList<>())
          .add(prospect.channel().toString());
    }
    channels.forEach((what, to) -> sentences.add(what.formatted(String.join(", ", to))));
  }

  private String next(@Nullable RoutedAlert routed, Prospect prospect, Instant now) {
    if (prospect.delivering()) {
      return "A message to %s is on its way.";
    }
    Instant next = prospect.next().isBefore(now) ? now : prospect.next();
    String why = prospect.known() ? " as a reminder" : "";
    if (routed != null && routed.suppressed()) {
      return "Not told while it is held back: %s; without that the next message would be due at "
          + when(next)
          + why
          + ".";
    }
    return "The next message to %s is due at " + when(next) + why + ".";
  }
}
