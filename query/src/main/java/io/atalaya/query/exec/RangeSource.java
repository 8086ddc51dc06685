package io.atalaya.query.exec;

import io.atalaya.model.Labels;
import io.atalaya.model.SeriesSamples;
import io.atalaya.query.ast.RangeExtension;

/** A range vector: samples of series, and the window that each step sees. */
interface RangeSource {
  int size();

  Labels labels(int i);

  /** The value of one label of a series, or the empty string. */
  String label(int i, String name);

  boolean dropsName(int i);

  /** Whether no two series are known to have the same labels. */
  boolean isDistinct();

  /** A way to read the samples, for one thread. */
  Reader reader();

  /** End of the window of a step, included. */
  long windowEndMillis(int step);

  long rangeMillis();

  RangeExtension extension();

  /** Reads the samples of one series after the other. */
  interface Reader {
    void read(int i, SeriesSamples into);
  }
}
