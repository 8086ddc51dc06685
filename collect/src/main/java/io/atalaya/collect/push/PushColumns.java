package io.atalaya.collect.push;

import io.atalaya.model.Labels;
import io.atalaya.model.SampleBatch;
import io.atalaya.model.SampleGroup.Appended;
import io.atalaya.model.SampleSink;
import io.atalaya.model.SinkUnavailableException;
import io.atalaya.model.wire.WireException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * The columns that the senders of one protocol share. Requests are decoded by many threads at once
 * and appended one after the other.
 */
final class PushColumns implements SeriesRegistry, AutoCloseable {
  /** Decodes a request into a batch; done again when the store has forgotten series meanwhile. */
  interface Decoder {
    void decode(PushBatch into) throws WireException;
  }

  /** How far in the future an exemplar may lie; one that is newer than all hides what follows. */
  private static final Duration EXEMPLARS_AHEAD = Duration.ofMinutes(10);

  private final Lanes lanes;
  private final ReentrantLock lock = new ReentrantLock();
  private final PushCounters counters;
  private final BooleanSupplier durable;
  private final Runnable forget;
  private final InstantSource clock;

  /**
   * @param key what the keys of the columns begin with
   * @param oneLane whether all series of a source share a column, see {@link Lanes}
   * @param durable whether an append ends only when the samples are on the disk itself
   * @param forget called when the store no longer knows series; references must be asked for anew
   */
  PushColumns(
      SampleSink sink,
      String key,
      boolean oneLane,
      BooleanSupplier durable,
      PushCounters counters,
      Runnable forget,
      InstantSource clock) {
    lanes = new Lanes(sink, key, oneLane, clock);
    this.durable = durable;
    this.counters = counters;
    this.forget = forget;
    this.clock = clock;
  }

  Lanes lanes() {
    return lanes;
  }

  @Override
  public long register(Labels labels) {
    lock.lock();
    try {
      return lanes.rest().group().register(labels);
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
    batch.clear(clock.instant().plus(EXEMPLARS_AHEAD).toEpochMilli());
    try {
      decoder.decode(batch);
    } catch (WireException | OversizeException e) {
      counters.unreadable.increment();
      throw e;
    }
  }

  /** Appends all parts; whether the store knew all series, and their columns were open. */
  private boolean append(PushBatch batch, Tally tally) {
    boolean sync = durable.getAsBoolean();
    Instant now = clock.instant();
    List<LanePart> parts = batch.parts();
    lock.lock();
    try {
      lanes.closeIdle(now);
      for (int i = 0; i < parts.size(); i++) {
        LanePart part = parts.get(i);
        if (part.lane().isClosed()) {
          return false;
        }
        append(part, sync && i == parts.size() - 1, now, tally);
      }
    } catch (SinkUnavailableException e) {
      counters.unavailable.increment();
      throw e;
    } finally {
      lock.unlock();
    }
    return tally.unknown() == 0;
  }

  /**
   * Appends a part.
   *
   * @param sync whether to wait until it is on the disk, and everything appended before with it
   */
  private static void append(LanePart part, boolean sync, Instant now, Tally tally) {
    SampleBatch floats = part.floats();
    SampleBatch histograms = part.histograms();
    if (histograms.size() > 0) {
      tally.histograms = plus(tally.histograms, append(part.lane(), histograms, false));
    }
    boolean hasMore = !floats.exemplars().isEmpty() || !floats.metadata().isEmpty();
    if (floats.size() > 0 || hasMore || sync) {
      tally.floats = plus(tally.floats, append(part.lane(), floats, sync));
    }
    if (part.isBegun()) {
      part.lane().advance(part.last(), now);
    }
  }

  private static Appended append(Lane lane, SampleBatch batch, boolean sync) {
    if (sync) {
      batch.requireDurable();
    }
    return lane.group().append(batch);
  }

  private static Appended plus(Appended a, Appended b) {
    return new Appended(
        a.appended() + b.appended(),
        a.outOfOrder() + b.outOfOrder(),
        a.duplicate() + b.duplicate(),
        a.tooFarAhead() + b.tooFarAhead(),
        a.unknownSeries() + b.unknownSeries());
  }

  /** What became of the rows. */
  private final class Tally {
    private static final Appended NOTHING = new Appended(0, 0, 0, 0, 0);

    private Appended floats = NOTHING;
    private Appended histograms = NOTHING;

    int unknown() {
      return floats.unknownSeries() + histograms.unknownSeries();
    }

    WriteResult result(PushBatch batch) {
      Faults faults = batch.faults();
      int late = floats.outOfOrder() + histograms.outOfOrder();
      int duplicate = floats.duplicate() + histograms.duplicate();
      int ahead = floats.tooFarAhead() + histograms.tooFarAhead();
      tell(faults, late, "out of order sample, or one older than the retention");
      tell(faults, duplicate, "duplicate sample for timestamp");
      tell(faults, ahead, "out of bounds: timestamp is too far in the future");
      tell(faults, unknown(), "series vanished while it was written");
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
      lanes.close();
    } finally {
      lock.unlock();
    }
  }
}
