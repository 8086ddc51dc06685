package io.atalaya.collect.check;

import java.time.Instant;

/** Makes the attempts of one check. */
public interface Prober {
  /**
   * Makes one attempt. Must not block longer than the check's timeout. What keeps the target from
   * answering is told by the observation; an exception means that we are at fault.
   */
  Observation probe();

  /**
   * The moment at which time alone may change the answer, so that it is asked then and not at the
   * next interval; {@link Instant#MAX} for never.
   */
  default Instant changesAt() {
    return Instant.MAX;
  }
}
