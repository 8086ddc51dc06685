package io.atalaya.store.head;

import io.atalaya.model.SeriesSamples;
import io.atalaya.store.codec.ByteOutput;
import io.atalaya.store.log.FrameFileReader;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * A query reads a closed epoch while maintenance moves it from memory to a file, after which its
 * memory may get other values. Whichever form the query finds, it must read the same times and
 * values.
 */
@JCStressTest
@Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "all rows, right")
@Outcome(expect = Expect.FORBIDDEN, desc = "a wrong time or value")
@State
public class EpochStress {
  private static final int ROWS = 3;
  private static final MemorySegment BODY = body();
  private static final int CHECKSUM = FrameFileReader.checksum(BODY);

  private final SlabPages free = new SlabPages();
  private final Epoch epoch = filled(free);

  @Actor
  public void maintenance() {
    epoch.store(new StoredData(BODY, 1, ROWS, CHECKSUM, null));
    Arrays.fill(free.take().values(), -1);
  }

  @Actor
  public void query(I_Result right) {
    SeriesSamples samples = new SeriesSamples();
    samples.ensureCapacity(ROWS);
    OpenData held = epoch.hold();
    epoch.read(0, samples, 0, new Scratch());
    boolean good = true;
    for (int row = 0; row < ROWS; row++) {
      good &= epoch.time(row) == time(row) && samples.values[row] == row;
    }
    if (held != null) {
      held.release();
    }
    right.r1 = good && epoch.lastTime() == time(ROWS - 1) ? 1 : 0;
  }

  private static long time(int row) {
    return 1000L + row;
  }

  private static Epoch filled(SlabPages free) {
    Epoch filled = new Epoch(1, Columns.ROWS, 0, free);
    for (int row = 0; row < ROWS; row++) {
      filled.openRow(time(row));
      filled.openData().put(0, row, Double.doubleToRawLongBits(row), 0, null);
    }
    filled.close(0);
    return filled;
  }

  private static MemorySegment body() {
    ByteOutput out = new StoredData.Writer().write(filled(new SlabPages()).openData(), ROWS);
    return MemorySegment.ofArray(out.toByteArray());
  }
}
