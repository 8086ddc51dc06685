package io.atalaya.collect.push;

import io.atalaya.model.SampleGroup;
import java.time.Instant;

/** A column of the store that pushed samples go to; see {@link Lanes}. */
final class Lane {
  private final int number;
  private final String source;
  private final SampleGroup group;

  /** Time of the newest sample that went here. A hint, read without a lock. */
  private volatile long newest = Long.MIN_VALUE;

  private volatile Instant used;
  private volatile boolean closed;

  Lane(int number, String source, SampleGroup group, Instant now) {
    this.number = number;
    this.source = source;
    this.group = group;
    used = now;
  }

  int number() {
    return number;
  }

  String source() {
    return source;
  }

  /** For one thread at a time. */
  SampleGroup group() {
    return group;
  }

  long newest() {
    return newest;
  }

  Instant used() {
    return used;
  }

  /** Notes that samples went here; under the lock of the appends. */
  void advance(long time, Instant now) {
    newest = Math.max(newest, time);
    used = now;
  }

  boolean isClosed() {
    return closed;
  }

  void close() {
    closed = true;
    group.close();
  }
}
