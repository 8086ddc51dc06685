package io.atalaya.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.atalaya.model.Labels;
import io.atalaya.model.Matcher;
import io.atalaya.model.SampleBatch;
import io.atalaya.model.SampleGroup;
import io.atalaya.model.SinkUnavailableException;
import io.atalaya.store.disk.HostileDisk;
import io.atalaya.store.disk.HostileDisk.Fault;
import io.atalaya.testkit.VirtualScheduler;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A disk that fails at every call in turn; what was acknowledged must never be missing. */
class FaultTest {
  private static final Path DIRECTORY = Path.of("/data");
  private static final long T0 = Instant.parse("2026-03-01T10:00:00Z").toEpochMilli();

  /** How many calls of the disk lie between two that fail; 1 has each of them fail. */
  private static final int STRIDE = Integer.getInteger("atalaya.store.stride", 5);

  private static final int BATCHES = 16;
  private static final int SERIES = 3;
  private static final StoreOptions OPTIONS =
      StoreOptions.defaults()
          .withSegmentBytes(150)
          .withBlockRange(Duration.ofMinutes(2))
          .withLateWindow(Duration.ofMinutes(10))
          .withFsyncInterval(Duration.ofMinutes(1));

  /** A sender that keeps a journal of what it sent and what was acknowledged. */
  private static final class Sender {
    final Set<Long> sent = new HashSet<>();
    final Set<Long> acknowledged = new HashSet<>();
    final Set<Long> durable = new HashSet<>();

    void send(Tsdb db, long time) {
      SampleGroup group = db.open("t", "target");
      SampleBatch batch = new SampleBatch(time);
      for (int i = 0; i < SERIES; i++) {
        batch.add(group.register(Labels.of("__name__", "m", "i", "" + i)), time + i);
      }
      boolean mustBeDurable = time % 3 == 0;
      if (mustBeDurable) {
        batch.requireDurable();
      }
      sent.add(time);
      try {
        assertThat(group.append(batch).appended()).isEqualTo(SERIES);
        acknowledged.add(time);
        if (mustBeDurable) {
          durable.add(time);
        }
      } catch (SinkUnavailableException e) {
        assertThat(e).hasMessageContaining("Input/output error");
      }
    }

    /** Whole batches only, all that must be there, and nothing that was not sent. */
    void check(Tsdb db, Set<Long> mustBeThere) {
      Set<Long> found = new HashSet<>();
      List<String> lines =
          Model.select(
              db, "t", List.of(Matcher.equal("__name__", "m")), Long.MIN_VALUE, Long.MAX_VALUE);
      for (String line : lines) {
        String samples = line.substring(line.indexOf('[') + 1, line.length() - 1);
        Set<Long> times = new HashSet<>();
        for (String sample : samples.split(", ")) {
          times.add(Long.parseLong(sample.substring(sample.indexOf('@') + 1)));
        }
        assertThat(found.isEmpty() ? times : found).isEqualTo(times);
        found = times;
      }
      assertThat(found).containsAll(mustBeThere);
      assertThat(sent).containsAll(found);
    }
  }

  private static final class Machine {
    final HostileDisk disk;
    VirtualScheduler clock = new VirtualScheduler(Instant.ofEpochMilli(T0));
    final MemoryBlocks blocks = new MemoryBlocks(OPTIONS, () -> false);

    Machine(long seed) {
      disk = new HostileDisk(seed);
    }

    Tsdb open() throws IOException {
      clock = new VirtualScheduler(clock.instant());
      return Tsdb.open(DIRECTORY, OPTIONS, clock, disk, blocks);
    }

    /** Opens, if need be twice: the fault may hit the first attempt. */
    Tsdb openAtLast() throws IOException {
      try {
        return open();
      } catch (IOException e) {
        disk.heal();
        disk.crashProcess();
        return open();
      }
    }

    void work(Sender sender) throws IOException {
      Tsdb db = openAtLast();
      for (int i = 0; i < BATCHES; i++) {
        if (i == BATCHES / 2) {
          disk.crashProcess();
          db = openAtLast();
        }
        clock.advance(Duration.ofMinutes(4));
        sender.send(db, clock.millis());
      }
      sender.check(db, sender.acknowledged);
    }
  }

  @ParameterizedTest
  @EnumSource
  void noCallOfTheDiskThatFailsLosesWhatWasAcknowledged(Fault fault) throws IOException {
    Machine counting = new Machine(0);
    counting.work(new Sender());
    long calls = counting.disk.calls();
    assertThat(calls).isGreaterThan(100);
    for (long call = 1; call <= calls; call += STRIDE) {
      Machine machine = new Machine(call);
      Sender sender = new Sender();
      machine.disk.failAt(call, fault);
      machine.work(sender);
      machine.disk.heal();
      machine.disk.crashProcess();
      sender.check(machine.open(), sender.acknowledged);
    }
  }

  @Test
  void whatWasMadeDurableSurvivesTheMachineWhicheverCallFailedBefore() throws IOException {
    Machine counting = new Machine(0);
    counting.work(new Sender());
    for (long call = 1; call <= counting.disk.calls(); call += STRIDE) {
      Machine machine = new Machine(call);
      Sender sender = new Sender();
      machine.disk.failAt(call, Fault.ERROR);
      machine.work(sender);
      machine.disk.heal();
      machine.disk.crashMachine();
      sender.check(machine.open(), sender.durable);
    }
  }

  @Test
  void aFullDiskStopsAppendsButNotQueriesAndSpaceBringsThemBack() throws IOException {
    Machine machine = new Machine(0);
    Tsdb db = machine.open();
    Sender sender = new Sender();
    sender.send(db, T0);
    machine.disk.limitSpace(machine.disk.usedBytes() + 10);
    SampleGroup group = db.open("t", "target");
    long ref = group.register(Labels.of("__name__", "n"));
    List<Long> refused = new ArrayList<>();
    for (int i = 1; i <= 10; i++) {
      SampleBatch batch = new SampleBatch(T0 + i);
      batch.add(ref, 0.1 * i);
      assertThatThrownBy(() -> group.append(batch))
          .isInstanceOf(SinkUnavailableException.class)
          .hasMessageContaining("No space left")
          .hasMessageContaining("Queries go on");
      refused.add(T0 + i);
    }
    sender.check(db, sender.acknowledged);
    machine.disk.heal();
    sender.send(db, T0 + 60_000);
    assertThat(sender.acknowledged).contains(T0 + 60_000).doesNotContainAnyElementsOf(refused);
    machine.disk.crashProcess();
    Tsdb again = machine.open();
    sender.check(again, sender.acknowledged);
    assertThat(Model.select(again, "t", List.of(Matcher.equal("__name__", "n")), 0, T0 * 2))
        .isEmpty();
  }
}
