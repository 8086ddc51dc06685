package io.atalaya.query.plan;

import io.atalaya.query.ast.PositionRange;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a plan that are in it more than once, as in {@code sum(a) / (sum(a) + sum(b))}, so
 * that each is evaluated once only. What is said of such a part is said of its last place in the
 * query, as if all had been evaluated in turn.
 */
public final class Repeats {
  /** Plans of more nodes are evaluated as they are. */
  private static final int MOST_NODES = 500;

  private final Map<Plan, Plan> lastByText = new HashMap<>();
  private final IdentityHashMap<Plan, Plan> keys = new IdentityHashMap<>();

  private Repeats() {}

  /** Of a plan that is not looked at. */
  public static Repeats none() {
    return new Repeats();
  }

  /** Looks for repeated parts. */
  public static Repeats of(Plan plan) {
    Repeats repeats = new Repeats();
    int nodes = nodes(plan);
    if (nodes <= MOST_NODES && nodes > 1 && mayRepeat(plan) > 1) {
      Map<Plan, Integer> counts = new HashMap<>();
      repeats.visit(plan, counts);
      repeats.keys.values().removeIf(key -> counts.getOrDefault(key, 0) < 2);
    }
    return repeats;
  }

  /** How many parts there are of the kinds that are looked at. */
  private static int mayRepeat(Plan plan) {
    int parts = isLookedAt(plan) ? 1 : 0;
    for (Plan child : plan.children()) {
      parts += mayRepeat(child);
    }
    return parts;
  }

  private static boolean isLookedAt(Plan plan) {
    return plan instanceof Plan.Aggregate
        || plan instanceof Plan.Binary
        || plan instanceof Plan.Call;
  }

  private static int nodes(Plan plan) {
    return 1 + plan.children().stream().mapToInt(Repeats::nodes).sum();
  }

  /** Something equal for all occurrences of a part, or null if there is one only. */
  public @Nullable Plan key(Plan part) {
    return keys.get(part);
  }

  /** The occurrence that stands last in the query. */
  public Plan last(Plan key) {
    return lastByText.getOrDefault(key, key);
  }

  private Plan visit(Plan plan, Map<Plan, Integer> counts) {
    List<Plan> children = plan.children().stream().map(c -> visit(c, counts)).toList();
    Plan key = unplaced(plan, children);
    if (isLookedAt(plan)) {
      keys.put(plan, key);
      counts.merge(key, 1, Integer::sum);
      lastByText.put(key, plan);
    }
    return key;
  }

  private static Plan unplaced(Plan plan, List<Plan> children) {
    PositionRange none = PositionRange.NONE;
    return switch (plan) {
      case Plan.Constant p -> new Plan.Constant(p.value(), none);
      case Plan.Text p -> new Plan.Text(p.value(), none);
      case Plan.Select p -> new Plan.Select(p.selector(), none);
      case Plan.SelectRange p -> new Plan.SelectRange(p.selector(), p.rangeMillis(), none);
      case Plan.Subquery p ->
          new Plan.Subquery(
              children.getFirst(),
              p.rangeMillis(),
              p.stepMillis(),
              p.atMillis(),
              p.offsetMillis(),
              none);
      case Plan.Call p -> new Plan.Call(p.function(), children, p.type(), none);
      case Plan.Aggregate p ->
          new Plan.Aggregate(
              p.op(),
              children.getFirst(),
              p.param() == null ? null : children.getLast(),
              p.grouping(),
              p.without(),
              none);
      case Plan.Binary p ->
          new Plan.Binary(
              p.op(),
              children.getFirst(),
              children.getLast(),
              p.returnBool(),
              p.matching(),
              p.type(),
              none);
      case Plan.Sign p -> new Plan.Sign(children.getFirst(), p.negative(), none);
      case Plan.StepInvariant p -> new Plan.StepInvariant(children.getFirst());
    };
  }
}
