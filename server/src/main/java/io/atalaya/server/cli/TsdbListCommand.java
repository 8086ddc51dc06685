package io.atalaya.server.cli;

import io.atalaya.model.PromDuration;
import io.atalaya.store.Tsdb;
import io.atalaya.store.block.BlockInfo;
import io.atalaya.store.block.DamagedBlock;
import java.io.IOException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** {@code tsdb list}: the blocks of a store. */
final class TsdbListCommand implements Command {
  private final Surroundings surroundings;

  TsdbListCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public CommandSpec spec() {
    CommandSpec spec = Options.command("list", "List the blocks of a data directory.");
    StoreAccess.addDataOrWord(spec);
    StoreAccess.addReadable(spec);
    return spec;
  }

  @Override
  public int run(Arguments arguments) {
    try (Tsdb store = StoreAccess.open(surroundings, StoreAccess.directoryOrWord(arguments))) {
      print("BLOCK", "OF", "FIRST", "LAST", "DURATION", "SAMPLES", "CHUNKS", "SERIES", "BYTES");
      print(store, "samples", store.blocks());
      store
          .aggregateBlocks()
          .forEach((resolution, blocks) -> print(store, resolution.text(), blocks));
      List<DamagedBlock> damaged = store.damagedBlocks();
      damaged.forEach(b -> surroundings.err().println("damaged: " + b.fileName() + ": " + b.why()));
      return (damaged.isEmpty() ? ExitCode.OK : ExitCode.DEGRADED).code();
    } catch (IOException e) {
      throw StoreAccess.failed("the store could not be closed", e);
    }
  }

  private void print(Tsdb store, String what, List<BlockInfo> blocks) {
    blocks.stream()
        .sorted(Comparator.comparingLong(BlockInfo::firstMillis))
        .forEach(
            block ->
                print(
                    block.id(),
                    what,
                    Instant.ofEpochMilli(block.firstMillis()),
                    Instant.ofEpochMilli(block.lastMillis()),
                    PromDuration.format(block.toMillis() - block.fromMillis()),
                    block.samples(),
                    block.chunks(),
                    block.series(),
                    store.blockBytes(block)));
  }

  private void print(Object... columns) {
    surroundings.out().printf("%-32s  %-7s  %-24s  %-24s  %8s  %12s  %9s  %9s  %12s%n", columns);
  }
}
