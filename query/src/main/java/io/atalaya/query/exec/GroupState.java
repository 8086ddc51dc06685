package io.atalaya.query.exec;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * What an aggregation knows of one group at all steps. It is the same, to the last bit, in whatever
 * order series are added and partial states merged.
 */
interface GroupState {
  /** Takes in the samples of one more series. */
  void add(Column column);

  /** Takes in what another state of the same aggregation knows. */
  void merge(GroupState other);

  /** The series of the group; asked for once, at the end. */
  Column result();

  void write(DataOutput out) throws IOException;

  /** Fills a new state with what {@link #write} wrote. */
  void read(DataInput in) throws IOException;
}
