package io.atalaya.server.cli;

import io.atalaya.store.Tsdb;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;

/** {@code tsdb snapshot}: a copy of a store that takes next to no space. */
final class TsdbSnapshotCommand implements Command {
  private final Surroundings surroundings;

  TsdbSnapshotCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public CommandSpec spec() {
    CommandSpec spec = Options.command("snapshot", "Make a copy of a store that shares its files.");
    StoreAccess.addData(spec);
    spec.addPositional(Options.files("DIR", "1", "Directory of the copy, on the same disk."));
    return spec;
  }

  @Override
  public int run(Arguments arguments) {
    Path target = arguments.files().getFirst();
    try (Tsdb store = StoreAccess.open(surroundings, StoreAccess.directory(arguments))) {
      store.snapshot(target, true);
      surroundings.out().println("wrote " + target);
      return ExitCode.OK.code();
    } catch (FileAlreadyExistsException e) {
      throw new CliException(
          ExitCode.UNAVAILABLE, target + " is a store already; name another directory", e);
    } catch (IOException e) {
      throw StoreAccess.failed("the snapshot cannot be made", e);
    }
  }
}
