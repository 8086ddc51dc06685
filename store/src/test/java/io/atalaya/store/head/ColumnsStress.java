package io.atalaya.store.head;

import java.util.concurrent.locks.ReentrantLock;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * One thread writes rows of two members under the lock, so that slabs, pages and arrays are made
 * anew; another notes under the lock what there is and reads it without one, as queries do. It must
 * see the rows that it noted, the same number of both members, and nothing of later ones.
 *
 * <p>The results are the rows seen of each member, negative if one was wrong.
 */
@JCStressTest
@Outcome(
    id = {"0, 0", "1, 1", "2, 2", "3, 3"},
    expect = Expect.ACCEPTABLE,
    desc = "whole rows")
@Outcome(expect = Expect.FORBIDDEN, desc = "half a row, or a wrong value")
@State
public class ColumnsStress {
  private static final int ROWS = 3;

  /** Beyond the room for one member, so that the second one makes the arrays grow. */
  private static final int FAR = 3;

  private final ReentrantLock lock = new ReentrantLock();
  private final Columns columns = new Columns(1, new SlabPages());

  @Actor
  public void writer() {
    for (int row = 0; row < ROWS; row++) {
      lock.lock();
      try {
        columns.put(0, row, bits(0, row));
        columns.put(FAR, row, bits(FAR, row));
      } finally {
        lock.unlock();
      }
    }
  }

  @Actor
  public void reader(II_Result seen) {
    Columns.View view;
    int[] slabs = new int[2];
    int[] ends = new int[2];
    lock.lock();
    try {
      view = columns.view();
      slabs[0] = columns.slab(0);
      slabs[1] = columns.slab(FAR);
      ends[0] = columns.end(0);
      ends[1] = columns.end(FAR);
    } finally {
      lock.unlock();
    }
    seen.r1 = rows(view, 0, slabs[0], ends[0]);
    seen.r2 = rows(view, FAR, slabs[1], ends[1]);
  }

  private static int rows(Columns.View view, int member, int slab, int end) {
    double[] values = new double[ROWS];
    view.copy(member, slab, end, ROWS, values, 0);
    for (int row = 0; row < ROWS; row++) {
      long wanted = row < end ? bits(member, row) : Columns.ABSENT;
      if (Double.doubleToRawLongBits(values[row]) != wanted) {
        return -1 - row;
      }
    }
    return end;
  }

  /** The first two rows are alike, so a member begins as a constant and gets its slab later. */
  private static long bits(int member, int row) {
    return Double.doubleToRawLongBits(member + (row < 2 ? 0.5 : row));
  }
}
