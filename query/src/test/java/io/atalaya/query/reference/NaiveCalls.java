package io.atalaya.query.reference;

import io.atalaya.model.Labels;
import io.atalaya.model.Matcher;
import io.atalaya.query.ast.Call;
import io.atalaya.query.ast.Expr;
import io.atalaya.query.ast.MatrixSelector;
import io.atalaya.query.ast.ParenExpr;
import io.atalaya.query.ast.StringLiteral;
import io.atalaya.query.ast.ValueType;
import io.atalaya.query.ast.VectorSelector;
import io.atalaya.query.reference.NaiveHistogram.Bucket;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.DoubleUnaryOperator;
import java.util.function.ToDoubleFunction;
import java.util.regex.Pattern;

/** Function calls at one time. */
final class NaiveCalls {
  private static final Map<String, DoubleUnaryOperator> MATHEMATICS =
      Map.ofEntries(
          Map.entry("abs", Math::abs),
          Map.entry("ceil", Math::ceil),
          Map.entry("floor", Math::floor),
          Map.entry("exp", Math::exp),
          Map.entry("sqrt", Math::sqrt),
          Map.entry("ln", Math::log),
          Map.entry("log2", v -> Math.log(v) / Math.log(2)),
          Map.entry("log10", Math::log10),
          Map.entry("sin", Math::sin),
          Map.entry("cos", Math::cos),
          Map.entry("tan", Math::tan),
          Map.entry("asin", Math::asin),
          Map.entry("acos", Math::acos),
          Map.entry("atan", Math::atan),
          Map.entry("sinh", Math::sinh),
          Map.entry("cosh", Math::cosh),
          Map.entry("tanh", Math::tanh),
          Map.entry("deg", Math::toDegrees),
          Map.entry("rad", Math::toRadians),
          Map.entry("sgn", Math::signum));

  private static final Map<String, ToDoubleFunction<OffsetDateTime>> DATES =
      Map.of(
          "minute", OffsetDateTime::getMinute,
          "hour", OffsetDateTime::getHour,
          "day_of_week", t -> t.getDayOfWeek().getValue() % 7,
          "day_of_month", OffsetDateTime::getDayOfMonth,
          "day_of_year", OffsetDateTime::getDayOfYear,
          "days_in_month", t -> t.toLocalDate().lengthOfMonth(),
          "month", OffsetDateTime::getMonthValue,
          "year", OffsetDateTime::getYear);

  private static final Map<String, ToDoubleFunction<NaiveHistogram>> HISTOGRAMS =
      Map.of(
          "histogram_count", NaiveHistogram::count,
          "histogram_sum", NaiveHistogram::sum,
          "histogram_avg", h -> h.sum() / h.count(),
          "histogram_stdvar", NaiveQuantiles::variance,
          "histogram_stddev", h -> Math.sqrt(NaiveQuantiles.variance(h)));

  private final ReferenceEvaluator evaluator;

  NaiveCalls(ReferenceEvaluator evaluator) {
    this.evaluator = evaluator;
  }

  double scalar(Call call, long millis) {
    String name = call.function().name();
    return switch (name) {
      case "time" -> millis / 1000.0;
      case "pi" -> Math.PI;
      case "scalar" -> onlyOne(evaluator.vector(call.args().getFirst(), millis));
      case "min_of" -> least(number(call, 0, millis), number(call, 1, millis));
      case "max_of" -> greatest(number(call, 0, millis), number(call, 1, millis));
      default -> evaluator.queryConstant(name);
    };
  }

  private static double onlyOne(List<Element> elements) {
    List<Element> floats = elements.stream().filter(e -> e.point().isFloat()).toList();
    return floats.size() == 1 ? floats.getFirst().point().value() : Double.NaN;
  }

  private double number(Call call, int arg, long millis) {
    return evaluator.scalar(call.args().get(arg), millis);
  }

  private static String text(Call call, int arg) {
    Expr expr = call.args().get(arg);
    return ((StringLiteral) expr).value();
  }

  List<Element> vector(Call call, long millis) {
    String name = call.function().name();
    if (name.equals("absent_over_time")) {
      boolean none = evaluator.range(call.args().getFirst(), millis).series().isEmpty();
      return none ? absent(call.args().getFirst(), millis) : List.of();
    }
    int matrix = matrixArgument(call);
    if (matrix >= 0) {
      return overRange(call, matrix, millis);
    }
    return switch (name) {
      case "vector" ->
          List.of(new Element(Labels.empty(), false, Point.of(millis, number(call, 0, millis))));
      case "absent" -> {
        boolean none = evaluator.vector(call.args().getFirst(), millis).isEmpty();
        yield none ? absent(call.args().getFirst(), millis) : List.of();
      }
      case "timestamp" -> timestamp(call.args().getFirst(), millis);
      case "sort", "sort_desc" -> floats(evaluator.vector(call.args().getFirst(), millis));
      case "sort_by_label", "sort_by_label_desc" ->
          evaluator.vector(call.args().getFirst(), millis);
      case "label_replace" -> labelReplace(call, millis);
      case "label_join" -> labelJoin(call, millis);
      case "histogram_quantile" -> quantile(call, millis);
      case "histogram_fraction" -> fraction(call, millis);
      default -> byElement(call, name, millis);
    };
  }

