package io.atalaya.collect.check.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.atalaya.collect.calendar.Cron;
import io.atalaya.collect.check.CheckBasics;
import io.atalaya.collect.check.CheckManager;
import io.atalaya.collect.check.CheckState;
import io.atalaya.collect.check.ProbeContext;
import io.atalaya.collect.http.AddressGuard;
import io.atalaya.collect.http.Network;
import io.atalaya.collect.ping.PingBook;
import io.atalaya.collect.ping.PingBook.Outcome;
import io.atalaya.collect.ping.PingRecord;
import io.atalaya.collect.ping.PingStore;
import io.atalaya.collect.ping.Signal;
import io.atalaya.model.Secret;
import io.atalaya.model.SecretSource;
import io.atalaya.testkit.RecordingSink;
import io.atalaya.testkit.VirtualScheduler;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Jobs that ping, late, never, or with bad news, on a virtual clock. */
class HeartbeatTest {
  private static final Secret TOKEN = Secret.of("0123456789abcdef");
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final RecordingSink sink = new RecordingSink();
  private final VirtualScheduler clock = new VirtualScheduler(START);
  private final Memory memory = new Memory();
  private PingBook pings = new PingBook(memory, clock);
  private CheckManager manager = manager();

  /** What survives a process. */
  private static final class Memory implements PingStore {
    private final Map<String, PingRecord> records = new HashMap<>();
    private Instant aliveUntil = Instant.MAX;
    private boolean full;

    @Override
    public Map<String, PingRecord> kept() {
      return Map.copyOf(records);
    }

    @Override
    public Instant aliveUntil() {
      return aliveUntil;
    }

    @Override
    public void keep(String name, PingRecord record) throws IOException {
      if (full) {
        throw new IOException("no space");
      }
      records.put(name, record);
    }
  }

  private CheckManager manager() {
    Network network = Network.system(AddressGuard.except(Set.of()));
    CheckManager made =
        new CheckManager(
            sink,
            new ProbeContext(network, clock, pings),
            clock,
            Map::of,
            io.atalaya.collect.check.Pauses.FORGETFUL);
    pings.onPing(made::ask);
    return made;
  }

  private void every(Duration time, @Nullable Duration maxRuntime) {
    apply(new PingSchedule.Every(time), maxRuntime);
  }

  private void apply(PingSchedule schedule, @Nullable Duration maxRuntime) {
    pings.expect(Map.of("backup", TOKEN));
    manager.apply(
        List.of(
            new HeartbeatCheck(
                CheckBasics.of("backup"),
                schedule,
                Duration.ofMinutes(5),
                maxRuntime,
                SecretSource.inline(TOKEN.reveal()))));
  }

  private Outcome ping(String signal, String body) {
    Outcome outcome = pings.ping(TOKEN, Signal.parse(signal), body, "127.0.0.1");
    clock.advance(Duration.ZERO);
    return outcome;
  }

  private CheckState state() {
    return manager.statuses().getFirst().state();
  }

  private String why() {
    return manager.statuses().getFirst().explanation();
  }

  @Test
  void isUpFromPingToPingAndDownAtTheVeryEndOfTheGrace() {
    every(HOUR, null);
    clock.advance(MINUTE);
    assertThat(state()).isEqualTo(CheckState.UNKNOWN);
    assertThat(why()).isEqualTo("waits for the first ping");

    assertThat(ping("", "")).isEqualTo(Outcome.TAKEN);
    assertThat(state()).isEqualTo(CheckState.UP);
    clock.advance(HOUR.plus(Duration.ofMinutes(5)).minusMillis(1));
    assertThat(state()).isEqualTo(CheckState.UP);
    clock.advance(Duration.ofMillis(1));
    assertThat(state()).isEqualTo(CheckState.DOWN);
    assertThat(why()).isEqualTo("the ping that was due at 2026-01-01T01:01:00Z did not come");
    assertThat(sink.lastOf("__name__", "probe_failure_info", "reason", "late")).hasValue(1);

    ping("success", "");
    assertThat(state()).isEqualTo(CheckState.UP);
  }

  @Test
  void aJobThatNeverPingsIsMissed() {
    every(HOUR, null);
    clock.advance(HOUR.plus(Duration.ofMinutes(4)));
    assertThat(state()).isEqualTo(CheckState.UNKNOWN);
    clock.advance(MINUTE);
    assertThat(state()).isEqualTo(CheckState.DOWN);
    assertThat(why()).startsWith("never pinged");
  }

