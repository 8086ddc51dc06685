package io.atalaya.query.exec;

import io.atalaya.model.Labels;
import io.atalaya.query.ast.VectorMatching;

/** {@code and}, {@code or} and {@code unless}: which samples stay, by what the other side has. */
final class SetOperations {
  private SetOperations() {}

  static SeriesTable and(
      Evaluation evaluation,
      SeriesTable left,
      SeriesTable right,
      VectorMatching matching,
      Steps steps) {
    return masked(evaluation, left, right, matching, steps, true);
  }

  static SeriesTable unless(
      Evaluation evaluation,
      SeriesTable left,
      SeriesTable right,
      VectorMatching matching,
      Steps steps) {
    return masked(evaluation, left, right, matching, steps, false);
  }

  private static SeriesTable masked(
      Evaluation evaluation,
      SeriesTable left,
      SeriesTable right,
      VectorMatching matching,
      Steps steps,
      boolean keepMatched) {
    Signatures signatures = new Signatures(evaluation, matching);
    int[] rightSignatures = signatures.of(right);
    int[] leftSignatures = signatures.of(left);
    long[][] present = presence(evaluation, right, rightSignatures, signatures.size(), steps);
    SeriesTable table =
        MappedTable.of(left, (i, column) -> column.mask(present[leftSignatures[i]], keepMatched));
    return evaluation.distinct().merged(table, steps);
  }

  /** At which steps there is any sample with a signature. */
  private static long[][] presence(
      Evaluation evaluation, SeriesTable table, int[] signatures, int count, Steps steps) {
    long[][] present = new long[count][(steps.count() + 63) >>> 6];
    evaluation.scan(
        table,
        steps,
        (i, column) -> {
          long[] into = present[signatures[i]];
          for (int word = 0; word < into.length; word++) {
            into[word] |= column.presence()[word];
          }
        });
    return present;
  }

  static SeriesTable or(
      Evaluation evaluation,
      SeriesTable left,
      SeriesTable right,
      VectorMatching matching,
      Steps steps) {
    HeldTable held = HeldTable.of(left, evaluation, steps);
    Signatures signatures = new Signatures(evaluation, matching);
    int[] leftSignatures = signatures.of(held);
    int[] rightSignatures = signatures.of(right);
    long[][] present = presence(evaluation, held, leftSignatures, signatures.size(), steps);
    SeriesTable missing =
        MappedTable.of(right, (i, column) -> column.mask(present[rightSignatures[i]], false));
    SeriesTable all = new BothTables(held, missing);
    return evaluation.distinct().mergedNow(all, steps);
  }

  /** The series of one table, then those of another. */
  private record BothTables(SeriesTable first, SeriesTable second) implements SeriesTable {
    @Override
    public int size() {
      return first.size() + second.size();
    }

    @Override
    public Labels labels(int i) {
      return i < first.size() ? first.labels(i) : second.labels(i - first.size());
    }

    @Override
    public boolean dropsName(int i) {
      return i < first.size() ? first.dropsName(i) : second.dropsName(i - first.size());
    }

    @Override
    public Cursor cursor() {
      Cursor firstCursor = first.cursor();
      Cursor secondCursor = second.cursor();
      return (i, out) -> {
        if (i < first.size()) {
          firstCursor.read(i, out);
        } else {
          secondCursor.read(i - first.size(), out);
        }
      };
    }
  }
}
