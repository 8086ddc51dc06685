package io.atalaya.server.checks;

import io.atalaya.alert.journal.Journal;
import io.atalaya.alert.journal.RecordInput;
import io.atalaya.alert.journal.RecordOutput;
import io.atalaya.collect.check.Pauses;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** Which checks are paused, in a file of their own; see the package for its form. */
public final class PauseJournal implements Pauses, AutoCloseable {
  private static final String NAME = "pauses";
  private static final int PAUSE = 1;
  private static final int RESUME = 2;

  private final Map<String, Instant> paused = new HashMap<>();
  private final Journal journal;

  private PauseJournal(Path file) throws IOException {
    journal = Journal.open(file, NAME, this::replay);
  }

  /**
   * Opens the file, or creates it.
   *
   * @throws IOException if it cannot be used
   */
  public static PauseJournal open(Path file) throws IOException {
    return new PauseJournal(file);
  }

  private void replay(byte[] payload) {
    RecordInput in = new RecordInput(payload);
    switch (in.kind()) {
      case PAUSE -> paused.put(in.text(), in.instant());
      case RESUME -> paused.remove(in.text());
      default -> throw new IllegalArgumentException("unknown kind of record among the pauses");
    }
  }

  @Override
  public synchronized Map<String, Instant> kept() {
    return Map.copyOf(paused);
  }

  @Override
  public synchronized void pause(String name, Instant since) throws IOException {
    keep(pauseOf(name, since));
    paused.put(name, since);
  }

  @Override
  public synchronized void resume(String name) throws IOException {
    keep(new RecordOutput(RESUME).text(name).toBytes());
    paused.remove(name);
    if (journal.worthRewriting()) {
      journal.rewrite(
          paused.entrySet().stream().map(e -> pauseOf(e.getKey(), e.getValue())).toList());
    }
  }

  private void keep(byte[] record) throws IOException {
    journal.append(record);
    journal.force();
  }

  private static byte[] pauseOf(String name, Instant since) {
    return new RecordOutput(PAUSE).text(name).instant(since).toBytes();
  }

  @Override
  public synchronized void close() throws IOException {
    journal.close();
  }
}
