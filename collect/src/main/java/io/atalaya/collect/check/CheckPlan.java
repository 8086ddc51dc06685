package io.atalaya.collect.check;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * All that is to be checked, and what must be known to judge it.
 *
 * @param checks the checks; each name once
 * @param maintenance when failures mean nothing
 * @param connectivity how it is told whether our own network works
 */
public record CheckPlan(
    List<CheckConfig> checks, List<Maintenance> maintenance, Connectivity connectivity) {

  /**
   * A plan that can be carried out.
   *
   * @throws IllegalArgumentException if two checks have the same name, or one depends on a check
   *     that there is not, or on itself
   */
  public CheckPlan {
    checks = List.copyOf(checks);
    maintenance = List.copyOf(maintenance);
    Map<String, CheckConfig> byName = new HashMap<>();
    for (CheckConfig check : checks) {
      if (byName.put(check.name(), check) != null) {
        throw new IllegalArgumentException("two checks are named \"" + check.name() + "\"");
      }
    }
    Map<String, List<String>> parents = new HashMap<>();
    checks.forEach(check -> parents.put(check.name(), check.basics().dependsOn()));
    parents.forEach(
        (name, needed) -> {
          for (String parent : needed) {
            if (!byName.containsKey(parent)) {
              throw new IllegalArgumentException(
                  "\"%s\" depends on \"%s\", which is no check".formatted(name, parent));
            }
          }
        });
    for (CheckConfig check : checks) {
      List<String> cycle = cycle(check.name(), parents);
      if (!cycle.isEmpty()) {
        throw new IllegalArgumentException(
            "checks depend on each other: " + String.join(" → ", cycle));
      }
    }
  }

  /** Checks, and nothing to know about them. */
  public static CheckPlan of(List<CheckConfig> checks) {
    return new CheckPlan(checks, List.of(), Connectivity.NONE);
  }

  /**
   * The way from a check back to itself along what it depends on; empty if there is none. Names
   * that nobody has lead nowhere.
   */
  public static List<String> cycle(String start, Map<String, List<String>> parents) {
    List<String> way = new ArrayList<>();
    return leadsTo(start, start, parents, way, new HashSet<>()) ? way : List.of();
  }

  private static boolean leadsTo(
      String goal,
      String from,
      Map<String, List<String>> parents,
      List<String> way,
      Set<String> seen) {
    way.add(from);
    for (String parent : parents.getOrDefault(from, List.of())) {
      if (parent.equals(goal)) {
        way.add(parent);
        return true;
      }
      if (seen.add(parent) && leadsTo(goal, parent, parents, way, seen)) {
        return true;
      }
    }
    way.removeLast();
    return false;
  }
}
