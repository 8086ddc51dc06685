package io.atalaya.collect.push;

import java.util.List;

/**
 * What became of a pushed request.
 *
 * @param samples floats stored, or stored already
 * @param histograms native histograms stored, or stored already
 * @param exemplars exemplars handed to the store
 * @param faults why others were refused, one reason an element; empty if all were taken
 */
public record WriteResult(int samples, int histograms, int exemplars, List<String> faults) {
  public WriteResult {
    faults = List.copyOf(faults);
  }

  public boolean complete() {
    return faults.isEmpty();
  }
}
