package io.atalaya.query.exec;

import io.atalaya.model.Labels;
import io.atalaya.model.Matcher;
import io.atalaya.model.QueryException;
import io.atalaya.query.ast.RangeExtension;
import io.atalaya.query.plan.Plan;
import io.atalaya.query.plan.Selector;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * {@code info}: adds the labels of info metrics, such as {@code target_info}, to series with the
 * same {@code job} and {@code instance}.
 *
 * <p>Where several info series of one metric match at a step, the one with the newest sample
 * counts. Series that are info metrics themselves stay as they are.
 */
final class InfoJoin {
  private static final List<String> IDENTIFYING = List.of("instance", "job");
  private static final String TARGET_INFO = "target_info";

  private final Evaluation evaluation;
  private final Plan.Call call;
  private final Steps steps;
  private final List<Matcher> nameMatchers = new ArrayList<>();
  private final Map<String, List<Matcher>> dataMatchers = new HashMap<>();
  private final HeldTable base;
  private final Map<Labels, Column> outputs = new TreeMap<>();
  private final Map<Labels, Boolean> dropsName = new HashMap<>();

  private InfoJoin(Evaluation evaluation, Plan.Call call, Steps steps) {
    this.evaluation = evaluation;
    this.call = call;
    this.steps = steps;
    sortMatchers();
    SeriesTable table = evaluation.vector(call.args().getFirst(), steps);
    base = HeldTable.of(table, evaluation, steps);
  }

  static SeriesTable evaluate(Evaluation evaluation, Plan.Call call, Steps steps) {
    return new InfoJoin(evaluation, call, steps).join();
  }

  private void sortMatchers() {
    List<Matcher> given =
        call.args().size() > 1 && call.args().get(1).unmarked() instanceof Plan.Select select
            ? select.selector().matchers()
            : List.of();
    for (Matcher m : given) {
      if (m.name().equals(Labels.METRIC_NAME)) {
        nameMatchers.add(m);
      } else {
        dataMatchers.computeIfAbsent(m.name(), n -> new ArrayList<>()).add(m);
      }
    }
    if (nameMatchers.isEmpty()) {
      nameMatchers.add(Matcher.equal(Labels.METRIC_NAME, TARGET_INFO));
    } else if (nameMatchers.stream().noneMatch(InfoJoin::isPositive)) {
      nameMatchers.addFirst(Matcher.of(Matcher.Type.REGEX, Labels.METRIC_NAME, ".+_info"));
    }
  }

  private static boolean isPositive(Matcher m) {
    return m.type() == Matcher.Type.EQUAL || m.type() == Matcher.Type.REGEX;
  }

  private boolean isInfo(Labels labels) {
    return nameMatchers.stream().allMatch(m -> m.matches(labels.metricName()));
  }

  private SeriesTable join() {
    InfoSeries infos = infoSeries();
    infos.refuseTwins(anyBase());
    for (int i = 0; i < base.size(); i++) {
      evaluation.checkpoint();
      if (isInfo(base.labels(i))) {
        emitAll(i);
      } else {
        enrich(i, infos);
      }
    }
    base.release(evaluation.budget());
    HeldTable out = new HeldTable();
    outputs.forEach(
        (labels, column) -> out.add(labels, Boolean.TRUE.equals(dropsName.get(labels)), column));
    return out;
  }

  /** The steps at which there is something to enrich. */
  private BitSet anyBase() {
    BitSet steps = new BitSet();
    for (int i = 0; i < base.size(); i++) {
      steps.or(BitSet.valueOf(base.column(i).presence()));
    }
    return steps;
  }

  private void emitAll(int i) {
    for (int step = 0; step < steps.count(); step++) {
      if (base.column(i).has(step)) {
        emit(i, base.labels(i), step);
      }
    }
  }

  private void emit(int i, Labels labels, int step) {
    Column column = outputs.computeIfAbsent(labels, l -> new Column(steps.count()));
    dropsName.putIfAbsent(labels, base.dropsName(i));
    if (column.has(step)) {
      throw Distinct.sameLabels();
    }
    column.copyStep(base.column(i), step);
  }

  private void enrich(int i, InfoSeries infos) {
    List<List<Integer>> candidates = infos.matching(base.labels(i));
    Map<List<Integer>, Labels> known = new HashMap<>();
    for (int step = 0; step < steps.count(); step++) {
      if (!base.column(i).has(step)) {
        continue;
      }
      List<Integer> chosen = new ArrayList<>();
      for (List<Integer> series : candidates) {
        Integer newest = infos.newest(series, step);
        if (newest != null) {
          chosen.add(newest);
        }
      }
      if (!chosen.isEmpty() || mayBeWithoutInfo()) {
        Labels labels = known.computeIfAbsent(chosen, c -> infos.enriched(base.labels(i), c));
        emit(i, labels, step);
      }
    }
  }

  private boolean mayBeWithoutInfo() {
    return dataMatchers.values().stream().flatMap(List::stream).allMatch(m -> m.matches(""));
  }

