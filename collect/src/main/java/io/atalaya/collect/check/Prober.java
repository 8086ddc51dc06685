package io.atalaya.collect.check;

/** Makes the attempts of one check. */
public interface Prober {
  /**
   * Makes one attempt. Must not block longer than the check's timeout. What keeps the target from
   * answering is told by the observation; an exception means that we are at fault.
   */
  Observation probe();
}
