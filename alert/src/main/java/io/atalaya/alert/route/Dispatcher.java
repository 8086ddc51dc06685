package io.atalaya.alert.route;

import io.atalaya.alert.outbox.Outbox;
import io.atalaya.alert.outbox.Told;
import io.atalaya.alert.receiver.Channel;
import io.atalaya.alert.receiver.Receiver;
import io.atalaya.alert.receiver.ReceiverConfig;
import io.atalaya.alert.silence.Silence;
import io.atalaya.alert.silence.Silences;
import io.atalaya.model.AlertChange;
import io.atalaya.model.AlertSink;
import io.atalaya.model.DecisionRecord;
import io.atalaya.model.DecisionRecord.Step;
import io.atalaya.model.DecisionSink;
import io.atalaya.model.Labels;
import io.atalaya.model.Notification;
import io.atalaya.model.Scheduler;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Takes what is said about alerts and decides who is told of them, and when: Alertmanager's
 * dispatcher and notification pipeline.
 *
 * <pre>
 *   alert ──► routing tree ──► group ──┬─ group_wait after its first alert
 *                                      └─ every group_interval from then on
 *                                             │
 *        inhibited? ─► outside active times? ─► in mute times? ─► silenced?
 *                                             │
 *              for each channel of the receiver: anything new to it? ─► outbox
 * </pre>
 *
 * <p>Until {@link #begin} alerts are only gathered: that nobody is told of anything before every
 * rule was evaluated once keeps a restart from sending what inhibition would have held back.
 */
public final class Dispatcher implements AlertSink, AutoCloseable {
  /** How long an alert that has ended is remembered, for the API and for reloads. */
  private static final Duration RESOLVED_RETENTION = Duration.ofMinutes(30);

  /** The channel's knowledge counts for this long and two repeat intervals. */
  private static final Duration KNOWN_FOR = Duration.ofDays(5);

  /** How many alerts one message holds at most. */
  private static final int MAX_ALERTS_PER_MESSAGE = 10_000;

  private static final int TELLING_LOCKS = 64;

  /** Wants every alert, whatever routing says of it. */
  public static final Predicate<RoutedAlert> ANY = alert -> true;

  private final Scheduler scheduler;
  private final Outbox outbox;
  private final Silences silences;
  private final DecisionSink decisions;
  private final String externalUrl;

  private final AlertMemory alerts;
  private final TextPool texts = new TextPool();
  private final Map<AlertGroup.Id, AlertGroup> groups = new LinkedHashMap<>();
  private RoutingConfig config;
  private RouteNode root;
  private Inhibitor inhibitor;
  private Map<String, Map<Channel, ReceiverConfig>> channels = Map.of();
  private Map<String, TimeInterval> intervals = Map.of();
  private final Object[] telling = Stream.generate(Object::new).limit(TELLING_LOCKS).toArray();
  private boolean begun;
  private boolean closed;
  private Instant forgotten;

  /**
   * A dispatcher that gathers alerts and tells nobody yet; it forgets them when the process ends.
   *
   * @param externalUrl where this server's pages are, without a slash at the end
   */
  public Dispatcher(
      RoutingConfig config,
      Scheduler scheduler,
      Outbox outbox,
      Silences silences,
      DecisionSink decisions,
      String externalUrl) {
    this(config, scheduler, outbox, silences, decisions, externalUrl, AlertMemory.ofThisRun());
  }

  private Dispatcher(
      RoutingConfig config,
      Scheduler scheduler,
      Outbox outbox,
      Silences silences,
      DecisionSink decisions,
      String externalUrl,
      AlertMemory alerts) {
    this.scheduler = scheduler;
    this.outbox = outbox;
    this.silences = silences;
    this.decisions = decisions;
    this.externalUrl = externalUrl;
    this.config = config;
    root = new RouteNode(config.route());
    inhibitor = new Inhibitor(config.inhibitRules());
    forgotten = scheduler.instant();
    this.alerts = alerts;
    apply(config);
  }

  /**
   * A dispatcher that remembers the alerts that fired when the process last ended.
   *
   * @param file where alerts are kept; created if it does not exist
   * @throws IOException if the file cannot be used
   */
  public static Dispatcher open(
      Path file,
      RoutingConfig config,
      Scheduler scheduler,
      Outbox outbox,
      Silences silences,
      DecisionSink decisions,
      String externalUrl)
      throws IOException {
    AlertMemory alerts = AlertMemory.open(file, scheduler.instant(), config.resolveTimeout());
    return new Dispatcher(config, scheduler, outbox, silences, decisions, externalUrl, alerts);
  }

  private void adopt(RoutingConfig newConfig) {
    config = newConfig;
    root = new RouteNode(newConfig.route());
    inhibitor = new Inhibitor(newConfig.inhibitRules());
    channels =
        newConfig.receivers().stream()
            .collect(Collectors.toMap(Receiver::name, Receiver::channels));
    intervals =
        newConfig.timeIntervals().stream().collect(Collectors.toMap(TimeInterval::name, i -> i));
  }

  /** Routes all alerts anew; receivers remember what they were told of groups with the same key. */
  public final synchronized void apply(RoutingConfig newConfig) {
    groups.values().forEach(AlertGroup::cancel);
    groups.clear();
    adopt(newConfig);
    Instant now = scheduler.instant();
    alerts.all().forEach(inhibitor::update);
    alerts.all().forEach(alert -> group(alert, now));
  }

  /** Lets messages go out from now on. */
  public synchronized void begin() {
    if (!begun) {
      begun = true;
      groups.values().forEach(this::startTimer);
    }
  }

  /** How long an alert counts that names no end. */
  public synchronized Duration resolveTimeout() {
    return config.resolveTimeout();
  }

  @Override
  public synchronized void accept(List<AlertChange> changes) {
    Instant now = scheduler.instant();
    forgetResolved(now);
    for (AlertChange change : changes) {
      TrackedAlert alert = TrackedAlert.of(change, now, config.resolveTimeout());
      TrackedAlert older = alerts.get(alert.labels());
      TrackedAlert merged =
          older == null ? alert.pooled(texts) : alert.after(older, now).sharing(older);
      alerts.put(merged);
      inhibitor.update(merged);
      group(merged, now);
    }
  }

  private void forgetResolved(Instant now) {
    if (now.isBefore(forgotten.plus(RESOLVED_RETENTION))) {
      return;
    }
    forgotten = now;
    Set<Labels> grouped = new HashSet<>();
    groups.values().forEach(group -> group.alerts().forEach(a -> grouped.add(a.labels())));
    alerts.forgetEndedBefore(now.minus(RESOLVED_RETENTION), grouped).forEach(inhibitor::remove);
  }

  private void group(TrackedAlert alert, Instant now) {
    for (RouteNode node : root.match(alert.labels())) {
      Labels labels = node.groupLabels(alert.labels());
      AlertGroup group = groups.get(new AlertGroup.Id(node.id(), labels));
      if (group == null) {
        group = create(node, labels, alert, now);
      }
      if (group.put(alert, now)) {
        tellRouted(alert, group, now);
      }
    }
  }

  /** An alert that is older than the wait of its group has waited enough. */
  private AlertGroup create(RouteNode node, Labels labels, TrackedAlert alert, Instant now) {
    boolean waited = alert.startsAt().plus(node.groupWait()).isBefore(now);
    AlertGroup group = new AlertGroup(node, labels, waited ? now : now.plus(node.groupWait()));
    groups.put(group.id(), group);
    if (begun) {
      startTimer(group);
    }
    return group;
  }

  private void startTimer(AlertGroup group) {
    if (!closed) {
      group.timer(scheduler.at(group.due(), "group " + group.key(), () -> flush(group)));
    }
  }

  /** Looks at a group once; the disk is written outside the lock. */
  private void flush(AlertGroup group) {
    Instant now = scheduler.instant();
    List<TrackedAlert> all;
    List<TrackedAlert> telling;
    Map<Channel, ReceiverConfig> to;
    synchronized (this) {
      if (closed || groups.get(group.id()) != group) {
        return;
      }
      all = group.alerts();
      telling = unsuppressed(group, all, now);
      to = channels.getOrDefault(group.node().receiver(), Map.of());
    }
    boolean settled = telling.isEmpty() || tell(group, to, telling, now);
    settled &= to.keySet().stream().noneMatch(c -> outbox.delivering(c, group.key()));
    finish(group, settled ? all : List.of(), now);
  }

  /** One group of a key at a time: after a reload there may be an old and a new one. */
  private boolean tell(
      AlertGroup group, Map<Channel, ReceiverConfig> to, List<TrackedAlert> telling, Instant now) {
    boolean taken = true;
    synchronized (telling(group.key())) {
      for (Map.Entry<Channel, ReceiverConfig> channel : to.entrySet()) {
        taken &= tell(group, channel.getKey(), channel.getValue(), telling, now);
      }
    }
    return taken;
  }

  private Object telling(String groupKey) {
    return telling[Math.floorMod(groupKey.hashCode(), telling.length)];
  }

  /**
   * Alerts that have ended leave their group once everybody who had to be told was: a message that
   * is refused is made anew from what is still there. A group in which nothing fires any more is
   * looked at again soon, so that a new alert does not wait for longer than in a new group.
   */
  private synchronized void finish(AlertGroup group, List<TrackedAlert> settled, Instant now) {
    group.removeUnchanged(settled.stream().filter(alert -> alert.resolvedAt(now)).toList());
    if (groups.get(group.id()) != group) {
      return;
    }
    if (group.isEmpty()) {
      groups.remove(group.id());
    } else {
      group.due(now.plus(group.nextPause(now)));
      startTimer(group);
    }
  }

  private List<TrackedAlert> unsuppressed(AlertGroup group, List<TrackedAlert> all, Instant now) {
    List<TrackedAlert> rest = new ArrayList<>();
    for (TrackedAlert alert : all) {
      if (!inhibited(alert, now)) {
        rest.add(alert);
      }
    }
    if (rest.isEmpty() || muted(group, now)) {
      return List.of();
    }
    rest.removeIf(alert -> silenced(alert, now));
    return rest;
  }

  private boolean inhibited(TrackedAlert alert, Instant now) {
    Optional<Inhibitor.Inhibition> inhibition = inhibitor.inhibiting(alert.labels(), now);
    inhibition.ifPresent(
        i ->
            decide(
                now,
                Step.INHIBIT,
                alert.labels().fingerprintText(),
                "inhibited",
                "not told while " + i.source() + " fires",
                Map.of("source", i.source().fingerprintText(), "rule", i.rule().name())));
    return inhibition.isPresent();
  }

  private boolean muted(AlertGroup group, Instant now) {
    List<String> muting = mutingIntervals(group.node(), now);
    if (!muting.isEmpty()) {
      decide(
          now,
          Step.MUTE,
          group.key(),
          "muted",
          "not told now because of time intervals " + String.join(", ", muting),
          Map.of("receiver", group.node().receiver()));
    }
    return !muting.isEmpty();
  }

  /** The intervals because of which a node tells nobody now. */
  private List<String> mutingIntervals(RouteNode node, Instant now) {
    List<String> active = node.activeTimeIntervals();
    if (!active.isEmpty() && active.stream().noneMatch(name -> contains(name, now))) {
      return active;
    }
    return node.muteTimeIntervals().stream().filter(name -> contains(name, now)).toList();
  }

  private boolean contains(String interval, Instant now) {
    TimeInterval named = intervals.get(interval);
    return named != null && named.contains(now);
  }

  private boolean silenced(TrackedAlert alert, Instant now) {
    List<Silence> holding = silences.silencing(alert.labels());
    for (Silence silence : holding) {
      decide(
          now,
          Step.SILENCE,
          alert.labels().fingerprintText(),
          "silenced",
          "silenced by " + silence.createdBy() + " until " + silence.endsAt(),
          Map.of("silence", silence.id(), "comment", silence.comment()));
    }
    return !holding.isEmpty();
  }

  /** Whether the channel's knowledge is up to date, or will be once the outbox has delivered. */
  private boolean tell(
      AlertGroup group,
      Channel channel,
      ReceiverConfig config,
      List<TrackedAlert> telling,
      Instant now) {
    Optional<Told> known = outbox.told(channel, group.key());
    List<TrackedAlert> worth = worthTelling(known, telling, now);
    Told next = knowledge(known, worth, group, now);
    Duration repeat = group.node().repeatInterval();
    TellReason reason =
        worth.isEmpty()
            ? TellReason.NEVER_TOLD
            : TellReason.of(
                known, next.firing(), next.resolved(), config.sendResolved(), repeat, now);
    if (reason == TellReason.REPEAT && outbox.delivering(channel, group.key())) {
      tellDecision(group, channel, now, "deduplicated", "the message before is not delivered yet");
      return true;
    }
    if (!reason.tells()) {
      tellDecision(group, channel, now, "deduplicated", reason.text());
      return true;
    }
    Duration knownFor = KNOWN_FOR.plus(repeat).plus(repeat);
    if (next.firing().isEmpty() && !config.sendResolved()) {
      outbox.know(channel, group.key(), next, knownFor);
      tellDecision(group, channel, now, "not wanted", "the receiver does not want ends of alerts");
      return true;
    }
    Notification message = message(group, channel, reason, config.sendResolved(), worth, now);
    boolean taken = outbox.send(channel, message, next, knownFor);
    tellDecision(
        group,
        channel,
        now,
        taken ? "queued" : "postponed",
        taken ? reason.text() : "the outbox is full; tried again at the next group interval");
    return taken;
  }

  /**
   * What fires, and the ends of what the channel believes to fire. Alertmanager also tells the ends
   * of alerts that came and went between two messages, of which the receiver knows nothing.
   */
  private static List<TrackedAlert> worthTelling(
      Optional<Told> known, List<TrackedAlert> telling, Instant now) {
    Set<Long> believed = known.map(Told::believed).orElse(Set.of());
    return telling.stream()
        .filter(a -> !a.resolvedAt(now) || believed.contains(a.labels().fingerprint()))
        .toList();
  }

  /** What the channel believes of alerts that are no longer in the group is forgotten. */
  private Told knowledge(
      Optional<Told> known, List<TrackedAlert> telling, AlertGroup group, Instant now) {
    Set<Long> firing = new HashSet<>();
    Set<Long> resolved = new HashSet<>();
    telling.forEach(a -> (a.resolvedAt(now) ? resolved : firing).add(a.labels().fingerprint()));
    Set<Long> believed = new HashSet<>(known.map(Told::believed).orElse(Set.of()));
    believed.retainAll(members(group));
    believed.addAll(firing);
    believed.removeAll(resolved);
    return new Told(now, firing, resolved, believed);
  }

  private synchronized Set<Long> members(AlertGroup group) {
    return group.alerts().stream()
        .map(alert -> alert.labels().fingerprint())
        .collect(Collectors.toSet());
  }

  private Notification message(
      AlertGroup group,
      Channel channel,
      TellReason reason,
      boolean sendResolved,
      List<TrackedAlert> telling,
      Instant now) {
    List<Notification.Alert> shown = new ArrayList<>();
    telling.stream().filter(a -> !a.resolvedAt(now)).forEach(a -> shown.add(a.toldAt(now)));
    if (sendResolved) {
      telling.stream().filter(a -> a.resolvedAt(now)).forEach(a -> shown.add(a.toldAt(now)));
    }
    int count = Math.min(shown.size(), MAX_ALERTS_PER_MESSAGE);
    return new Notification(
        id(group, channel, shown, now),
        channel.receiver(),
        group.key(),
        reason.text(),
        group.labels(),
        group.node().labels(),
        shown.subList(0, count),
        shown.size() - count,
        externalUrl,
        now);
  }

  /** The same for the same message, and for no other, not even at a time that comes twice. */
  private static String id(
      AlertGroup group, Channel channel, List<Notification.Alert> shown, Instant now) {
    StringBuilder alerts = new StringBuilder();
    shown.forEach(
        alert ->
            alerts.append(alert.firing() ? '+' : '-').append(alert.labels().fingerprintText()));
    return Labels.of(
            "group", group.key(),
            "channel", channel.toString(),
            "at", now.toString(),
            "alerts", alerts.toString())
        .fingerprintText();
  }

  private void tellRouted(TrackedAlert alert, AlertGroup group, Instant now) {
    String subject = alert.labels().fingerprintText();
    String receiver = group.node().receiver();
    decide(
        now,
        Step.ROUTE,
        subject,
        "routed",
        "matched route " + group.node().key(),
        Map.of("alert", alert.labels().toString(), "receiver", receiver));
    decide(
        now,
        Step.GROUP,
        subject,
        "grouped",
        "in group " + group.key() + ", looked at next at " + group.due(),
        Map.of("group", group.key(), "receiver", receiver, "due", group.due().toString()));
  }

  private void tellDecision(
      AlertGroup group, Channel channel, Instant now, String outcome, String reason) {
    decide(now, Step.NOTIFY, group.key(), outcome, reason, Map.of("channel", channel.toString()));
  }

  private void decide(
      Instant now,
      Step step,
      String subject,
      String outcome,
      String reason,
      Map<String, String> details) {
    decisions.record(new DecisionRecord(now, step, subject, outcome, reason, details));
  }

  /** All alerts that are known, by labels. */
  public synchronized List<RoutedAlert> alerts() {
    Instant now = scheduler.instant();
    Map<Labels, TrackedAlert> sorted = new TreeMap<>();
    alerts.all().forEach(alert -> sorted.put(alert.labels(), alert));
    return sorted.values().stream()
        .map(alert -> routed(alert, root.match(alert.labels()), now))
        .toList();
  }

  /**
   * The alerts that have not ended and are wanted, by fingerprint. With {@link #ANY} only what is
   * shown is routed, so that a page of very many alerts is cheap.
   *
   * @param labels asked first, for it costs least
   * @param wanted asked for each alert whose labels fit
   * @param offset how many that are wanted to leave out
   * @param limit how many to show at most
   */
  public synchronized List<RoutedAlert> alerts(
      Predicate<Labels> labels, Predicate<RoutedAlert> wanted, long offset, long limit) {
    Instant now = scheduler.instant();
    boolean any = wanted.equals(ANY);
    return alerts
        .byFingerprint()
        .filter(alert -> !alert.endsAt().isBefore(now) && labels.test(alert.labels()))
        .skip(any ? offset : 0)
        .map(alert -> routed(alert, root.match(alert.labels()), now))
        .filter(wanted)
        .skip(any ? 0 : offset)
        .limit(limit)
        .toList();
  }

  /** All groups with their alerts. */
  public synchronized List<RoutedGroup> groups() {
    Instant now = scheduler.instant();
    List<RoutedGroup> found = new ArrayList<>();
    for (AlertGroup group : groups.values()) {
      RouteNode node = group.node();
      List<RoutedAlert> members =
          group.alerts().stream().map(alert -> routed(alert, List.of(node), now)).toList();
      found.add(
          new RoutedGroup(
              group.key(),
              node.id(),
              node.receiver(),
              group.labels(),
              Labels.of(node.labels()),
              group.due(),
              members));
    }
    return found;
  }

  /** The names of everybody who may be told of an alert with these labels, in order of routes. */
  public synchronized List<String> receivers(Labels alert) {
    return receivers(root.match(alert));
  }

  private static List<String> receivers(List<RouteNode> nodes) {
    return nodes.stream().map(RouteNode::receiver).distinct().toList();
  }

  private RoutedAlert routed(TrackedAlert alert, List<RouteNode> nodes, Instant now) {
    return new RoutedAlert(
        alert.labels(),
        alert.annotations(),
        alert.startsAt(),
        alert.endsAt(),
        alert.updatedAt(),
        alert.generatorUrl(),
        receivers(nodes),
        inhibitor.inhibiting(alert.labels(), now).stream()
            .map(i -> i.source().fingerprintText())
            .toList(),
        silences.silencing(alert.labels()).stream().map(Silence::id).toList(),
        nodes.stream().flatMap(n -> mutingIntervals(n, now).stream()).distinct().toList());
  }

  /** When whom would be told of an alert next, by channel; nobody if it is in no group. */
  public synchronized List<Prospect> prospects(Labels alert) {
    List<Prospect> found = new ArrayList<>();
    for (AlertGroup group : groups.values()) {
      if (group.alerts().stream().anyMatch(member -> member.labels().equals(alert))) {
        channels
            .getOrDefault(group.node().receiver(), Map.of())
            .keySet()
            .forEach(channel -> found.add(prospect(group, channel, alert)));
      }
    }
    return found;
  }

  private Prospect prospect(AlertGroup group, Channel channel, Labels alert) {
    Optional<Told> told = outbox.told(channel, group.key());
    boolean known = told.filter(t -> t.firing().contains(alert.fingerprint())).isPresent();
    Instant next = group.due();
    if (known) {
      Instant wanted = told.get().at().plus(group.node().repeatInterval());
      long interval = group.node().groupInterval().toMillis();
      long late = Duration.between(next, wanted).toMillis();
      // A reminder is due after the repeat interval, not at its very end.
      next = late < 0 ? next : next.plusMillis((late / interval + 1) * interval);
    }
    boolean delivering = outbox.delivering(channel, group.key());
    Instant toldAt = told.map(Told::at).orElse(null);
    return new Prospect(group.key(), channel, toldAt, known, delivering, next);
  }

  /** Tells nobody any more. */
  @Override
  public synchronized void close() {
    closed = true;
    alerts.close();
    groups.values().forEach(AlertGroup::cancel);
  }
}
