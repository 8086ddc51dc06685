package io.atalaya.collect.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.atalaya.collect.check.Observation.Verdict;
import io.atalaya.collect.http.AddressGuard;
import io.atalaya.collect.http.Network;
import io.atalaya.testkit.RecordingSink;
import io.atalaya.testkit.VirtualScheduler;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PauseTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final RecordingSink sink = new RecordingSink();
  private final VirtualScheduler clock = new VirtualScheduler(START);
  private final Kept kept = new Kept();
  private final ScriptedCheck shop = ScriptedCheck.of(CheckBasics.of("shop"));
  private CheckManager manager = manager();

  /** A disk that may fail. */
  private static final class Kept implements Pauses {
    private final Map<String, Instant> paused = new HashMap<>();
    private boolean broken;

    @Override
    public Map<String, Instant> kept() {
      return Map.copyOf(paused);
    }

    @Override
    public void pause(String name, Instant since) throws IOException {
      requireWhole();
      paused.put(name, since);
    }

    @Override
    public void resume(String name) throws IOException {
      requireWhole();
      paused.remove(name);
    }

    private void requireWhole() throws IOException {
      if (broken) {
        throw new IOException("the disk is full");
      }
    }
  }

  private CheckManager manager() {
    Network network = Network.system(AddressGuard.except(Set.of()));
    return new CheckManager(sink, new ProbeContext(network, clock), clock, Map::of, kept);
  }

  @AfterEach
  void close() {
    manager.close();
  }

  private CheckState state() {
    return manager.status("shop").orElseThrow().state();
  }

  private void start() {
    manager.apply(List.of(shop));
    clock.advance(MINUTE);
  }

  @Test
  void aPausedCheckIsNotAskedAndNotDown() throws IOException {
    start();
    shop.becomes(Verdict.DOWN);
    clock.advance(MINUTE);
    assertThat(state()).isEqualTo(CheckState.DOWN);

    assertThat(manager.pause("shop")).isTrue();
    assertThat(state()).isEqualTo(CheckState.PAUSED);
    int before = shop.attempts().get();
    clock.advance(MINUTE.multipliedBy(30));

    assertThat(shop.attempts().get()).isEqualTo(before);
    assertThat(state()).isEqualTo(CheckState.PAUSED);
    assertThat(sink.lastOf("__name__", "check_down", "check", "shop")).hasValue(0);
    assertThat(sink.lastOf("__name__", "check_state", "state", "paused")).hasValue(1);
    assertThat(sink.lastOf("__name__", "check_state", "state", "down")).hasValue(0);
  }

  @Test
  void aResumedCheckIsAskedAtOnceAndJudgedAnew() throws IOException {
    start();
    manager.pause("shop");
    clock.advance(MINUTE.multipliedBy(3));
    int before = shop.attempts().get();

    manager.resume("shop");
    clock.advance(Duration.ofSeconds(1));

    assertThat(shop.attempts().get()).isEqualTo(before + 1);
    assertThat(state()).isEqualTo(CheckState.UP);
  }

  @Test
  void aPauseSurvivesARestartAndAChangeOfTheConfiguration() throws IOException {
    start();
    manager.pause("shop");
    manager.close();
    manager = manager();
    int before = shop.attempts().get();
    start();
    assertThat(state()).isEqualTo(CheckState.PAUSED);
    assertThat(shop.attempts().get()).isEqualTo(before);

    ScriptedCheck changed =
        ScriptedCheck.of(CheckBasics.of("shop").withTimes(MINUTE.multipliedBy(2), MINUTE));
    manager.apply(List.of(changed));
    clock.advance(MINUTE.multipliedBy(5));
    assertThat(state()).isEqualTo(CheckState.PAUSED);
    assertThat(changed.attempts()).hasValue(0);
  }

  @Test
  void aPauseEndsWithItsCheck() throws IOException {
    start();
    manager.pause("shop");
    manager.apply(List.of());
    start();

    assertThat(kept.kept()).isEmpty();
    assertThat(state()).isEqualTo(CheckState.UP);
  }

  @Test
  void aPausedCheckExcusesNobody() throws IOException {
    ScriptedCheck page = ScriptedCheck.of(CheckBasics.of("page").withDependencies("shop"));
    manager.apply(List.of(shop, page));
    clock.advance(MINUTE);
    manager.pause("shop");
    shop.becomes(Verdict.DOWN);
    page.becomes(Verdict.DOWN);
    clock.advance(MINUTE.multipliedBy(2));

    assertThat(manager.status("page").orElseThrow().state()).isEqualTo(CheckState.DOWN);
  }

  @Test
  void aPauseThatCannotBeKeptIsNone() {
    start();
    kept.broken = true;

    assertThatThrownBy(() -> manager.pause("shop")).hasMessageContaining("disk is full");
    assertThat(state()).isEqualTo(CheckState.UP);
  }

  @Test
  void aNameThatNobodyHasIsRefused() throws IOException {
    start();

    assertThat(manager.pause("shopp")).isFalse();
    assertThat(manager.resume("shopp")).isFalse();
  }
}
