package io.atalaya.collect.push;

import io.atalaya.model.SampleSink;
import io.atalaya.model.wire.Snappy;
import io.atalaya.model.wire.WireException;
import java.time.InstantSource;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/**
 * Takes remote write requests of both versions. Safe for any number of threads; as many requests as
 * there are processors are worked on at once, the others wait their turn.
 */
public final class RemoteWriteReceiver implements AutoCloseable {
  /** Versions of the protocol. */
  public enum Version {
    /** {@code prometheus.WriteRequest}. */
    V1,
    /** {@code io.prometheus.write.v2.Request}. */
    V2
  }

  /** Memory for a decoded request that is kept for the next; most need much less. */
  private static final int KEPT_BYTES = 4 << 20;

  private final PushLimits limits;
  private final LabelHash.Key key;
  private final SeriesRefs refs;
  private final PushCounters counters = new PushCounters();
  private final PushColumns columns;
  private final SeriesMemory memory;
  private final Semaphore turns;
  private final ConcurrentLinkedQueue<Desk> desks = new ConcurrentLinkedQueue<>();

  /**
   * @param durable whether an answer waits until the samples are on the disk itself, so that a
   *     power cut loses nothing that was acknowledged
   * @param parallel requests worked on at once
   */
  public RemoteWriteReceiver(
      SampleSink sink,
      PushLimits limits,
      BooleanSupplier durable,
      int parallel,
      InstantSource clock,
      RandomGenerator random) {
    this.limits = limits;
    key = LabelHash.Key.draw(random);
    refs = new SeriesRefs(clock);
    columns =
        new PushColumns(sink, "push remote write", false, durable, counters, refs::clear, clock);
    memory = new SeriesMemory(refs, columns);
    turns = new Semaphore(parallel);
  }

  /** Memory that a request is worked on with; kept for the next. */
  private final class Desk {
    private final LabelHash hash = new LabelHash(key);
    private final WriteRequestV1 v1 = new WriteRequestV1(memory, hash, limits);
    private final WriteRequestV2 v2 = new WriteRequestV2(memory, hash, limits);
    private final PushBatch batch = new PushBatch(columns.lanes(), limits.samples());
    private byte[] decoded = new byte[0];

    WriteResult write(Version version, byte[] body, int length) throws WireException {
      int size = unpack(body, length);
      try {
        return columns.write(
            batch,
            into -> {
              switch (version) {
                case V1 -> v1.decode(decoded, size, into);
                case V2 -> v2.decode(decoded, size, into);
              }
            });
      } finally {
        letGo();
      }
    }

    /** What a large request has taken is not kept for the next, which is likely to be small. */
    private void letGo() {
      if (decoded.length > KEPT_BYTES) {
        decoded = new byte[0];
        v1.letGo();
        v2.letGo();
      }
      batch.letGo();
    }

    private int unpack(byte[] body, int length) throws WireException {
      try {
        int size = Snappy.decodedLength(body, 0, length, limits.decodedBytes());
        if (decoded.length < size) {
          // Room to spare, for the next request will be about as large.
          decoded = new byte[size + size / 4];
        }
        Snappy.decode(body, 0, length, decoded, size);
        return size;
      } catch (WireException e) {
        counters.unreadable.increment();
        throw e;
      }
    }
  }

  /**
   * Stores what a request holds.
   *
   * @param body the request as it was sent, a Snappy block
   * @param length how much of {@code body} counts
   * @throws WireException if it cannot be decoded; nothing was stored, and it must not be sent
   *     again
   * @throws OversizeException if it holds more than is taken at once; nothing was stored
   * @throws io.atalaya.model.SinkUnavailableException if the store cannot take it now; it must be
   *     sent again
   * @throws InterruptedException if the thread is interrupted while it waits its turn
   */
  public WriteResult write(Version version, byte[] body, int length)
      throws WireException, InterruptedException {
    turns.acquire();
    try {
      Desk free = desks.poll();
      Desk desk = free == null ? new Desk() : free;
      try {
        return desk.write(version, body, length);
      } finally {
        desks.add(desk);
      }
    } finally {
      turns.release();
    }
  }

  public PushCounters.Snapshot counters() {
    return counters.snapshot();
  }

  /** Series whose bytes are remembered. */
  public int rememberedSeries() {
    return refs.size();
  }

  @Override
  public void close() {
    columns.close();
  }
}
