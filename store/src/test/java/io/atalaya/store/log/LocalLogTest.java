package io.atalaya.store.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.atalaya.store.disk.HostileDisk;
import io.atalaya.store.disk.HostileDisk.Fault;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class LocalLogTest {
  private static final Path WAL = Path.of("/wal");

  private final HostileDisk disk = new HostileDisk(1);

  /** Frames of a text each, and where segments began. */
  private static final class Texts implements FrameReader {
    final List<String> read = new ArrayList<>();
    final List<Long> positions = new ArrayList<>();
    int parts;

    @Override
    public void part(long sequence) {
      parts++;
    }

    @Override
    public void frame(long position, FrameInput payload) throws MalformedFrameException {
      read.add(payload.readText());
      positions.add(position);
    }
  }

  private LocalLog open(Texts texts, long segmentBytes) throws IOException {
    LocalLog log = LocalLog.open(disk, WAL, segmentBytes);
    log.replay(texts);
    return log;
  }

  private static long append(LocalLog log, String text) throws IOException {
    log.part();
    Frame frame = new Frame();
    frame.putText(text);
    return log.append(frame);
  }

  private List<String> reread() throws IOException {
    Texts texts = new Texts();
    open(texts, 1 << 20).close();
    return texts.read;
  }

  private static Path segment(long sequence) {
    return WAL.resolve(Segment.name(sequence));
  }

  @Test
  void readsBackInOrderWithTheSamePositionsAcrossSegments() throws IOException {
    LocalLog log = open(new Texts(), 60);
    List<Long> positions = new ArrayList<>();
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      texts.add("frame " + i);
      positions.add(append(log, "frame " + i));
    }
    log.close();
    Texts read = new Texts();
    open(read, 60);
    assertThat(read.read).isEqualTo(texts);
    assertThat(read.positions).isEqualTo(positions);
    assertThat(read.parts).isGreaterThan(5);
  }

  @Test
  void aTailTornAtAnyByteLosesOnlyTheFrameItIsIn() throws IOException {
    LocalLog log = open(new Texts(), 1 << 20);
    List<Integer> ends = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      ends.add((int) append(log, "frame".repeat(i)));
    }
    log.close();
    byte[] whole = disk.content(segment(1));
    for (int length = 0; length <= whole.length; length++) {
      disk.setContent(segment(1), Arrays.copyOf(whole, length));
      int size = length;
      long complete = ends.stream().filter(end -> end <= size).count();
      assertThat(reread()).hasSize((int) complete);
      if (length < Segment.HEADER) {
        disk.create(segment(1));
      }
    }
  }

  @Test
  void zerosBehindTheLastFrameAreATornTailToo() throws IOException {
    LocalLog log = open(new Texts(), 1 << 20);
    append(log, "one");
    log.close();
    byte[] whole = disk.content(segment(1));
    disk.setContent(segment(1), Arrays.copyOf(whole, whole.length + 100));
    assertThat(reread()).containsExactly("one");
    assertThat(disk.content(segment(1))).isEqualTo(whole);
  }

  @Test
  void whatFollowsDamageInASegmentIsSetAsideAndToldAndTheNextSegmentIsRead() throws IOException {
    LocalLog log = open(new Texts(), 80);
    for (int i = 0; i < 8; i++) {
      append(log, "a longer text " + i);
    }
    log.close();
    byte[] damaged = disk.content(segment(1));
    damaged[Segment.HEADER + 10] ^= 1;
    disk.setContent(segment(1), damaged);
    Texts texts = new Texts();
    ReplayReport report = LocalLog.open(disk, WAL, 80).replay(texts);
    assertThat(report.problems()).hasSize(1);
    assertThat(report.problems().getFirst()).contains("damaged");
    assertThat(texts.read).startsWith("a longer text 3").hasSize(5);
    assertThat(disk.content(WAL.resolve(Segment.name(1) + ".damaged"))).isEqualTo(damaged);
    assertThat(LocalLog.open(disk, WAL, 80).replay(new Texts()).problems()).isEmpty();
  }

  @Test
  void damageBeforeGoodFramesIsNoTornTailEvenIfItsLengthReachesBeyondTheEnd() throws IOException {
    LocalLog log = open(new Texts(), 1 << 20);
    append(log, "one");
    long end = append(log, "two");
    append(log, "three");
    log.close();
    byte[] damaged = disk.content(segment(1));
    int lengthOfTwo = (int) end - "two".length() - 1 - Frame.HEADER;
    damaged[lengthOfTwo + 2] = 0x7f;
    disk.setContent(segment(1), damaged);
    Texts texts = new Texts();
    ReplayReport report = LocalLog.open(disk, WAL, 80).replay(texts);
    assertThat(texts.read).containsExactly("one");
    assertThat(report.problems()).hasSize(1);
    assertThat(disk.content(WAL.resolve(Segment.name(1) + ".damaged"))).isEqualTo(damaged);
  }

  @Test
  void aSegmentWithAForeignHeaderIsSetAside() throws IOException {
    LocalLog log = open(new Texts(), 1 << 20);
    append(log, "one");
    log.close();
    byte[] foreign = disk.content(segment(1));
    foreign[4] = 9;
    disk.setContent(segment(1), foreign);
    Texts texts = new Texts();
    ReplayReport report = LocalLog.open(disk, WAL, 80).replay(texts);
    assertThat(texts.read).isEmpty();
    assertThat(report.problems().getFirst()).contains("header");
    assertThat(disk.content(WAL.resolve(Segment.name(1) + ".damaged"))).isEqualTo(foreign);
  }

  @Test
  void aShortWriteIsContinued() throws IOException {
    LocalLog log = open(new Texts(), 1 << 20);
    append(log, "one");
    disk.failAt(disk.calls() + 1, Fault.SHORT_WRITE);
    append(log, "a text that is written in two parts");
    log.close();
    assertThat(reread()).containsExactly("one", "a text that is written in two parts");
  }

  @Test
  void goesOnInAnotherSegmentAfterAFailedWrite() throws IOException {
    LocalLog log = open(new Texts(), 1 << 20);
    append(log, "one");
    long part = log.part();
    disk.failAt(disk.calls() + 1, Fault.TORN_WRITE);
    assertThatThrownBy(() -> append(log, "two")).isInstanceOf(IOException.class);
    append(log, "three");
    assertThat(log.part()).isNotEqualTo(part);
    log.close();
    assertThat(reread()).containsExactly("one", "three");
  }

  @Test
  void neverSaysDurableAboutWhatAFailedSyncLeftBehind() throws IOException {
    LocalLog log = open(new Texts(), 1 << 20);
    long one = append(log, "one");
    disk.failAt(disk.calls() + 1, Fault.ERROR);
    assertThatThrownBy(() -> log.sync(one)).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> log.sync(one)).isInstanceOf(IOException.class);
    long two = append(log, "two");
    log.sync(two);
    disk.crashMachine();
    assertThat(reread()).contains("two");
  }

  @Test
  void whatWasSyncedSurvivesTheMachine() throws IOException {
    for (int seed = 0; seed < 50; seed++) {
      HostileDisk machine = new HostileDisk(seed);
      LocalLog log = LocalLog.open(machine, WAL, 100);
      log.replay(new Texts());
      for (int i = 0; i < 10; i++) {
        append(log, "durable " + i);
      }
      log.sync(log.end());
      for (int i = 0; i < 10; i++) {
        append(log, "perhaps " + i);
      }
      machine.crashMachine();
      Texts texts = new Texts();
      LocalLog.open(machine, WAL, 100).replay(texts);
      assertThat(texts.read).hasSizeGreaterThanOrEqualTo(10);
      for (int i = 0; i < 10; i++) {
        assertThat(texts.read.get(i)).isEqualTo("durable " + i);
      }
    }
  }

  @Test
  void whatAKilledProcessLeftIsOnTheDiskOnceTheNextHasReadIt() throws IOException {
    for (int seed = 0; seed < 20; seed++) {
      HostileDisk machine = new HostileDisk(seed);
      LocalLog log = LocalLog.open(machine, WAL, 1 << 20);
      log.replay(new Texts());
      append(log, "one");
      append(log, "two");
      machine.crashProcess();
      LocalLog.open(machine, WAL, 1 << 20).replay(new Texts());
      machine.crashMachine();
      Texts texts = new Texts();
      LocalLog.open(machine, WAL, 1 << 20).replay(texts);
      assertThat(texts.read).containsExactly("one", "two");
    }
  }
}