  private InfoSeries infoSeries() {
    List<Matcher> matchers = new ArrayList<>();
    for (String name : IDENTIFYING) {
      TreeSet<String> values = new TreeSet<>();
      for (int i = 0; i < base.size(); i++) {
        evaluation.checkpointAt(i);
        String value = base.labels(i).get(name);
        if (!value.isEmpty() && !isInfo(base.labels(i))) {
          values.add(quoted(value));
        }
      }
      if (!values.isEmpty()) {
        matchers.add(Matcher.of(Matcher.Type.REGEX, name, String.join("|", values)));
      }
    }
    if (matchers.isEmpty()) {
      return new InfoSeries(new HeldTable(), dataMatchers);
    }
    dataMatchers.values().forEach(matchers::addAll);
    matchers.addAll(nameMatchers);
    SelectTable table = evaluation.select(reference(matchers), steps);
    return new InfoSeries(HeldTable.of(table.sampleTimes(), evaluation, steps), dataMatchers);
  }

  private static String quoted(String text) {
    return text.replaceAll("[\\\\.+*?()|\\[\\]{}^$]", "\\\\$0");
  }

  /** Info series are looked at from the time the first selector of the argument looks from. */
  private Selector reference(List<Matcher> matchers) {
    List<Plan.Subquery> around = new ArrayList<>();
    Selector first = firstSelector(call.args().getFirst(), around);
    if (first == null) {
      return new Selector(matchers, null, 0, RangeExtension.NONE, false);
    }
    Long at = first.atMillis();
    long offset = first.offsetMillis();
    for (int i = around.size() - 1; at == null && i >= 0; i--) {
      offset += around.get(i).offsetMillis();
      at = around.get(i).atMillis();
    }
    return new Selector(matchers, at, offset, RangeExtension.NONE, false);
  }

  private static @Nullable Selector firstSelector(Plan plan, List<Plan.Subquery> around) {
    if (plan instanceof Plan.Select select) {
      return select.selector();
    }
    if (plan instanceof Plan.SelectRange range) {
      return range.selector();
    }
    if (plan instanceof Plan.Subquery subquery) {
      around.add(subquery);
    }
    for (Plan child : plan.children()) {
      Selector found = firstSelector(child, around);
      if (found != null) {
        return found;
      }
    }
    if (plan instanceof Plan.Subquery) {
      around.removeLast();
    }
    return null;
  }

  /** The info series, by metric and identifying labels. */
  private static final class InfoSeries {
    private final HeldTable table;
    private final Map<String, List<Matcher>> dataMatchers;
    private final Map<String, Map<Labels, List<Integer>>> byName = new TreeMap<>();

    InfoSeries(HeldTable table, Map<String, List<Matcher>> dataMatchers) {
      this.table = table;
      this.dataMatchers = dataMatchers;
      for (int i = 0; i < table.size(); i++) {
        Labels labels = table.labels(i);
        byName
            .computeIfAbsent(labels.metricName(), n -> new HashMap<>())
            .computeIfAbsent(labels.only(IDENTIFYING), l -> new ArrayList<>())
            .add(i);
      }
    }

    /** As Prometheus does, looks at all info series, whether something matches them or not. */
    void refuseTwins(BitSet steps) {
      for (Map<Labels, List<Integer>> metric : byName.values()) {
        for (List<Integer> alike : metric.values()) {
          if (alike.size() > 1) {
            steps.stream().forEach(step -> newest(alike, step));
          }
        }
      }
    }

    /** For each info metric, its series that match. */
    List<List<Integer>> matching(Labels labels) {
      Labels key = labels.only(IDENTIFYING);
      return byName.values().stream()
          .map(m -> m.getOrDefault(key, List.of()))
          .filter(l -> !l.isEmpty())
          .toList();
    }

    /** The series with the newest sample at a step. */
    @Nullable Integer newest(List<Integer> series, int step) {
      Integer newest = null;
      for (int i : series) {
        if (!table.column(i).has(step)) {
          continue;
        }
        double time = table.column(i).value(step);
        double best = newest == null ? Double.NEGATIVE_INFINITY : table.column(newest).value(step);
        if (time > best) {
          newest = i;
        } else if (newest != null && time == best) {
          throw duplicate(newest, i, (long) time);
        }
      }
      return newest;
    }

    private QueryException duplicate(int existing, int more, long millis) {
      return new QueryException(
          QueryException.Kind.EXECUTION,
          "found duplicate series for info metric: existing %s @ %d, new %s @ %d"
              .formatted(table.labels(existing), millis, table.labels(more), millis));
    }

    Labels enriched(Labels labels, List<Integer> infos) {
      Labels.Builder added = Labels.builder();
      for (int i : infos) {
        addData(table.labels(i), labels, added);
      }
      Labels.Builder result = labels.toBuilder();
      added.build().toMap().forEach(result::set);
      return result.build();
    }

    private void addData(Labels info, Labels labels, Labels.Builder added) {
      for (int k = 0; k < info.size(); k++) {
        String name = info.name(k);
        boolean wanted = dataMatchers.isEmpty() || dataMatchers.containsKey(name);
        if (name.equals(Labels.METRIC_NAME) || !wanted) {
          continue;
        }
        String before = added.get(name);
        if (!before.isEmpty() && !before.equals(info.value(k))) {
          throw new QueryException(QueryException.Kind.EXECUTION, "conflicting label: " + name);
        }
        if (!labels.has(name)) {
          added.set(name, info.value(k));
        }
      }
    }
  }
}
