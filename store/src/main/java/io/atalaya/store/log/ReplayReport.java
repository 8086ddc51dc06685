package io.atalaya.store.log;

import java.util.ArrayList;
import java.util.List;

/**
 * What reading the log at start came to.
 *
 * @param segments how many there were
 * @param frames how many were read
 * @param bytes of segments
 * @param tornBytes cut off the last segment, left there by a crash in the middle of a write
 * @param problems damaged segments and what was done about each
 */
public record ReplayReport(
    int segments, long frames, long bytes, long tornBytes, List<String> problems) {
  public ReplayReport {
    problems = List.copyOf(problems);
  }

  /** The same with more problems in front. */
  public ReplayReport with(List<String> more) {
    List<String> all = new ArrayList<>(more);
    all.addAll(problems);
    return new ReplayReport(segments, frames, bytes, tornBytes, all);
  }
}
