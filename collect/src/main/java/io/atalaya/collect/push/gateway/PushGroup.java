package io.atalaya.collect.push.gateway;

import io.atalaya.model.Labels;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What was pushed under one grouping key, last.
 *
 * @param labels the grouping key, {@code job} among them
 * @param families metrics by the name of their family
 * @param pushedSeconds when a push was taken last, in seconds since the epoch; 0 for never
 * @param failedSeconds when a push was refused last; 0 for never
 */
public record PushGroup(
    Labels labels, SortedMap<String, Family> families, double pushedSeconds, double failedSeconds) {
  /** A metric family, {@code type} and {@code help} empty if not said. */
  public record Family(String name, String type, String help, List<Sample> samples) {
    public Family {
      samples = List.copyOf(samples);
    }
  }

  /** A value; its labels are complete, grouping key and metric name included. */
  public record Sample(Labels labels, double value) {}

  public PushGroup {
    families = new TreeMap<>(families);
  }

  static PushGroup empty(Labels labels) {
    return new PushGroup(labels, new TreeMap<>(), 0, 0);
  }

  PushGroup withFamilies(SortedMap<String, Family> changed, double atSeconds) {
    return new PushGroup(labels, changed, atSeconds, failedSeconds);
  }

  PushGroup failed(double atSeconds) {
    return new PushGroup(labels, families, pushedSeconds, atSeconds);
  }
}
