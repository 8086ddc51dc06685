package io.atalaya.query.exec;

import io.atalaya.model.Labels;
import io.atalaya.model.Matcher;
import io.atalaya.model.QueryException;
import io.atalaya.query.ast.AggregateOperator;
import io.atalaya.query.ast.PositionRange;
import io.atalaya.query.ast.RangeExtension;
import io.atalaya.query.ast.ValueType;
import io.atalaya.query.function.RangeFunctions;
import io.atalaya.query.plan.Plan;
import io.atalaya.query.plan.Selector;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of a plan that can be evaluated where the series live: {@code aggregation by
 * (function(selector))} or {@code aggregation by (selector)}, for one metric. What comes back is a
 * {@link PartialAggregate}.
 *
 * <p>All who take part in a query must have the same features switched on.
 *
 * <pre>
 *   form, big-endian: version u8 = 1, start i64 ms, step i64 ms, steps u32, lookback i64 ms,
 *         operator text, without u8, grouping: count u32 and texts, expression
 *   expression: 1 selector | 2 selector, range i64 ms
 *         | 3 function text, arguments: count u32 and expressions | 4 number f64;
 *         each followed by its place in the query: start u32, end u32
 *   selector: matchers: count u32 and (type, name, value: texts); at: is there one u8, i64 ms;
 *         offset i64 ms, extension text, statistics only u8
 *   text: length u32 and UTF-8; labels: count u32 and (name, value)
 * </pre>
 */
public final class Fragment {
  private static final int VERSION = 1;
  private static final int SELECT = 1;
  private static final int SELECT_RANGE = 2;
  private static final int CALL = 3;
  private static final int CONSTANT = 4;
  private static final int DEEPEST = 3;

  private final Plan.Aggregate plan;
  private final Steps steps;
  private final long lookbackMillis;

  private Fragment(Plan.Aggregate plan, Steps steps, long lookbackMillis) {
    this.plan = plan;
    this.steps = steps;
    this.lookbackMillis = lookbackMillis;
  }

  /**
   * The fragment that an aggregation is, or null if it has to be evaluated where the query runs.
   */
  static @Nullable Fragment of(Plan.Aggregate plan, Steps steps, Settings settings) {
    return isLocal(plan.expr()) ? new Fragment(plan, steps, settings.lookbackMillis()) : null;
  }

  private static boolean isLocal(Plan expr) {
    return switch (expr) {
      case Plan.Select select -> isOfOneMetric(select.selector());
      case Plan.Call call ->
          RangeFunctions.find(call.function()).isPresent()
              && call.args().stream().allMatch(Fragment::isLocalArgument);
      case Plan.Constant p -> false;
      case Plan.Text p -> false;
      case Plan.SelectRange p -> false;
      case Plan.Subquery p -> false;
      case Plan.Aggregate p -> false;
      case Plan.Binary p -> false;
      case Plan.Sign p -> false;
      case Plan.StepInvariant p -> false;
    };
  }

  private static boolean isLocalArgument(Plan arg) {
    return arg instanceof Plan.Constant
        || (arg instanceof Plan.SelectRange range && isOfOneMetric(range.selector()));
  }

  /** Series of several metrics may be the same once they lose their names, which no shard sees. */
  private static boolean isOfOneMetric(Selector selector) {
    return selector.matchers().stream()
        .anyMatch(
            m ->
                m.type() == Matcher.Type.EQUAL
                    && m.name().equals(Labels.METRIC_NAME)
                    && !m.value().isEmpty());
  }

  Plan.Aggregate plan() {
    return plan;
  }

  Steps steps() {
    return steps;
  }

  /** How long a sample counts if no newer one comes. */
  public long lookbackMillis() {
    return lookbackMillis;
  }