  private static List<Element> floats(List<Element> elements) {
    return elements.stream().filter(e -> e.point().isFloat()).toList();
  }

  private static int matrixArgument(Call call) {
    for (int i = 0; i < call.args().size(); i++) {
      if (call.args().get(i).type() == ValueType.MATRIX) {
        return i;
      }
    }
    return -1;
  }

  private List<Element> overRange(Call call, int matrix, long millis) {
    String name = call.function().name();
    List<Double> scalars = new ArrayList<>();
    for (Expr arg : call.args()) {
      if (arg.type() == ValueType.SCALAR) {
        scalars.add(evaluator.scalar(arg, millis));
      }
    }
    boolean keeps = name.equals("last_over_time") || name.equals("first_over_time");
    ReferenceEvaluator.Range range = evaluator.range(call.args().get(matrix), millis);
    List<Element> out = new ArrayList<>();
    for (Line line : range.series()) {
      Point point =
          NaiveRanges.apply(
              name,
              new NaiveRanges.Window(
                  line.points(), range.fromMillis(), range.toMillis(), millis, scalars));
      if (point != null) {
        out.add(named(line, !keeps || line.dropsName(), point));
      }
    }
    return evaluator.checked(out);
  }

  private Element named(Line line, boolean drops, Point point) {
    boolean now = drops && !evaluator.delaysNames();
    Labels labels = now ? line.labels().without(Labels.METRIC_NAME) : line.labels();
    return new Element(labels, drops, point);
  }

  private List<Element> absent(Expr of, long millis) {
    List<Matcher> matchers =
        switch (of) {
          case VectorSelector v -> v.matchers();
          case MatrixSelector m -> m.selector().matchers();
          default -> List.of();
        };
    Labels.Builder labels = Labels.builder();
    Set<String> seen = new HashSet<>();
    for (Matcher m : matchers) {
      if (!m.name().equals(Labels.METRIC_NAME)) {
        boolean first = m.type() == Matcher.Type.EQUAL && seen.add(m.name());
        labels.set(m.name(), first ? m.value() : "");
      }
    }
    return List.of(new Element(labels.build(), false, Point.of(millis, 1)));
  }

  private List<Element> timestamp(Expr of, long millis) {
    Expr inner = of;
    while (inner instanceof ParenExpr p) {
      inner = p.expr();
    }
    List<Element> elements =
        inner instanceof VectorSelector selector
            ? evaluator.latest(selector, millis)
            : evaluator.vector(of, millis);
    return evaluator.renamed(elements, p -> Point.of(millis, p.millis() / 1000.0));
  }

  private List<Element> byElement(Call call, String name, long millis) {
    if (DATES.containsKey(name) && call.args().isEmpty()) {
      return List.of(new Element(Labels.empty(), false, date(name, millis, millis / 1000)));
    }
    boolean ofHistograms = HISTOGRAMS.containsKey(name);
    List<Element> input =
        evaluator.vector(call.args().getFirst(), millis).stream()
            .filter(e -> e.point().isFloat() != ofHistograms)
            .toList();
    if (name.equals("clamp") && number(call, 2, millis) < number(call, 1, millis)) {
      return List.of();
    }
    return evaluator.renamed(input, p -> changed(call, name, p, millis));
  }

  private static Point date(String name, long millis, long seconds) {
    OffsetDateTime time = Instant.ofEpochSecond(seconds).atOffset(ZoneOffset.UTC);
    ToDoubleFunction<OffsetDateTime> field = DATES.get(name);
    return Point.of(millis, field == null ? Double.NaN : field.applyAsDouble(time));
  }

  private Point changed(Call call, String name, Point p, long millis) {
    DoubleUnaryOperator mathematics = MATHEMATICS.get(name);
    if (mathematics != null) {
      return Point.of(millis, mathematics.applyAsDouble(p.value()));
    }
    ToDoubleFunction<NaiveHistogram> ofHistogram = HISTOGRAMS.get(name);
    if (ofHistogram != null) {
      return Point.of(millis, ofHistogram.applyAsDouble(p.requireHistogram()));
    }
    double v = p.value();
    return switch (name) {
      case "clamp" ->
          Point.of(millis, greatest(number(call, 1, millis), least(number(call, 2, millis), v)));
      case "clamp_min" -> Point.of(millis, greatest(number(call, 1, millis), v));
      case "clamp_max" -> Point.of(millis, least(number(call, 1, millis), v));
      case "round" -> Point.of(millis, round(v, call, millis));
      default -> {
        if (!DATES.containsKey(name) || Double.isNaN(v)) {
          throw new UnclearException("no reference for " + name);
        }
        yield date(name, millis, (long) v);
      }
    };
  }

