package io.atalaya.query.exec;

import io.atalaya.model.Labels;
import io.atalaya.model.QueryException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Sees to it that no two series of a result have the same labels, which dropping the name may lead
 * to. Only tables where that can happen are evaluated for it.
 */
final class Distinct {
  private final Evaluation evaluation;

  Distinct(Evaluation evaluation) {
    this.evaluation = evaluation;
  }

  static QueryException sameLabels() {
    return new QueryException(
        QueryException.Kind.EXECUTION, "vector cannot contain metrics with the same labelset");
  }

  boolean hasDuplicates(SeriesTable table) {
    if (table.isDistinct()) {
      return false;
    }
    Set<Labels> seen = HashSet.newHashSet(table.size());
    for (int i = 0; i < table.size(); i++) {
      evaluation.checkpointAt(i);
      if (!seen.add(table.labels(i))) {
        return true;
      }
    }
    return false;
  }

  /** Refuses series with the same labels, even if never at the same step. */
  SeriesTable refused(SeriesTable table, Steps steps) {
    if (evaluation.settings().delayedNameRemoval() || !hasDuplicates(table)) {
      return table;
    }
    HeldTable held = HeldTable.of(table, evaluation, steps);
    if (hasDuplicates(held)) {
      throw sameLabels();
    }
    return held;
  }

  /** Joins series with the same labels to one; refuses those that meet at a step. */
  SeriesTable merged(SeriesTable table, Steps steps) {
    return evaluation.settings().delayedNameRemoval() ? table : mergedNow(table, steps);
  }

  /** As {@link #merged}, whatever is still to happen to names. */
  SeriesTable mergedNow(SeriesTable table, Steps steps) {
    return hasDuplicates(table) ? join(HeldTable.of(table, evaluation, steps)) : table;
  }

  /** Drops the names that are still to be dropped, at the end of the query. */
  SeriesTable cleanedUp(SeriesTable table, Steps steps) {
    if (!evaluation.settings().delayedNameRemoval()) {
      return table;
    }
    HeldTable held = HeldTable.of(table, evaluation, steps);
    HeldTable cleaned = new HeldTable();
    for (int i = 0; i < held.size(); i++) {
      Labels labels = held.labels(i);
      boolean drops = held.dropsName(i);
      cleaned.add(drops ? LabelSets.withoutMetadata(labels) : labels, false, held.column(i));
    }
    return hasDuplicates(cleaned) ? join(cleaned) : cleaned;
  }

  private HeldTable join(HeldTable table) {
    Map<Labels, Column> byLabels = new LinkedHashMap<>();
    Set<Labels> drops = new HashSet<>();
    for (int i = 0; i < table.size(); i++) {
      evaluation.checkpointAt(i);
      Column column = table.column(i);
      if (table.dropsName(i)) {
        drops.add(table.labels(i));
      }
      Column before = byLabels.putIfAbsent(table.labels(i), column);
      if (before != null) {
        Column joined = before.copy();
        addDisjoint(joined, column);
        byLabels.put(table.labels(i), joined);
      }
    }
    HeldTable out = new HeldTable();
    byLabels.forEach((labels, column) -> out.add(labels, drops.contains(labels), column));
    return out;
  }

  private static void addDisjoint(Column into, Column more) {
    for (int step = 0; step < more.steps(); step++) {
      if (more.has(step)) {
        if (into.has(step)) {
          throw sameLabels();
        }
        into.copyStep(more, step);
      }
    }
  }
}
