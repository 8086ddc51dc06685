package io.atalaya.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.atalaya.store.disk.HostileDisk;
import io.atalaya.store.disk.HostileDisk.Fault;
import io.atalaya.testkit.VirtualScheduler;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The disk misbehaves at every call that a store makes in its life: while it writes its log, cuts
 * blocks, merges them, drops old ones, deletes, makes a snapshot, and starts again. Whatever
 * happens, what was acknowledged is there and nothing else.
 *
 * <p>By default every {@value #DEFAULT_STRIDE}th call is tried, {@code -Datalaya.store.stride=1}
 * tries all.
 */
class DiskMatrixTest {
  private static final int DEFAULT_STRIDE = 797;
  private static final int STRIDE = Integer.getInteger("atalaya.store.stride", DEFAULT_STRIDE);
  private static final Path DIRECTORY = Path.of("/data");
  private static final long T0 = Instant.parse("2026-03-01T10:00:00Z").toEpochMilli();
  private static final int STEPS = 150;
  private static final Duration STEP = Duration.ofMinutes(1);
  private static final StoreOptions OPTIONS =
      StoreOptions.defaults()
          .withSegmentBytes(400)
          .withBlockRange(Duration.ofMinutes(2))
          .withLateWindow(Duration.ofMinutes(3))
          .withRetention(Duration.ofMinutes(121))
          .withFsyncInterval(Duration.ofMinutes(2));

  /** What goes wrong at a call. */
  enum Misfortune {
    CALL_FAILS,
    WRITE_IS_TORN,
    WRITE_IS_SHORT,
    DISK_FAILS_FOR_A_WHILE,
    DISK_IS_FULL_FOR_A_WHILE,
    PROCESS_DIES,
    MACHINE_DIES,
    /** First the process; the machine after another one has read what was there. */
    PROCESS_AND_THEN_MACHINE_DIE
  }

  /** One life of a store, from an empty disk to its last start. */
  private static final class Life {
    private final HostileDisk disk;
    private final Misfortune misfortune;
    private final long atCall;
    private final Journal journal = new Journal();
    private VirtualScheduler clock = new VirtualScheduler(Instant.ofEpochMilli(T0));
    private Tsdb db;

    /** The step in which it happened, or -1. */
    private int struckIn = -1;

    Life(Misfortune misfortune, long atCall) throws IOException {
      this.misfortune = misfortune;
      this.atCall = atCall;
      disk = new HostileDisk(atCall);
      switch (misfortune) {
        case CALL_FAILS -> disk.failAt(atCall, Fault.ERROR);
        case WRITE_IS_TORN -> disk.failAt(atCall, Fault.TORN_WRITE);
        case WRITE_IS_SHORT -> disk.failAt(atCall, Fault.SHORT_WRITE);
        case DISK_FAILS_FOR_A_WHILE, PROCESS_DIES, MACHINE_DIES, PROCESS_AND_THEN_MACHINE_DIE ->
            disk.failFrom(atCall);
        case DISK_IS_FULL_FOR_A_WHILE -> disk.fullFrom(atCall);
      }
      db = openAtLast();
    }

    private Tsdb open() throws IOException {
      clock = new VirtualScheduler(clock.instant());
      return Tsdb.open(DIRECTORY, OPTIONS, clock, disk);
    }

    /** Opens; if the disk does not let it, once more when it does. */
    private Tsdb openAtLast() throws IOException {
      try {
        return open();
      } catch (IOException e) {
        disk.heal();
        crash();
        return open();
      }
    }

    private void crash() {
      if (misfortune == Misfortune.MACHINE_DIES) {
        disk.crashMachine();
        journal.machineDied();
      } else {
        disk.crashProcess();
      }
    }

    private long horizon() {
      return clock.millis() - OPTIONS.retention().toMillis();
    }

    void run() throws IOException {
      for (int step = 0; step < STEPS; step++) {
        step(step);
        if (struckIn < 0 && disk.calls() >= atCall) {
          struckIn = step;
        }
        endMisfortune(step);
        if (step % 9 == 0) {
          journal.check(db, horizon());
        }
      }
      journal.check(db, horizon());
      disk.heal();
      crash();
      db = open();
      journal.check(db, horizon());
      assertThat(db.damagedBlocks()).isEmpty();
    }

    private void step(int step) throws IOException {
      clock.advance(STEP);
      long now = clock.millis();
      journal.append(db, now - step % 3, step % 4 == 0);
      if (step % 5 == 4) {
        journal.append(db, now - 100_000, false);
      }
      if (step % 30 == 25) {
        journal.delete(db, step % 4, now - 1_200_000, now - 600_000);
      }
      if (step == 60) {
        snapshot();
      }
      if (step == 75) {
        clean();
      }
    }

    private void snapshot() throws IOException {
      Path copy = DIRECTORY.resolve("copy");
      try {
        db.snapshot(copy, true);
      } catch (IOException e) {
        return;
      }
      VirtualScheduler then = new VirtualScheduler(clock.instant());
      try (Tsdb opened = Tsdb.open(copy, OPTIONS, then, disk)) {
        journal.check(opened, horizon());
      } catch (IOException e) {
        assertThat(disk.calls()).isGreaterThanOrEqualTo(atCall);
      }
    }

    private void clean() {
      try {
        db.cleanTombstones();
      } catch (IOException e) {
        assertThat(disk.calls()).isGreaterThanOrEqualTo(atCall);
      }
    }

    /** A dead process or machine starts at once, a disk is mended three steps later. */
    private void endMisfortune(int step) throws IOException {
      boolean dies =
          switch (misfortune) {
            case PROCESS_DIES, MACHINE_DIES, PROCESS_AND_THEN_MACHINE_DIE -> true;
            case CALL_FAILS,
                WRITE_IS_TORN,
                WRITE_IS_SHORT,
                DISK_FAILS_FOR_A_WHILE,
                DISK_IS_FULL_FOR_A_WHILE ->
                false;
          };
      if (struckIn == step && dies) {
        disk.heal();
        crash();
        db = open();
        journal.started();
        journal.check(db, horizon());
      } else if (struckIn >= 0 && struckIn == step - 3) {
        disk.heal();
        int refused = journal.refused();
        clock.advance(STEP);
        journal.append(db, clock.millis(), true);
        assertThat(journal.refused()).as("recovers by itself").isEqualTo(refused);
        machineDiesToo();
      }
    }

    private void machineDiesToo() throws IOException {
      if (misfortune == Misfortune.PROCESS_AND_THEN_MACHINE_DIE) {
        disk.crashMachine();
        journal.machineDied();
        db = open();
        journal.check(db, horizon());
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatWasAcknowledgedIsThereAndNothingElse(Misfortune misfortune) throws IOException {
    Life undisturbed = new Life(misfortune, Long.MAX_VALUE);
    undisturbed.run();
    long calls = undisturbed.disk.calls();
    assertThat(undisturbed.journal.refused()).isZero();
    int lives = 0;
    for (long call = 1; call <= calls; call += STRIDE) {
      live(misfortune, call);
      lives++;
    }
    System.out.printf("%s: %d lives, %d calls each%n", misfortune, lives, calls);
  }

  private static void live(Misfortune misfortune, long call) throws IOException {
    try {
      new Life(misfortune, call).run();
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError(misfortune + " at call " + call, e);
    }
  }
}