  /** From least to greatest: −∞, NaN, numbers. */
  private static double least(double a, double b) {
    return -greatest(-a, -b);
  }

  /** From greatest to least: ∞, NaN, numbers. */
  private static double greatest(double a, double b) {
    if (a == Double.POSITIVE_INFINITY || b == Double.POSITIVE_INFINITY) {
      return Double.POSITIVE_INFINITY;
    }
    return Math.max(a, b);
  }

  private double round(double v, Call call, long millis) {
    double inverse = 1 / (call.args().size() > 1 ? number(call, 1, millis) : 1);
    return Math.floor(v * inverse + 0.5) / inverse;
  }

  private List<Element> labelReplace(Call call, long millis) {
    Pattern pattern = Pattern.compile(text(call, 4), Pattern.DOTALL);
    List<Element> out = new ArrayList<>();
    for (Element e : evaluator.vector(call.args().getFirst(), millis)) {
      java.util.regex.Matcher m = pattern.matcher(e.labels().get(text(call, 3)));
      out.add(m.matches() ? relabelled(e, text(call, 1), expand(m, text(call, 2))) : e);
    }
    return evaluator.checked(out);
  }

  private static String expand(java.util.regex.Matcher m, String template) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < template.length(); i++) {
      if (template.charAt(i) == '$') {
        String group = m.group(template.charAt(++i) - '0');
        out.append(group == null ? "" : group);
      } else {
        out.append(template.charAt(i));
      }
    }
    return out.toString();
  }

  private static Element relabelled(Element e, String label, String value) {
    boolean drops = e.dropsName() && !label.equals(Labels.METRIC_NAME);
    return new Element(e.labels().with(label, value), drops, e.point());
  }

  private List<Element> labelJoin(Call call, long millis) {
    List<Element> out = new ArrayList<>();
    for (Element e : evaluator.vector(call.args().getFirst(), millis)) {
      List<String> parts = new ArrayList<>();
      for (int i = 3; i < call.args().size(); i++) {
        parts.add(e.labels().get(text(call, i)));
      }
      out.add(relabelled(e, text(call, 1), String.join(text(call, 2), parts)));
    }
    return evaluator.checked(out);
  }

  private interface Classic {
    double apply(List<Bucket> cumulative);
  }

  private List<Element> quantile(Call call, long millis) {
    double q = number(call, 0, millis);
    return ofHistograms(
        evaluator.vector(call.args().get(1), millis),
        millis,
        h -> NaiveQuantiles.of(q, h),
        buckets -> NaiveQuantiles.classic(q, buckets));
  }

  private List<Element> fraction(Call call, long millis) {
    double from = number(call, 0, millis);
    double to = number(call, 1, millis);
    return ofHistograms(
        evaluator.vector(call.args().get(2), millis),
        millis,
        h -> NaiveQuantiles.fraction(from, to, h),
        buckets -> NaiveQuantiles.classicFraction(from, to, buckets));
  }

  /** Native histograms one by one, classic ones by their labels other than {@code le}. */
  private List<Element> ofHistograms(
      List<Element> input,
      long millis,
      ToDoubleFunction<NaiveHistogram> ofNative,
      Classic ofClassic) {
    Map<Labels, List<Bucket>> classic = new LinkedHashMap<>();
    Map<Labels, Element> natives = new LinkedHashMap<>();
    for (Element e : input) {
      double bound = bound(e.labels().get("le"));
      if (!e.point().isFloat()) {
        natives.put(e.labels(), e);
      } else if (!Double.isNaN(bound)) {
        classic
            .computeIfAbsent(e.labels().without("le"), l -> new ArrayList<>())
            .add(new Bucket(0, bound, e.point().value()));
      }
    }
    List<Element> out = new ArrayList<>();
    natives.forEach(
        (labels, e) -> {
          if (!classic.containsKey(labels)) {
            out.add(e.with(Point.of(millis, ofNative.applyAsDouble(e.point().requireHistogram()))));
          }
        });
    classic.forEach(
        (labels, buckets) -> {
          if (!natives.containsKey(labels)) {
            Point point = Point.of(millis, ofClassic.apply(buckets));
            out.add(new Element(labels, false, point));
          }
        });
    return evaluator.renamed(out, p -> p);
  }

  private static double bound(String le) {
    try {
      return le.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(le);
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }
}
