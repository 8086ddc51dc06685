package io.atalaya.collect.push;

import io.atalaya.model.Labels;
import io.atalaya.model.SampleBatch;
import io.atalaya.model.SampleGroup;
import io.atalaya.model.SampleGroup.Appended;
import io.atalaya.model.SampleSink;
import io.atalaya.model.SinkUnavailableException;
import io.atalaya.model.wire.WireException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * The column that all senders of one protocol share. Requests are decoded by many threads at once
 * and appended one after the other.
 */
final class PushColumn implements SeriesRegistry, AutoCloseable {
  /** Decodes a request into a batch; done again when the store has forgotten series meanwhile. */
  interface Decoder {
    void decode(PushBatch into) throws WireException;
  }

  private final SampleGroup group;
  private final ReentrantLock lock = new ReentrantLock();
  private final PushCounters counters;
  private final BooleanSupplier durable;
  private final Runnable forget;

  /**
   * @param durable whether an append ends only when the samples are on the disk itself
   * @param forget called when the store no longer knows series; references must be asked for anew
   */
  PushColumn(
      SampleSink sink,
      String key,
      BooleanSupplier durable,
      PushCounters counters,
      Runnable forget) {
    group = sink.open(SampleSink.DEFAULT_TENANT, key);
    this.durable = durable;
    this.counters = counters;
    this.forget = forget;
  }

  @Override
  public long register(Labels labels) {
    lock.lock();
    try {
      return group.register(labels);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Decodes a request and stores what it holds.
   *
   * @throws WireException if it cannot be decoded; then nothing was stored
   * @throws SinkUnavailableException if the store cannot take it; it must be sent again
   */
  WriteResult write(PushBatch batch, Decoder decoder) throws WireException {
    Tally tally = new Tally();
    decode(batch, decoder);
    if (!append(batch, tally)) {
      forget.run();
      tally = new Tally();
      decode(batch, decoder);
      append(batch, tally);
    }
    batch.countRefused(counters);
    return tally.result(batch);
  }

  private void decode(PushBatch batch, Decoder decoder) throws WireException {
    batch.clear();
    try {
      decoder.decode(batch);
    } catch (WireException e) {
      counters.unreadable.increment();
      throw e;
    }
    batch.attachRest();
  }

  /** Appends both parts; whether the store knew all series. */
  private boolean append(PushBatch batch, Tally tally) {
    try {
      if (batch.histograms().size() > 0) {
        tally.floats = append(batch.floats(), batch.floats().size() > 0);
        tally.histograms = append(batch.histograms(), true);
      } else {
        tally.floats = append(batch.floats(), batch.floats().size() > 0 || batch.hasRest());
      }
    } catch (SinkUnavailableException e) {
      counters.unavailable.increment();
      throw e;
    }
    return tally.floats.unknownSeries() + tally.histograms.unknownSeries() == 0;
  }

  private Appended append(SampleBatch batch, boolean wanted) {
    if (!wanted) {
      return Tally.NOTHING;
    }
    if (durable.getAsBoolean()) {
      batch.requireDurable();
    }
    lock.lock();
    try {
      return group.append(batch);
    } finally {
      lock.unlock();
    }
  }

  /** What became of the rows. */
  private final class Tally {
    static final Appended NOTHING = new Appended(0, 0, 0, 0, 0);

    private Appended floats = NOTHING;
    private Appended histograms = NOTHING;

    WriteResult result(PushBatch batch) {
      Faults faults = batch.faults();
      int late = floats.outOfOrder() + histograms.outOfOrder();
      int duplicate = floats.duplicate() + histograms.duplicate();
      int ahead = floats.tooFarAhead() + histograms.tooFarAhead();
      int unknown = floats.unknownSeries() + histograms.unknownSeries();
      tell(faults, late, "out of order sample");
      tell(faults, duplicate, "duplicate sample for timestamp");
      tell(faults, ahead, "out of bounds: timestamp is too far in the future");
      tell(faults, unknown, "series vanished while it was written");
      counters.outOfOrder.add(late);
      counters.duplicates.add(duplicate);
      counters.tooFarAhead.add(ahead);
      counters.samples.add(floats.appended());
      counters.histograms.add(histograms.appended());
      counters.exemplars.add(batch.exemplarCount());
      return new WriteResult(
          floats.appended(), histograms.appended(), batch.exemplarCount(), faults.lines());
    }

    private static void tell(Faults faults, int rows, String why) {
      if (rows > 0) {
        faults.add(why + " (" + rows + (rows == 1 ? " sample)" : " samples)"));
      }
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      group.close();
    } finally {
      lock.unlock();
    }
  }
}