  @Test
  void aFailureIsDownAtOnceAndSaysWhatTheJobSaid() {
    every(HOUR, null);
    ping("start", "");
    clock.advance(Duration.ofSeconds(42));
    ping("3", "disk full\u0000");

    assertThat(state()).isEqualTo(CheckState.DOWN);
    assertThat(why()).isEqualTo("the job failed with exit code 3: disk full");
    assertThat(sink.last("heartbeat_exit_code")).hasValue(3);
    assertThat(sink.last("heartbeat_run_seconds")).hasValue(42);
    clock.advance(MINUTE);
    ping("0", "");
    assertThat(state()).isEqualTo(CheckState.UP);
  }

  @Test
  void aRunThatTakesTooLongIsDown() {
    every(HOUR, Duration.ofMinutes(10));
    ping("", "");
    clock.advance(MINUTE);
    ping("start", "");
    clock.advance(Duration.ofMinutes(9));
    assertThat(state()).isEqualTo(CheckState.UP);
    clock.advance(MINUTE);
    assertThat(state()).isEqualTo(CheckState.DOWN);
    assertThat(why()).endsWith("runs for more than 10m");
    ping("", "");
    assertThat(state()).isEqualTo(CheckState.UP);
    assertThat(sink.last("heartbeat_run_seconds")).hasValue(600);
  }

  @Test
  void followsACronExpressionOnTheWallClockOfItsZone() {
    ZoneId madrid = ZoneId.of("Europe/Madrid");
    apply(new PingSchedule.ByCron(Cron.parse("0 3 * * *", madrid), madrid), null);
    clock.advance(Duration.ofHours(2).plus(Duration.ofMinutes(2)));
    ping("", "");

    clock.advance(Duration.ofDays(1));
    assertThat(state()).isEqualTo(CheckState.UP);
    clock.advance(Duration.ofMinutes(3));
    assertThat(state()).isEqualTo(CheckState.DOWN);
    assertThat(why()).contains("due at 2026-01-02T02:00:00Z");
  }

  @Test
  void aRestartForgetsNoPingAndWhatWasMissedMeanwhileSaysNothing() {
    every(HOUR, null);
    clock.advance(MINUTE);
    ping("", "");
    clock.advance(Duration.ofMinutes(30));
    restart(Duration.ofSeconds(10));
    assertThat(state()).isEqualTo(CheckState.UP);

    restart(HOUR);
    assertThat(state()).isEqualTo(CheckState.UNKNOWN);
    assertThat(why()).startsWith("we were off when the ping of 2026-01-01T01:01:00Z came");
    clock.advance(HOUR.plus(Duration.ofMinutes(5)));
    assertThat(state()).isEqualTo(CheckState.DOWN);
  }

  private void restart(Duration off) {
    manager.close();
    memory.aliveUntil = clock.instant();
    clock.advance(off);
    pings = new PingBook(memory, clock);
    manager = manager();
    every(HOUR, null);
    clock.advance(MINUTE);
  }

  @Test
  void whoGuessesTokensOrPingsTooOftenIsRefused() {
    every(HOUR, null);
    Signal success = Signal.parse("");
    for (int i = 0; i < 20; i++) {
      Secret guess = Secret.of("guess" + i);
      assertThat(pings.ping(guess, success, "", "192.0.2.1")).isEqualTo(Outcome.UNKNOWN_TOKEN);
      assertThat(pings.ping(TOKEN, success, "", "192.0.2.1")).isEqualTo(Outcome.TAKEN);
    }
    assertThat(pings.ping(Secret.of("x"), success, "", "192.0.2.1")).isEqualTo(Outcome.TOO_MANY);
    assertThat(pings.ping(Secret.of("x"), success, "", "192.0.2.2"))
        .isEqualTo(Outcome.UNKNOWN_TOKEN);
    assertThat(pings.ping(TOKEN, success, "", "192.0.2.3")).isEqualTo(Outcome.TOO_MANY);
    clock.advance(Duration.ofSeconds(1));
    assertThat(pings.ping(TOKEN, success, "", "192.0.2.3")).isEqualTo(Outcome.TAKEN);
    assertThat(pings.refused()).isEqualTo(23);
  }

  @Test
  void aPingThatTheDiskDoesNotKeepCountsAndSaysSo() {
    every(HOUR, null);
    memory.full = true;

    assertThat(ping("", "")).isEqualTo(Outcome.NOT_KEPT);
    assertThat(state()).isEqualTo(CheckState.UP);
  }

  @Test
  void keepsOnlyTheBeginningOfALongMessage() {
    every(HOUR, null);
    ping("fail", "x".repeat(100_000));

    assertThat(why().length()).isLessThan(PingBook.MAX_MESSAGE_CHARS + 50);
  }
}
