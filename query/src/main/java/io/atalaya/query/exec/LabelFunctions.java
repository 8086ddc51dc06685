package io.atalaya.query.exec;

import io.atalaya.model.GoString;
import io.atalaya.model.Labels;
import io.atalaya.model.QueryException;
import io.atalaya.model.regex.Regex;
import io.atalaya.model.regex.RegexSyntaxException;
import io.atalaya.query.plan.Plan;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code label_replace} and {@code label_join}: change labels, never samples. */
final class LabelFunctions {
  private LabelFunctions() {}

  /** A change of the labels of one series. */
  private interface Change {
    /** The new labels, or null if they stay as they are. */
    @Nullable Labels apply(Labels labels);
  }

  static String text(Plan arg) {
    if (arg.unmarked() instanceof Plan.Text text) {
      return text.value();
    }
    throw new QueryException(QueryException.Kind.INTERNAL, "expected a string literal");
  }

  static SeriesTable replace(Evaluation evaluation, Plan.Call call, Steps steps) {
    String target = text(call.args().get(1));
    String replacement = text(call.args().get(2));
    String source = text(call.args().get(3));
    Regex regex = regex(text(call.args().get(4)));
    requireLabelName(target, "destination label name in label_replace()");
    Change change =
        labels -> {
          String expanded = regex.expand(labels.get(source), replacement);
          return expanded == null ? null : labels.with(target, expanded);
        };
    return relabelled(evaluation, call, steps, target, change);
  }

  static SeriesTable join(Evaluation evaluation, Plan.Call call, Steps steps) {
    String target = text(call.args().get(1));
    String separator = text(call.args().get(2));
    List<String> sources = new ArrayList<>();
    for (Plan arg : call.args().subList(3, call.args().size())) {
      String source = text(arg);
      requireLabelName(source, "source label name in label_join()");
      sources.add(source);
    }
    requireLabelName(target, "destination label name in label_join()");
    Change change =
        labels ->
            labels.with(target, String.join(separator, sources.stream().map(labels::get).toList()));
    return relabelled(evaluation, call, steps, target, change);
  }

  private static Regex regex(String text) {
    try {
      return Regex.compile(text);
    } catch (RegexSyntaxException e) {
      throw new QueryException(
          QueryException.Kind.EXECUTION,
          "invalid regular expression in label_replace(): " + text,
          e);
    }
  }

  private static void requireLabelName(String name, String what) {
    if (name.isEmpty() || !GoString.isUtf8(name)) {
      throw new QueryException(QueryException.Kind.EXECUTION, "invalid " + what + ": " + name);
    }
  }

  private static SeriesTable relabelled(
      Evaluation evaluation, Plan.Call call, Steps steps, String target, Change change) {
    SeriesTable inner = evaluation.vector(call.args().getFirst(), steps);
    boolean setsName = target.equals(Labels.METRIC_NAME);
    Labels[] labels = new Labels[inner.size()];
    boolean[] dropsName = new boolean[inner.size()];
    for (int i = 0; i < labels.length; i++) {
      evaluation.checkpointAtSeries(i);
      Labels changed = change.apply(inner.labels(i));
      labels[i] = changed == null ? inner.labels(i) : changed;
      dropsName[i] = inner.dropsName(i) && !(setsName && changed != null);
    }
    SeriesTable table = new RelabelledTable(inner, labels, dropsName);
    return evaluation.distinct().mergedNow(table, steps);
  }

  private static final class RelabelledTable implements SeriesTable {
    private final SeriesTable inner;
    private final Labels[] labels;
    private final boolean[] dropsName;

    RelabelledTable(SeriesTable inner, Labels[] labels, boolean[] dropsName) {
      this.inner = inner;
      this.labels = labels;
      this.dropsName = dropsName;
    }

    @Override
    public int size() {
      return labels.length;
    }

    @Override
    public Labels labels(int i) {
      return labels[i];
    }

    @Override
    public boolean dropsName(int i) {
      return dropsName[i];
    }

    @Override
    public Cursor cursor() {
      return inner.cursor();
    }
  }
}
