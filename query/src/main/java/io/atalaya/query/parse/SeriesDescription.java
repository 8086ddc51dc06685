package io.atalaya.query.parse;

import io.atalaya.model.Labels;
import java.util.List;

/**
 * A series as tests write it: its labels and its values, all repetitions written out.
 *
 * <pre>
 *   up{job="x"} 0+1x3 _ stale    is    up{job="x"}: 0 1 2 3 _ stale
 * </pre>
 */
public record SeriesDescription(Labels labels, List<SequenceValue> values) {
  public SeriesDescription {
    values = List.copyOf(values);
  }
}
