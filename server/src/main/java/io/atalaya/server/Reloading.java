package io.atalaya.server;

import io.atalaya.model.Scheduler;
import io.atalaya.server.config.LoadResult;
import io.atalaya.server.config.yaml.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads the configuration anew: on SIGHUP, on {@code POST /-/reload}, and when a file of it has
 * changed. One that has errors is reported, and the running one goes on.
 */
final class Reloading {
  private static final Logger log = LoggerFactory.getLogger(Reloading.class);

  private final Supplier<LoadResult> loader;
  private final Scheduler scheduler;
  private final Duration lookEvery;
  private List<Path> watched;
  private Map<Path, Stamp> seen;
  private @Nullable Server server;

  /** What tells one content of a file from another without reading it. */
  private record Stamp(FileTime modified, long size) {
    static final Stamp MISSING = new Stamp(FileTime.fromMillis(0), -1);

    static Stamp of(Path file) {
      try {
        return new Stamp(Files.getLastModifiedTime(file), Files.size(file));
      } catch (IOException e) {
        return MISSING;
      }
    }
  }

  /**
   * Reloading that has not begun.
   *
   * @param loader loads the configuration as it is now
   * @param lookEvery how often the files are looked at
   * @param watched files and directories of the running one
   */
  Reloading(
      Supplier<LoadResult> loader, Scheduler scheduler, Duration lookEvery, List<Path> watched) {
    this.lookEvery = lookEvery;
    this.loader = loader;
    this.scheduler = scheduler;
    this.watched = watched;
    seen = stamps(watched);
  }

  /** Watches the files for a server from now on. */
  synchronized void begin(Server started) {
    server = started;
    lookAgain();
  }

  private void lookAgain() {
    scheduler.at(scheduler.instant().plus(lookEvery), "configuration files", this::look);
  }

  private void look() {
    if (changed()) {
      log.info("a file of the configuration has changed");
      reload();
    }
    lookAgain();
  }

  private synchronized boolean changed() {
    return !stamps(watched).equals(seen);
  }

  private static Map<Path, Stamp> stamps(List<Path> files) {
    Map<Path, Stamp> stamps = new TreeMap<>();
    files.forEach(file -> stamps.put(file, Stamp.of(file)));
    return stamps;
  }

  /** Loads and applies; gives what is wrong, nothing if the files are now what runs. */
  synchronized List<String> reload() {
    Server running = server;
    if (running == null) {
      return List.of("the server is still starting");
    }
    Map<Path, Stamp> before = stamps(watched);
    LoadResult result = loader.get();
    watched = result.watched();
    seen = stamps(watched);
    // A file that changed while it was read is to be read again.
    before.forEach(seen::replace);
    List<String> faults =
        switch (result) {
          case LoadResult.Loaded loaded -> running.reload(loaded.configuration());
          case LoadResult.Refused refused ->
              running.refuse(refused.problems().stream().map(Problem::toString).toList());
        };
    if (faults.isEmpty()) {
      log.info("the configuration was loaded anew");
    } else {
      faults.forEach(fault -> log.error("configuration not loaded: {}", fault));
    }
    return faults;
  }
}
