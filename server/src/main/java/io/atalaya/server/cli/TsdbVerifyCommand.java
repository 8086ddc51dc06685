package io.atalaya.server.cli;

import io.atalaya.model.SeriesSamples;
import io.atalaya.model.SeriesSelection;
import io.atalaya.model.SeriesSet;
import io.atalaya.model.StorageException;
import io.atalaya.store.Tsdb;
import io.atalaya.store.block.BlockInfo;
import io.atalaya.store.downsample.Resolution;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
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
      List<BlockInfo> blocks = List.copyOf(store.blocks());
      Map<Resolution, List<BlockInfo>> aggregates = Map.copyOf(store.aggregateBlocks());
      int steps = blocks.size() + aggregates.values().stream().mapToInt(List::size).sum();
      Progress progress =
          new Progress(surroundings.err(), surroundings.scheduler(), "blocks", steps);
      for (BlockInfo block : blocks) {
        progress.step(read(block, store::select));
      }
      aggregates.forEach(
          (resolution, ofResolution) ->
              ofResolution.forEach(
                  block -> progress.step(read(block, all -> store.aggregates(resolution, all)))));
      return report(store);
    } catch (IOException e) {
      throw StoreAccess.failed("the store could not be closed", e);
    }
  }

  private int report(Tsdb store) {
    store
        .damagedBlocks()
        .forEach(b -> surroundings.out().println("damaged: " + b.fileName() + ": " + b.why()));
    int damaged = store.damagedBlocks().size();
    int well =
        store.blocks().size()
            + store.aggregateBlocks().values().stream().mapToInt(List::size).sum();
    surroundings.out().println(well + " blocks are well, " + damaged + " damaged");
    return (damaged == 0 ? ExitCode.OK : ExitCode.DEGRADED).code();
  }

  /** Reads what lies in the time of a block; what is damaged is told by the store. */
  private static long read(BlockInfo block, Function<SeriesSelection, SeriesSet> store) {
    SeriesSelection all =
        SeriesSelection.of(block.tenant(), List.of(), block.firstMillis(), block.lastMillis());
    SeriesSamples samples = new SeriesSamples();
    long count = 0;
    try (SeriesSet found = store.apply(all)) {
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
