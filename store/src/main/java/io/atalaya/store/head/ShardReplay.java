package io.atalaya.store.head;

import io.atalaya.store.head.BatchReader.SampleFilter;
import io.atalaya.store.log.MalformedFrameException;
import io.atalaya.store.log.ReplayReport;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Fills the heads of a shard from its files and its log, before anything else. */
final class ShardReplay {
  private final ShardData data;
  private final SampleFilter filter;
  private final Map<Long, GenerationReader> readers = new HashMap<>();
  private final List<String> problems = new ArrayList<>();

  ShardReplay(ShardData data) {
    this.data = data;
    filter = (tenant, time, position) -> !data.checkpoint.covers(tenant, time, position);
  }

  ReplayReport run() throws IOException {
    for (long number : data.generations.numbers()) {
      readers.put(number, read(number));
    }
    data.heads().forEach(head -> head.restorer().noteNewest());
    data.log.continueAfter(lastPosition());
    BatchReader batches = new BatchReader(this::groups, filter);
    ReplayReport report = readLog(batches);
    for (GenerationReader reader : readers.values()) {
      reader.groups().forEach(declared -> declared.head.release(declared.group));
    }
    addLost(batches);
    return report.with(problems);
  }

  private GenerationReader read(long number) throws IOException {
    Generations generations = data.generations;
    GenerationReader reader = new GenerationReader(number, data::head, filter, data.coverage);
    reader.readSeries(generations.disk(), generations.directory());
    reader.readChunks(generations.disk(), generations.directory());
    problems.addAll(reader.problems());
    if (reader.isDamaged()) {
      generations.noteDamaged(number);
    }
    return reader;
  }

  /** The end of what any file speaks of. */
  private long lastPosition() {
    long last = Math.max(data.checkpoint.lastPosition(), data.kept.lastPosition());
    for (GenerationReader reader : readers.values()) {
      last = Math.max(last, reader.lastPosition());
    }
    return last;
  }

  /** The rows of the log need no index, so both can be done at once. */
  private ReplayReport readLog(BatchReader batches) throws IOException {
    FutureTask<Void> index =
        new FutureTask<>(() -> data.heads().forEach(head -> head.restorer().buildIndex()), null);
    Thread.ofPlatform().name("store-index").start(index);
    try {
      return data.log.replay(batches);
    } finally {
      batches.finish();
      await(index);
    }
  }

  private static void await(FutureTask<Void> work) throws InterruptedIOException {
    try {
      work.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while the store was opened");
    } catch (ExecutionException e) {
      throw new IllegalStateException("the index of the head could not be built", e.getCause());
    }
  }

  private DeclaredGroups groups(long generation, long segment) throws MalformedFrameException {
    GenerationReader reader = readers.get(generation);
    if (reader == null) {
      throw new MalformedFrameException("the files of generation " + generation + " are missing");
    }
    data.generations.note(segment, generation);
    return reader.groups();
  }

  private void addLost(BatchReader batches) {
    long samples =
        readers.values().stream()
            .mapToLong(reader -> reader.groups().sum(DeclaredGroup::lost))
            .sum();
    if (batches.lostFrames() > 0 || samples > 0) {
      problems.add(
          String.format(
              "%d batches and %d samples of the log are left out: it is lost of what series",
              batches.lostFrames(), samples));
    }
  }
}
