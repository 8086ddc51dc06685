package io.atalaya.store.block;

import static org.assertj.core.api.Assertions.assertThat;

import io.atalaya.model.Labels;
import io.atalaya.model.SeriesSelection;
import io.atalaya.model.TimeColumn;
import io.atalaya.store.disk.HostileDisk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MergeTest {
  private static final Path DIRECTORY = Path.of("/data/blocks");
  private static final long T0 = 1_790_000_000_000L;
  private static final long RANGE = 600_000;
  private static final SeriesSelection ALL =
      SeriesSelection.of("t", List.of(), Long.MIN_VALUE, Long.MAX_VALUE);

  /** Forty rows of some series, others in every block. */
  private static Lists sample(int block, long shift) {
    Random random = new Random(block);
    Lists lists = new Lists();
    long start = T0 + block * RANGE;
    TimeColumn times =
        new TimeColumn(
            IntStream.range(0, 40).mapToLong(i -> start + shift + i * 15_000L).toArray(), 40);
    for (int i = 0; i < 12; i++) {
      if (random.nextInt(3) > 0) {
        int from = random.nextInt(3) == 0 ? random.nextInt(40) : 0;
        lists.add(
            Labels.of("__name__", "m" + i % 2, "i", "" + i),
            times,
            from,
            40,
            random.doubles(40).toArray());
      }
    }
    return lists;
  }

  private static Blocks filled(HostileDisk disk) throws IOException {
    Blocks blocks = Blocks.open(disk, DIRECTORY);
    for (int i = 0; i < 5; i++) {
      long from = T0 + i * RANGE;
      blocks.add(sample(i, 0).cut("t", from, from + RANGE, i));
    }
    blocks.add(sample(2, 7_000).cut("t", T0 + 2 * RANGE, T0 + 3 * RANGE, 9));
    return blocks;
  }

  @Test
  void oneBlockOfSeveralAnswersAsTheyDid() throws IOException {
    HostileDisk disk = new HostileDisk(1);
    Blocks blocks = filled(disk);
    List<String> before = Lists.select(blocks, ALL);
    blocks.merge(blocks.list());
    assertThat(Lists.select(blocks, ALL)).isEqualTo(before);
    assertThat(blocks.list()).hasSize(1);
    assertThat(disk.list(DIRECTORY)).containsExactly(blocks.list().getFirst().fileName());
    Blocks again = Blocks.open(disk, DIRECTORY);
    assertThat(Lists.select(again, ALL)).isEqualTo(before);
  }

  @Test
  void mergingTheMergedChangesNothing() throws IOException {
    HostileDisk disk = new HostileDisk(1);
    Blocks blocks = filled(disk);
    List<String> before = Lists.select(blocks, ALL);
    blocks.merge(blocks.list().subList(0, 3));
    blocks.merge(blocks.list());
    List<BlockInfo> once = blocks.list();
    blocks.merge(once);
    assertThat(blocks.list()).isEqualTo(once);
    assertThat(Lists.select(blocks, ALL)).isEqualTo(before);
  }

  @Test
  void aFaultAtAnyCallLosesNoSample() throws IOException {
    for (int call = 1; ; call++) {
      HostileDisk disk = new HostileDisk(call);
      Blocks blocks = filled(disk);
      List<String> before = Lists.select(blocks, ALL);
      disk.failAt(disk.calls() + call, HostileDisk.Fault.ERROR);
      boolean failed = false;
      try {
        blocks.merge(blocks.list());
      } catch (IOException e) {
        failed = true;
      }
      disk.heal();
      assertThat(Lists.select(blocks, ALL)).isEqualTo(before);
      disk.crashMachine();
      Blocks again = Blocks.open(disk, DIRECTORY);
      assertThat(again.damaged()).isEmpty();
      assertThat(Lists.select(again, ALL)).isEqualTo(before);
      if (!failed) {
        return;
      }
    }
  }

  @Test
  void aDroppedBlockIsGoneFromTheDisk() throws IOException {
    HostileDisk disk = new HostileDisk(1);
    Blocks blocks = filled(disk);
    long size = blocks.sizeBytes();
    blocks.drop(blocks.list().getFirst());
    assertThat(blocks.list()).hasSize(5);
    assertThat(disk.list(DIRECTORY)).hasSize(5);
    assertThat(blocks.sizeBytes()).isLessThan(size).isEqualTo(disk.usedBytes());
  }
}
