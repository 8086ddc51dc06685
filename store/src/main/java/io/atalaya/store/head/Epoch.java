package io.atalaya.store.head;

import io.atalaya.model.SeriesSamples;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Up to {@link Columns#ROWS} consecutive timestamp rows of a group and the values in them. It
 * grows, is closed, and is then stored in a file:
 *
 * <pre>
 * growing ──► closed ──► stored
 * </pre>
 */
final class Epoch {
  /** Says that a position is not known yet. */
  static final long NOWHERE = -1;

  private long[] times;
  private volatile EpochData data;
  private int rows;
  private boolean closed;
  private final long firstPosition;
  private long lastPosition;
  private long closedAt = NOWHERE;

  /** In whose file it was found by a start; 0 if it was not. */
  private final long generation;

  /**
   * Begins one.
   *
   * @param capacity rows it may have
   * @param position behind the frame of the log with its first row
   * @param free where it finds memory
   */
  Epoch(int members, int capacity, long position, SlabPages free) {
    times = new long[capacity];
    data = new OpenData(members, free);
    firstPosition = position;
    lastPosition = position;
    generation = 0;
  }

  private Epoch(EpochRecord record, StoredData data, long generation) {
    times = record.times();
    this.data = data;
    rows = times.length;
    closed = true;
    firstPosition = NOWHERE;
    lastPosition = record.lastPosition();
    closedAt = record.closedAt();
    this.generation = generation;
  }

  /** One that is in a file of a generation already. */
  static Epoch stored(EpochRecord record, StoredData data, long generation) {
    return new Epoch(record, data, generation);
  }

  /** In whose file a start found it; 0 if it was made later. */
  long generation() {
    return generation;
  }

  /**
   * Ends the growth of this epoch.
   *
   * @param position frames of the log that end before it have no other samples of these times, and
   *     the first of the group from there on needs none before
   */
  void close(long position) {
    if (!closed) {
      closed = true;
      closedAt = position;
    }
  }

  boolean isClosed() {
    return closed;
  }

  boolean isStored() {
    return data instanceof StoredData;
  }

  /** Whether the data are as they were written, which is checked now if it never was. */
  boolean isGood() {
    return switch (data) {
      case OpenData open -> true;
      case StoredData stored -> stored.isGood();
    };
  }

  /** Replaces the data by equal ones in a file. Readers find the one form or the other. */
  void store(StoredData stored) {
    times = Arrays.copyOf(times, rows);
    OpenData before = openData();
    data = stored;
    before.release();
  }

  /** Notes that nobody finds this epoch any more. */
  void end() {
    if (data instanceof OpenData open) {
      open.release();
    }
  }

  /**
   * Makes sure that what is in memory can be read without a lock until it is released.
   *
   * @return what to release, or null if all is in a file
   */
  @Nullable OpenData hold() {
    while (data instanceof OpenData open) {
      if (open.acquire()) {
        return open;
      }
      // It has just been replaced.
    }
    return null;
  }

  /** The position behind the frame of the log with the first row, if it is still needed there. */
  long firstPosition() {
    return firstPosition;
  }

  /** The position behind the last frame of the log with a sample. */
  long lastPosition() {
    return lastPosition;
  }

  /** Notes the position behind a frame with a sample. */
  void touch(long position) {
    lastPosition = position;
  }

  /** What {@link #close} was told, or {@link #NOWHERE}. */
  long closedAt() {
    return closedAt;
  }

  int rows() {
    return rows;
  }

  boolean isFull() {
    return rows == times.length;
  }

  /** A copy of the times of all rows. */
  long[] times() {
    return Arrays.copyOf(times, rows);
  }

  long time(int row) {
    return times[row];
  }

  long firstTime() {
    return times[0];
  }

  long lastTime() {
    return rows == 0 ? Long.MIN_VALUE : times[rows - 1];
  }

  /** The row of a time, or a negative number. */
  int rowOf(long time) {
    return Arrays.binarySearch(times, 0, rows, time);
  }

  int openRow(long time) {
    times[rows] = time;
    return rows++;
  }

  /** The data of an epoch that is not in a file. */
  OpenData openData() {
    return switch (data) {
      case OpenData open -> open;
      case StoredData stored ->
          throw new IllegalStateException("an epoch was stored while it grew");
    };
  }

  /** The last row in which a member has a sample, or −1. */
  int lastRow(int member) {
    return data.lastRow(member);
  }

  boolean hasValues(int member) {
    return data.hasValues(member);
  }

  LateSamples.@Nullable Sample sample(int member, int row, Scratch scratch) {
    return data.sample(member, row, time(row), scratch);
  }

  /** Reads the rows of a member; for epochs that do not grow any more. */
  void read(int member, SeriesSamples into, int at, Scratch scratch) {
    data.read(member, rows, into, at, scratch);
  }
}
