package io.atalaya.server.cli;

import io.atalaya.model.SeriesSamples;
import io.atalaya.model.SeriesSelection;
import io.atalaya.model.SeriesSet;
import io.atalaya.model.StorageException;
import io.atalaya.store.Tsdb;
import io.atalaya.store.block.BlockInfo;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** {@code tsdb verify}: reads everything, so that damage is found before somebody needs it. */
final class TsdbVerifyCommand implements Command {
  private final Surroundings surroundings;

  TsdbVerifyCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Options.command("verify", "Read every block to the end; damaged ones are set aside.");
    StoreAccess.addData(spec);
    return spec;
  }

  @Override
  public int run(Arguments arguments) {
    try (Tsdb store = StoreAccess.open(surroundings, StoreAccess.directory(arguments))) {
      List<BlockInfo> blocks = new ArrayList<>(store.blocks());
      Progress progress =
          new Progress(surroundings.err(), surroundings.scheduler(), "blocks", blocks.size());
      for (BlockInfo block : blocks) {
        progress.step(read(store, block));
      }
      store
          .damagedBlocks()
          .forEach(b -> surroundings.out().println("damaged: " + b.fileName() + ": " + b.why()));
      int damaged = store.damagedBlocks().size();
      surroundings
          .out()
          .println(store.blocks().size() + " blocks are well, " + damaged + " damaged");
      return (damaged == 0 ? ExitCode.OK : ExitCode.DEGRADED).code();
    } catch (IOException e) {
      throw StoreAccess.failed("the store could not be closed", e);
    }
  }

  /** Reads what lies in the time of a block; what is damaged is told by the store. */
  private static long read(Tsdb store, BlockInfo block) {
    SeriesSelection all =
        SeriesSelection.of(block.tenant(), List.of(), block.firstMillis(), block.lastMillis());
    SeriesSamples samples = new SeriesSamples();
    long count = 0;
    try (SeriesSet found = store.select(all)) {
      for (int i = 0; i < found.size(); i++) {
        found.read(i, samples);
        count += samples.size();
      }
    } catch (StorageException e) {
      return count;
    }
    return count;
  }
}
