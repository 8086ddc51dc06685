package io.atalaya.collect.push;

import io.atalaya.model.SampleGroup;
import org.jspecify.annotations.Nullable;

/**
 * Where the samples of the series being decoded go. {@link PushBatch} finds the lane, or another
 * than the remembered one, when it sees the first sample. For one thread.
 */
final class SeriesPlace {
  /** The hash it is remembered by. */
  long high;

  long low;

  /** Where it is remembered, or where the series before it is; −1 if there was none. */
  int entry = -1;

  /** The series in the store, or {@link SampleGroup#NO_SERIES}. */
  long ref;

  /** Number of its lane, or {@link Lanes#NONE}. */
  int lane;

  /** Its source; only if the lane is not known. */
  String source = "";

  /** Whether the lane is another than the remembered one. */
  boolean moved;

  /** The part of the request its samples go to, once there is one. */
  @Nullable LanePart part;

  /** Begins with a series that was found or is refused. */
  void set(long newRef, int newLane) {
    ref = newRef;
    lane = newLane;
    moved = false;
    part = null;
  }

  /** Begins with a series whose lane has to be chosen. */
  void learn(long newRef, String newSource) {
    set(newRef, Lanes.NONE);
    source = newSource;
  }

  boolean isRefused() {
    return ref == SampleGroup.NO_SERIES;
  }
}