  byte[] toBytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(VERSION);
      out.writeLong(steps.startMillis());
      out.writeLong(steps.stepMillis());
      out.writeInt(steps.count());
      out.writeLong(lookbackMillis);
      Bytes.writeConstant(out, plan.op());
      out.writeBoolean(plan.without());
      out.writeInt(plan.grouping().size());
      for (String name : plan.grouping()) {
        Bytes.writeText(out, name);
      }
      write(out, plan.expr());
    } catch (IOException e) {
      throw new IllegalStateException("memory cannot be written to", e);
    }
    return bytes.toByteArray();
  }

  private static void write(DataOutputStream out, Plan expr) throws IOException {
    switch (expr) {
      case Plan.Select p -> {
        out.writeByte(SELECT);
        write(out, p.selector());
      }
      case Plan.SelectRange p -> {
        out.writeByte(SELECT_RANGE);
        write(out, p.selector());
        out.writeLong(p.rangeMillis());
      }
      case Plan.Call p -> {
        out.writeByte(CALL);
        Bytes.writeText(out, p.function());
        out.writeInt(p.args().size());
        for (Plan arg : p.args()) {
          write(out, arg);
        }
      }
      case Plan.Constant p -> {
        out.writeByte(CONSTANT);
        out.writeDouble(p.value());
      }
      case Plan.Text p -> throw notLocal(p);
      case Plan.Subquery p -> throw notLocal(p);
      case Plan.Aggregate p -> throw notLocal(p);
      case Plan.Binary p -> throw notLocal(p);
      case Plan.Sign p -> throw notLocal(p);
      case Plan.StepInvariant p -> throw notLocal(p);
    }
    out.writeInt(expr.position().start());
    out.writeInt(expr.position().end());
  }

  private static IllegalStateException notLocal(Plan plan) {
    return new IllegalStateException("no part of a fragment: " + plan);
  }

  private static void write(DataOutputStream out, Selector selector) throws IOException {
    out.writeInt(selector.matchers().size());
    for (Matcher m : selector.matchers()) {
      Bytes.writeConstant(out, m.type());
      Bytes.writeText(out, m.name());
      Bytes.writeText(out, m.value());
    }
    Long at = selector.atMillis();
    out.writeBoolean(at != null);
    if (at != null) {
      out.writeLong(at);
    }
    out.writeLong(selector.offsetMillis());
    Bytes.writeConstant(out, selector.extension());
    out.writeBoolean(selector.statisticsOnly());
  }

  /**
   * Reads what {@link #toBytes} gave.
   *
   * @throws QueryException if these bytes are no fragment
   */
  public static Fragment of(byte[] bytes) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      Bytes.require(in.readByte() == VERSION, "another version");
      long start = in.readLong();
      long step = in.readLong();
      int count = in.readInt();
      Bytes.require(step > 0 && count > 0, "no steps");
      long lookback = in.readLong();
      AggregateOperator op = Bytes.readConstant(in, AggregateOperator.values());
      boolean without = in.readBoolean();
      List<String> grouping = new ArrayList<>();
      int names = Bytes.count(in);
      for (int i = 0; i < names; i++) {
        grouping.add(Bytes.readText(in));
      }
      Plan expr = readExpr(in, 0);
      Bytes.require(isLocal(expr) && in.read() < 0, "another expression");
      Plan.Aggregate plan =
          new Plan.Aggregate(op, expr, null, grouping, without, PositionRange.NONE);
      return new Fragment(
          plan, new Steps(start, start + step * (count - 1), step, count), lookback);
    } catch (IOException | IllegalArgumentException e) {
      throw new QueryException(QueryException.Kind.BAD_DATA, String.valueOf(e.getMessage()), e);
    }
  }

  private static Plan readExpr(DataInputStream in, int depth) throws IOException {
    Bytes.require(depth < DEEPEST, "a deep expression");
    int kind = in.readByte();
    return switch (kind) {
      case SELECT -> new Plan.Select(readSelector(in), readPosition(in));
      case SELECT_RANGE -> new Plan.SelectRange(readSelector(in), in.readLong(), readPosition(in));
      case CALL -> readCall(in, depth);
      case CONSTANT -> new Plan.Constant(in.readDouble(), readPosition(in));
      default -> throw new IOException("not a fragment of a query: expression " + kind);
    };
  }

  private static Plan readCall(DataInputStream in, int depth) throws IOException {
    String function = Bytes.readText(in);
    List<Plan> args = new ArrayList<>();
    int count = Bytes.count(in);
    for (int i = 0; i < count; i++) {
      args.add(readExpr(in, depth + 1));
    }
    return new Plan.Call(function, args, ValueType.VECTOR, readPosition(in));
  }

  private static PositionRange readPosition(DataInputStream in) throws IOException {
    return new PositionRange(in.readInt(), in.readInt());
  }

  private static Selector readSelector(DataInputStream in) throws IOException {
    List<Matcher> matchers = new ArrayList<>();
    int count = Bytes.count(in);
    for (int i = 0; i < count; i++) {
      Matcher.Type type = Bytes.readConstant(in, Matcher.Type.values());
      matchers.add(Matcher.of(type, Bytes.readText(in), Bytes.readText(in)));
    }
    Long at = in.readBoolean() ? (Long) in.readLong() : null;
    long offset = in.readLong();
    RangeExtension extension = Bytes.readConstant(in, RangeExtension.values());
    return new Selector(matchers, at, offset, extension, in.readBoolean());
  }
}
