package io.atalaya.server.config.yaml;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Collects everything that is wrong, so that one run shows it all. Not safe for several threads.
 */
public final class Problems {
  /** More than this many are counted only: nobody reads them. */
  static final int MAX_KEPT = 200;

  /** A set, because one node may be read twice and its fault need be told once. */
  private final Set<Problem> kept = new LinkedHashSet<>();

  private final boolean unknownKeysCount;
  private int dropped;
  private int errors;

  /** Nothing is wrong yet. */
  public Problems() {
    this(true);
  }

  private Problems(boolean unknownKeysCount) {
    this.unknownKeysCount = unknownKeysCount;
  }

  /** The same, to which keys that nobody knows are no problem. */
  public static Problems withoutUnknownKeys() {
    return new Problems(false);
  }

  /** Adds a key that nobody knows. */
  void unknownKey(Position at, String key, String hint) {
    if (unknownKeysCount) {
      error(at, "unknown key " + key, hint);
    }
  }

  /** Adds an error. */
  public void error(Position at, String message) {
    error(at, message, "");
  }

  /** Adds an error with what to do about it. */
  public void error(Position at, String message, String hint) {
    add(new Problem(Problem.Severity.ERROR, at, message, hint));
  }

  /** Adds something that does not stop the load. */
  public void warning(Position at, String message, String hint) {
    add(new Problem(Problem.Severity.WARNING, at, message, hint));
  }

  private void add(Problem problem) {
    if (kept.size() == MAX_KEPT) {
      dropped++;
    } else if (!kept.add(problem)) {
      return;
    }
    errors += problem.isError() ? 1 : 0;
  }

  public boolean hasErrors() {
    return errors > 0;
  }

  /** How many errors so far; a caller sees by it whether its own part added one. */
  public int errorCount() {
    return errors;
  }

  /** How many were counted only. */
  public int dropped() {
    return dropped;
  }

  /** All that were kept, by file in the order found, and in a file from top to bottom. */
  public List<Problem> all() {
    List<Problem> sorted = new ArrayList<>(kept);
    List<String> files = sorted.stream().map(problem -> problem.at().file()).distinct().toList();
    sorted.sort(
        Comparator.comparingInt((Problem problem) -> files.indexOf(problem.at().file()))
            .thenComparingInt(problem -> problem.at().line())
            .thenComparingInt(problem -> problem.at().column()));
    return sorted;
  }
}
