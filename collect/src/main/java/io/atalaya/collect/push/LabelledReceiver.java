package io.atalaya.collect.push;

import io.atalaya.model.SampleSink;
import io.atalaya.model.wire.WireException;
import java.time.InstantSource;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;

/**
 * The intake of the protocols that name their series in full with every sample. Safe for many
 * threads; as many requests as there are processors are worked on at once.
 */
final class LabelledReceiver implements AutoCloseable {
  /** Reads a request. */
  interface Reader {
    void read(LabelledPush into) throws WireException;
  }

  private final PushCounters counters = new PushCounters();
  private final PushColumns columns;
  private final PushLimits limits;
  private final Semaphore turns;
  private final ConcurrentLinkedQueue<PushBatch> batches = new ConcurrentLinkedQueue<>();

  LabelledReceiver(
      SampleSink sink,
      String key,
      PushLimits limits,
      BooleanSupplier durable,
      int parallel,
      InstantSource clock) {
    this.limits = limits;
    columns = new PushColumns(sink, key, true, durable, counters, () -> {}, clock);
    turns = new Semaphore(parallel);
  }

  WriteResult write(Reader reader) throws WireException, InterruptedException {
    turns.acquire();
    try {
      PushBatch free = batches.poll();
      PushBatch batch = free == null ? new PushBatch(columns.lanes(), limits.samples()) : free;
      try {
        return columns.write(batch, into -> reader.read(new LabelledPush(columns, limits, into)));
      } finally {
        batches.add(batch);
      }
    } finally {
      turns.release();
    }
  }

  PushCounters.Snapshot counters() {
    return counters.snapshot();
  }

  @Override
  public void close() {
    columns.close();
  }
}
