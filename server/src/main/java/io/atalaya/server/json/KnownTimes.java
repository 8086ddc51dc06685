package io.atalaya.server.json;

import java.util.Arrays;

/**
 * Times in the form that JSON has them in, kept because each series of an answer has the same: one
 * after the other, and from the second series on, where times begin anew, all of them.
 */
final class KnownTimes {
  private static final int BITS = 10;
  private static final long SCATTER = 0x9E3779B97F4A7C15L;
  private static final byte[] NONE = {};

  private long[] times = {};
  private byte[][] forms = {};
  private long lastTime;
  private byte[] lastForm = NONE;
  private boolean beginsAnew;

  private static int place(long timeMillis) {
    return (int) ((timeMillis * SCATTER) >>> (Long.SIZE - BITS));
  }

  /** The form of a time, or nothing if it is not known. */
  byte[] form(long timeMillis) {
    if (timeMillis == lastTime) {
      return lastForm;
    }
    beginsAnew |= timeMillis < lastTime && lastForm.length > 0;
    int place = place(timeMillis);
    return times.length > 0 && times[place] == timeMillis ? forms[place] : NONE;
  }

  void keep(long timeMillis, byte[] form) {
    lastTime = timeMillis;
    lastForm = form;
    if (!beginsAnew) {
      return;
    }
    if (times.length == 0) {
      times = new long[1 << BITS];
      forms = new byte[1 << BITS][];
      Arrays.fill(forms, NONE);
    }
    int place = place(timeMillis);
    times[place] = timeMillis;
    forms[place] = form;
  }
}
