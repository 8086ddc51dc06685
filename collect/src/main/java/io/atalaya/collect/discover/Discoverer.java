package io.atalaya.collect.discover;

import io.atalaya.model.Scheduler;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Keeps the target groups of one job up to date: all its discoveries together. */
public final class Discoverer implements AutoCloseable {
  private final List<Discovery> discoveries;
  private final TargetFileParser fileParser;
  private final Scheduler scheduler;
  private final Consumer<List<TargetGroup>> changed;
  private final List<Watch> watches = new ArrayList<>();
  private volatile List<TargetGroup> groups = List.of();
  private volatile boolean closed;

  /** One discovery that runs. */
  private interface Watch {
    List<TargetGroup> groups();
  }

  /**
   * A discoverer that does nothing before {@link #start}.
   *
   * @param changed is called, on some thread, with all groups whenever they have changed
   */
  public Discoverer(
      List<Discovery> discoveries,
      TargetFileParser fileParser,
      Scheduler scheduler,
      Consumer<List<TargetGroup>> changed) {
    this.discoveries = List.copyOf(discoveries);
    this.fileParser = fileParser;
    this.scheduler = scheduler;
    this.changed = changed;
  }

  /** Looks for the first time and goes on looking; gives what is found at once. */
  public List<TargetGroup> start() {
    for (Discovery discovery : discoveries) {
      watches.add(
          switch (discovery) {
            case Discovery.Static fixed -> fixed::groups;
            case Discovery.Files files -> watch(files);
          });
    }
    groups = collect();
    return groups;
  }

  private Watch watch(Discovery.Files files) {
    TargetFiles reader = new TargetFiles(files.patterns(), fileParser);
    reader.refresh();
    scheduleRefresh(files, reader);
    return reader::groups;
  }

  private void scheduleRefresh(Discovery.Files files, TargetFiles reader) {
    scheduler.at(
        scheduler.instant().plus(files.refreshInterval()),
        "read target files",
        () -> {
          if (closed) {
            return;
          }
          if (reader.refresh()) {
            groups = collect();
            changed.accept(groups);
          }
          scheduleRefresh(files, reader);
        });
  }

  private List<TargetGroup> collect() {
    return watches.stream().flatMap(w -> w.groups().stream()).toList();
  }

  /** What was found last. */
  public List<TargetGroup> groups() {
    return groups;
  }

  @Override
  public void close() {
    closed = true;
  }
}
