package io.atalaya.query.function;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** All functions of a range vector, by name. */
public final class RangeFunctions {
  private static final Map<String, RangeFunction> BY_NAME = table();

  private RangeFunctions() {}

  public static Optional<RangeFunction> find(String name) {
    return Optional.ofNullable(BY_NAME.get(name));
  }

  /** Whether a function gives the same for aggregates of samples as for the samples. */
  public static boolean readsAggregates(String name) {
    return AggregateFamily.NAMES.contains(name);
  }

  private static Map<String, RangeFunction> table() {
    Map<String, RangeFunction> table = new HashMap<>();
    RateFamily.addTo(table);
    OverTimeFamily.addTo(table);
    TrendFamily.addTo(table);
    ChangeFamily.addTo(table);
    AggregateFamily.NAMES.forEach(
        name -> table.computeIfPresent(name, AggregateFamily::withAggregates));
    return Map.copyOf(table);
  }
}
