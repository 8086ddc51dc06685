package io.atalaya.store.head;

/** The values of the members of a group in the rows of one epoch, in one of two forms. */
sealed interface ColumnData permits Columns, SealedColumns {
  /** The row after the last one of a member that has a value; 0 if none has. */
  int end(int member);

  /** The bits in a row, {@link Columns#ABSENT} if there are none. */
  long get(int member, int row);

  /** Copies rows {@code [0, limit)} to {@code target} from {@code at} on, absent ones as such. */
  void copy(int member, int limit, double[] target, int at);
}
