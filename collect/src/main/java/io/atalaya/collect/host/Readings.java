package io.atalaya.collect.host;

import io.atalaya.model.Labels;
import java.util.ArrayList;
import java.util.List;

/** Collects what sources read. */
public final class Readings {
  private final List<Reading> all = new ArrayList<>();

  public void counter(String metric, String help, Labels labels, double value) {
    all.add(new Reading(metric, Reading.Type.COUNTER, help, labels, value));
  }

  public void gauge(String metric, String help, Labels labels, double value) {
    all.add(new Reading(metric, Reading.Type.GAUGE, help, labels, value));
  }

  public void untyped(String metric, String help, double value) {
    untyped(metric, help, Labels.empty(), value);
  }

  public void untyped(String metric, String help, Labels labels, double value) {
    all.add(new Reading(metric, Reading.Type.UNTYPED, help, labels, value));
  }

  public void addAll(List<Reading> more) {
    all.addAll(more);
  }

  public List<Reading> all() {
    return List.copyOf(all);
  }
}
