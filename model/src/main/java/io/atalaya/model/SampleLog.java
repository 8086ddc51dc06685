package io.atalaya.model;

import io.atalaya.model.SampleBatch.Metadata;
import java.util.Set;

/**
 * Port from store to whoever passes samples on: what was taken in, once more, in the order in which
 * it was taken in. The store keeps what a follower still needs, within a bound.
 */
public interface SampleLog {
  /**
   * Begins to follow, or goes on where the last follower of that name left off; the first of a name
   * begins with what comes from now on. No two may follow under one name at once.
   *
   * @param name of the follower, stable over restarts
   * @param visitor takes what is read, on the thread that calls {@link Follower#next}
   * @param <S> what the visitor makes of a series
   * @throws StorageException if its position cannot be kept
   */
  <S> Follower follow(String name, String tenant, Visitor<S> visitor);

  /** Forgets the followers that have other names, and what is kept for them. */
  void retain(Set<String> names);

  /** Bytes kept for followers beyond what the store itself needs. */
  long keptBytes();

  /** One reader of the log. For one thread at a time, except for {@link #acknowledge}. */
  interface Follower extends AutoCloseable {
    /**
     * Hands over the next batch, all of it.
     *
     * @return whether there was one
     * @throws StorageException if the log cannot be read now; nothing is skipped
     */
    boolean next();

    /** A number that grows with every batch: where the reading is. */
    long position();

    /**
     * Notes that nothing before a position is needed any more, even after a restart.
     *
     * @param position one that {@link #position} returned
     * @throws StorageException if that cannot be noted; the position noted before stays
     */
    void acknowledge(long position);

    /** Bytes of the log that have not been read yet. */
    long behindBytes();

    /** Parts of the log that were dropped or damaged before they were read. */
    long lostParts();

    /** Ends the reading; what was acknowledged is remembered. */
    @Override
    void close();
  }

  /** Takes what a follower reads. */
  interface Visitor<S> {
    /** A series seen for the first time by this follower, or again. */
    S series(Labels labels);

    /**
     * A sample.
     *
     * @param startMillis when the counter was started, or 0 if not known
     */
    void sample(S series, long atMillis, double value, long startMillis);

    /** A native histogram; its start as above. */
    void histogram(S series, long atMillis, Histogram histogram, long startMillis);

    /** An exemplar of a series. */
    void exemplar(S series, long atMillis, double value, Labels labels);

    /** What a metric family is. */
    void metadata(Metadata family);
  }
}
