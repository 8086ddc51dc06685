package io.atalaya.alert.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.atalaya.alert.MemoryFolder;
import io.atalaya.alert.journal.Journal;
import io.atalaya.alert.receiver.Channel;
import io.atalaya.model.AlertChange;
import io.atalaya.model.DecisionRecord;
import io.atalaya.model.DecisionSink;
import io.atalaya.model.Labels;
import io.atalaya.model.Notification;
import io.atalaya.model.Notifier;
import io.atalaya.model.Notifier.Outcome;
import io.atalaya.model.Scheduler;
import io.atalaya.testkit.VirtualScheduler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutboxTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Channel HOOK = new Channel("ops", "webhook", 0);
  private static final Channel MAIL = new Channel("ops", "email", 0);
  private static final Duration LONG = Duration.ofHours(8);

  @TempDir(factory = MemoryFolder.class)
  Path dir;

  private final VirtualScheduler clock = new VirtualScheduler(START);
  private final List<DecisionRecord> decisions = new ArrayList<>();
  private final List<String> arrived = new ArrayList<>();
  private final List<Instant> attempts = new ArrayList<>();
  private Outcome outcome = new Outcome.Delivered("taken");
  private Outbox outbox;

  @BeforeEach
  void open() throws IOException {
    outbox = open(OutboxLimits.defaults());
  }

  private Outbox open(OutboxLimits limits) throws IOException {
    return Outbox.open(dir.resolve("outbox"), clock, limits, new Random(1), decisions::add);
  }

  @AfterEach
  void close() throws IOException {
    outbox.close();
  }

  /** As after a crash: nothing but the file is left, and what was scheduled does nothing. */
  private void restart() throws IOException {
    outbox.close();
    outbox = open(OutboxLimits.defaults());
  }

  private Outcome receive(Notification notification) {
    attempts.add(clock.instant());
    if (outcome instanceof Outcome.Delivered) {
      arrived.add(notification.id());
    }
    return outcome;
  }

  private void connect() {
    outbox.connect(Map.of(HOOK, this::receive, MAIL, this::receive));
  }

  private static Told told(long... firing) {
    Set<Long> set = new HashSet<>();
    for (long f : firing) {
      set.add(f);
    }
    return new Told(START, set, Set.of(), set);
  }

  private Notification message(String id, String group) {
    Notification.Alert alert =
        new Notification.Alert(
            Labels.of("alertname", "A", "text", "ä\"\n"),
            Labels.of("summary", "s"),
            START,
            Instant.EPOCH,
            "http://graph",
            true);
    return new Notification(
        id,
        "ops",
        group,
        "first notification",
        Labels.of("alertname", "A"),
        Map.of("team", "x"),
        List.of(alert),
        3,
        "http://atalaya",
        clock.instant());
  }

  private boolean send(String id) {
    return send(HOOK, id, "g");
  }

  private boolean send(Channel channel, String id, String group) {
    return outbox.send(channel, message(id, group), told(1), LONG);
  }

  @Test
  void aMessageArrivesAndIsThenForgotten() {
    connect();
    assertThat(send("1")).isTrue();
    assertThat(outbox.undelivered()).isEqualTo(1);
    clock.advance(Duration.ZERO);
    assertThat(arrived).containsExactly("1");
    assertThat(outbox.undelivered()).isZero();
    assertThat(outbox.delivering(HOOK, "g")).isFalse();
  }

  @Test
  void nothingIsDeliveredBeforeTheChannelsAreKnown() {
    send("1");
    clock.advance(Duration.ofHours(1));
    assertThat(attempts).isEmpty();
    connect();
    clock.advance(Duration.ZERO);
    assertThat(arrived).containsExactly("1");
  }

  @Test
  void whatWasNotDeliveredBeforeACrashIsDeliveredAfterItAsItWas() throws IOException {
    Notification message = message("1", "g");
    outbox.send(HOOK, message, told(1), LONG);
    restart();
    List<Notification> got = new ArrayList<>();
    outbox.connect(
        Map.of(
            HOOK,
            n -> {
              got.add(n);
              return new Outcome.Delivered("taken");
            }));
    clock.advance(Duration.ZERO);
    assertThat(got).containsExactly(message);
  }

  /** A file of before evidence was written: a record of kind 2 is one of kind 4 without it. */
  @Test
  void aMessageOfAnOlderFileIsDelivered() throws IOException {
    Notification message = message("1", "g");
    OutboxEntry entry =
        new OutboxEntry(new Conversation(HOOK, "g"), told(1), START.plus(LONG), null, message);
    byte[] withEvidence = OutboxCodec.send(entry);
    byte[] old = Arrays.copyOf(withEvidence, withEvidence.length - 1);
    old[0] = OutboxCodec.SEND;
    outbox.close();
    try (Journal journal = Journal.open(dir.resolve("outbox"), "outbox", record -> {})) {
      journal.append(old);
    }
    outbox = open(OutboxLimits.defaults());
    List<Notification> got = new ArrayList<>();
    outbox.connect(
        Map.of(
            HOOK,
            n -> {
              got.add(n);
              return new Outcome.Delivered("taken");
            }));
    clock.advance(Duration.ZERO);
    assertThat(got).containsExactly(message);
  }

  @Test
  void whatMadeAnAlertFireSurvivesARestart() throws IOException {
    Notification.Alert alert =
        new Notification.Alert(
            Labels.of("alertname", "A"),
            Labels.empty(),
            START,
            Instant.EPOCH,
            "",
            true,
            new AlertChange.Evidence("g", "A", "load > 0.9", Double.NaN));
    Notification plain = message("1", "g");
    Notification message =
        new Notification(
            plain.id(),
            plain.receiver(),
            plain.groupKey(),
            plain.reason(),
            plain.groupLabels(),
            plain.routeLabels(),
            List.of(alert),
            0,
            plain.externalUrl(),
            plain.due());
    outbox.send(HOOK, message, told(1), LONG);
    restart();
    List<Notification> got = new ArrayList<>();
    outbox.connect(
        Map.of(
            HOOK,
            n -> {
              got.add(n);
              return new Outcome.Delivered("taken");
            }));
    clock.advance(Duration.ZERO);
    assertThat(got).containsExactly(message);
  }

  @Test
  void whatWasDeliveredIsNotDeliveredAgainAfterARestart() throws IOException {
    connect();
    send("1");
    clock.advance(Duration.ZERO);
    restart();
    connect();
    clock.advance(Duration.ofDays(1));
    assertThat(arrived).containsExactly("1");
  }

  @Test
  void whatAReceiverKnowsSurvivesARestartUntilItExpires() throws IOException {
    connect();
    send("1");
    outbox.know(MAIL, "g", told(5, 6), Duration.ofHours(1));
    clock.advance(Duration.ZERO);
    restart();
    assertThat(outbox.told(HOOK, "g")).contains(told(1));
    assertThat(outbox.told(MAIL, "g")).contains(told(5, 6));
    assertThat(outbox.told(HOOK, "other")).isEmpty();
    clock.advance(Duration.ofHours(2));
    assertThat(outbox.told(MAIL, "g")).isEmpty();
    assertThat(outbox.told(HOOK, "g")).isPresent();
  }

  @Test
  void whateverFailsIsTriedAgainAfterLongerAndLongerWaits() {
    outcome = new Outcome.Retry("connection refused", null);
    connect();
    send("1");
    clock.advance(Duration.ofHours(1));
    List<Long> waits = new ArrayList<>();
    for (int i = 1; i < attempts.size(); i++) {
      waits.add(Duration.between(attempts.get(i - 1), attempts.get(i)).toMillis());
    }
    for (int i = 0; i < 8; i++) {
      assertThat(waits.get(i)).isBetween(500L << i, 1000L << i);
    }
    assertThat(waits).allMatch(wait -> wait <= Duration.ofMinutes(5).toMillis());
    assertThat(waits).doesNotHaveDuplicates();
    outcome = new Outcome.Delivered("taken");
    clock.advance(Duration.ofMinutes(5));
    assertThat(arrived).containsExactly("1");
  }

  @Test
  void theReceiversOwnWaitCountsIfItIsLongerUpToTheLimit() {
    connect();
    outcome = new Outcome.Retry("HTTP 429", Duration.ofSeconds(90));
    send("1");
    clock.advance(Duration.ofSeconds(91));
    assertThat(attempts).containsExactly(START, START.plusSeconds(90));
    outcome = new Outcome.Retry("HTTP 429", Duration.ofDays(300));
    clock.advance(Duration.ofMinutes(150));
    assertThat(attempts)
        .containsExactly(
            START,
            START.plusSeconds(90),
            START.plusSeconds(180),
            START.plusSeconds(180 + 3600),
            START.plusSeconds(180 + 7200));
  }

  @Test
  void aRefusedMessageIsNotKnownToTheReceiver() throws IOException {
    connect();
    outbox.know(HOOK, "g", told(9), LONG);
    outcome = new Outcome.Refused("HTTP 404");
    send("1");
    clock.advance(Duration.ofHours(1));
    assertThat(attempts).hasSize(1);
    assertThat(outbox.undelivered()).isZero();
    restart();
    assertThat(outbox.told(HOOK, "g")).contains(told(9));
  }

  @Test
  void aMessageThatCannotBeDeliveredForADayIsGivenUp() {
    connect();
    outcome = new Outcome.Retry("connection refused", null);
    send("1");
    clock.advance(Duration.ofHours(25));
    assertThat(outbox.undelivered()).isZero();
    assertThat(outbox.told(HOOK, "g")).isEmpty();
    assertThat(decisions.getLast().outcome()).isEqualTo("given up");
  }

  @Test
  void messagesOfOneGroupArriveInOrderAndOthersDoNotWaitForThem() {
    connect();
    outcome = new Outcome.Retry("busy", null);
    send("1");
    send("2");
    clock.advance(Duration.ZERO);
    outcome = new Outcome.Delivered("taken");
    send(HOOK, "other", "h");
    clock.advance(Duration.ZERO);
    assertThat(arrived).containsExactly("other");
    clock.advance(Duration.ofSeconds(2));
    assertThat(arrived).containsExactly("other", "1", "2");
  }

  @Test
  void aReceiverThatIsGoneFromTheConfigurationRefuses() {
    send("1");
    outbox.connect(Map.of(MAIL, this::receive));
    clock.advance(Duration.ZERO);
    assertThat(outbox.undelivered()).isZero();
    assertThat(decisions.getLast().reason()).isEqualTo("the receiver is no longer configured");
  }

  @Test
  void aReceiverThatBreaksIsTriedAgain() {
    outbox.connect(
        Map.of(
            HOOK,
            n -> {
              throw new IllegalStateException("a bug of ours");
            }));
    send("1");
    clock.advance(Duration.ZERO);
    assertThat(outbox.undelivered()).isEqualTo(1);
    connect();
    clock.advance(Duration.ofSeconds(2));
    assertThat(arrived).containsExactly("1");
  }

  @Test
  void aFullOutboxTakesNoMore() throws IOException {
    outbox.close();
    outbox =
        open(
            new OutboxLimits(
                1,
                1,
                Duration.ofDays(1),
                Duration.ofSeconds(1),
                Duration.ofHours(1),
                Duration.ofHours(1)));
    assertThat(send("1")).isTrue();
    assertThat(send("2")).isFalse();
    assertThat(outbox.told(HOOK, "g")).contains(told(1));
  }

  @Test
  void theFileStaysSmallAndKeepsWhatCounts() throws IOException {
    connect();
    for (int i = 0; i < 6000; i++) {
      send(HOOK, "m" + i, "g" + i % 10);
      clock.advance(Duration.ZERO);
    }
    outcome = new Outcome.Retry("busy", null);
    send(HOOK, "last", "g0");
    assertThat(Files.size(dir.resolve("outbox"))).isLessThan(2 << 20);
    restart();
    outcome = new Outcome.Delivered("taken");
    connect();
    clock.advance(Duration.ZERO);
    assertThat(arrived).hasSize(6001).endsWith("last");
    assertThat(outbox.told(HOOK, "g9")).isPresent();
  }

  @Test
  void eachAttemptIsExplained() {
    connect();
    outcome = new Outcome.Retry("HTTP 503", null);
    send("1");
    clock.advance(Duration.ZERO);
    outcome = new Outcome.Delivered("HTTP 200");
    clock.advance(Duration.ofSeconds(2));
    assertThat(decisions)
        .extracting(DecisionRecord::outcome)
        .containsExactly("failed", "delivered");
    assertThat(decisions.getFirst().reason()).startsWith("HTTP 503; next attempt in ");
    assertThat(decisions.getLast().details())
        .containsEntry("channel", "ops/webhook[0]")
        .containsEntry("attempt", "2")
        .containsEntry("notification", "1");
  }

  /** Runs everything at once on threads of its own, as the real one does. */
  private static final class Threads implements Scheduler {
    @Override
    public Instant instant() {
      return START;
    }

    @Override
    public Task at(Instant when, String what, Runnable task) {
      if (!when.isAfter(START)) {
        Thread.ofVirtual().name(what).start(task);
      }
      return () -> {};
    }
  }

  @Test
  void oneChannelIsOnlyBotheredByAFewMessagesAtATime() throws Exception {
    AtomicInteger now = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    Semaphore go = new Semaphore(0);
    CountDownLatch done = new CountDownLatch(20);
    Notifier slow =
        n -> {
          most.accumulateAndGet(now.incrementAndGet(), Math::max);
          go.acquireUninterruptibly();
          now.decrementAndGet();
          done.countDown();
          return new Outcome.Delivered("taken");
        };
    try (Outbox threaded =
        Outbox.open(
            dir.resolve("threaded"),
            new Threads(),
            OutboxLimits.defaults(),
            new Random(1),
            DecisionSink.NONE)) {
      threaded.connect(Map.of(HOOK, slow));
      for (int i = 0; i < 20; i++) {
        threaded.send(HOOK, message("m" + i, "g" + i), told(1), LONG);
      }
      go.release(20);
      assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(most.get()).isBetween(1, 4);
  }
}
