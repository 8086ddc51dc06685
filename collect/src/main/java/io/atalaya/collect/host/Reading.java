package io.atalaya.collect.host;

import io.atalaya.model.Labels;
import io.atalaya.model.SampleBatch;
import java.util.Locale;

/**
 * One value that was read.
 *
 * @param metric name of the metric
 * @param type what kind of value it is
 * @param help what it means, for people
 * @param labels labels besides the metric's name
 */
public record Reading(String metric, Type type, String help, Labels labels, double value) {
  /** Kinds of metrics, as node_exporter declares them. */
  public enum Type {
    COUNTER,
    GAUGE,
    UNTYPED;

    /** The word in the text format 0.0.4. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** What it says of its metric. */
  SampleBatch.Metadata metadata() {
    String kind = type == Type.UNTYPED ? "unknown" : type.text();
    return new SampleBatch.Metadata(metric, kind, "", help);
  }
}
