package io.atalaya.collect.push.otlp;

import io.atalaya.collect.push.otlp.OtlpMetric.Exemplar;
import io.atalaya.collect.push.otlp.OtlpMetric.Kind;
import io.atalaya.collect.push.otlp.OtlpMetric.Point;
import io.atalaya.collect.push.otlp.OtlpMetric.Value;
import io.atalaya.model.wire.ProtoReader;
import io.atalaya.model.wire.WireException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads an {@code ExportMetricsServiceRequest}.
 *
 * <pre>
 * Request        1 ResourceMetrics…
 * Resource…      1 { 1 attribute… }   2 ScopeMetrics…
 * Scope…         1 { 1 name 2 version 3 attribute… }   2 Metric…   3 schema URL
 * Metric         1 name 2 description 3 unit   5 gauge 7 sum 9 histogram 10 exponential 11 summary
 *                each { 1 point… 2 temporality 3 monotonic }
 * every point    2 start 3 time, fixed64 nanoseconds
 * number point   4 double 6 sfixed64   5 exemplar… 7 attribute… 8 flags
 * histogram      4 fixed64 count 5 sum 6 fixed64 counts 7 bounds
 *                8 exemplar… 9 attribute… 10 flags
 * exponential    1 attribute… 4 fixed64 count 5 sum 6 sint32 scale 7 fixed64 zero count
 *                8, 9 positive, negative { 1 sint32 offset 2 uint64 counts }
 *                10 flags 11 exemplar…
 * summary        4 fixed64 count 5 sum 6 { 1 quantile 2 value }…   7 attribute… 8 flags
 * exemplar       2 time 3 double 6 sfixed64   4 span id 5 trace id 7 attribute…
 * </pre>
 */
public final class OtlpProtobuf {
  /** Resources, scopes, metrics, points and exemplars of a request: few bytes can hold many. */
  private static final int MAX_ITEMS = 500_000;

  private final ProtoReader in;
  private int items;

  private OtlpProtobuf(byte[] message) {
    in = new ProtoReader(message);
  }

  /** Reads a request. */
  public static List<OtlpResource> read(byte[] message) throws WireException {
    OtlpProtobuf reader = new OtlpProtobuf(message);
    List<OtlpResource> resources = new ArrayList<>();
    while (reader.in.next()) {
      if (reader.in.field() == 1) {
        resources.add(reader.resource());
      } else {
        reader.in.skip();
      }
    }
    return resources;
  }

  /** Enters another item. */
  private int enterItem() throws WireException {
    if (++items > MAX_ITEMS) {
      throw new WireException(in.position(), "more than " + MAX_ITEMS + " points and the like");
    }
    return in.enter();
  }

  private OtlpResource resource() throws WireException {
    int outer = enterItem();
    Map<String, String> attributes = new LinkedHashMap<>();
    List<OtlpResource.Scope> scopes = new ArrayList<>();
    while (in.next()) {
      switch (in.field()) {
        case 1 -> {
          int inner = in.enter();
          while (in.next()) {
            if (in.field() == 1) {
              AnyValue.keyValue(in, attributes);
            } else {
              in.skip();
            }
          }
          in.leave(inner);
        }
        case 2 -> scopes.add(scope());
        default -> in.skip();
      }
    }
    in.leave(outer);
    return new OtlpResource(attributes, scopes);
  }

  private OtlpResource.Scope scope() throws WireException {
    int outer = enterItem();
    String[] named = {"", ""};
    String schema = "";
    Map<String, String> attributes = new LinkedHashMap<>();
    List<OtlpMetric> metrics = new ArrayList<>();
    while (in.next()) {
      switch (in.field()) {
        case 1 -> {
          int inner = in.enter();
          while (in.next()) {
            switch (in.field()) {
              case 1, 2 -> named[in.field() - 1] = in.text();
              case 3 -> AnyValue.keyValue(in, attributes);
              default -> in.skip();
            }
          }
          in.leave(inner);
        }
        case 2 -> metrics.add(metric());
        case 3 -> schema = in.text();
        default -> in.skip();
      }
    }
    in.leave(outer);
    return new OtlpResource.Scope(named[0], named[1], schema, attributes, metrics);
  }

  private static Kind kind(int field) {
    return switch (field) {
      case 5 -> Kind.GAUGE;
      case 7 -> Kind.SUM;
      case 9 -> Kind.HISTOGRAM;
      case 10 -> Kind.EXPONENTIAL_HISTOGRAM;
      case 11 -> Kind.SUMMARY;
      default -> Kind.NONE;
    };
  }

  private OtlpMetric metric() throws WireException {
    int outer = enterItem();
    String[] texts = {"", "", "", ""};
    Kind kind = Kind.NONE;
    List<Point> points = new ArrayList<>();
    int temporality = 0;
    boolean monotonic = false;
    while (in.next()) {
      int field = in.field();
      if (field >= 1 && field <= 3) {
        texts[field] = in.text();
      } else if (kind(field) == Kind.NONE) {
        in.skip();
      } else {
        kind = kind(field);
        int inner = in.enter();
        while (in.next()) {
          switch (in.field()) {
            case 1 -> points.add(point(kind));
            case 2 -> temporality = in.int32();
            case 3 -> monotonic = in.bool();
            default -> in.skip();
          }
        }
        in.leave(inner);
      }
    }
    in.leave(outer);
    return new OtlpMetric(texts[1], texts[2], texts[3], kind, temporality, monotonic, points);
  }

  private Point point(Kind kind) throws WireException {
    int outer = enterItem();
    OnePoint point = new OnePoint();
    while (in.next()) {
      switch (in.field()) {
        case 2 -> point.start = in.fixed64();
        case 3 -> point.time = in.fixed64();
        default -> {
          switch (kind) {
            case GAUGE, SUM -> point.number();
            case HISTOGRAM -> point.explicit();
            case EXPONENTIAL_HISTOGRAM -> point.exponential();
            case SUMMARY -> point.summary();
            case NONE -> in.skip();
          }
        }
      }
    }
    in.leave(outer);
    return point.build(kind);
  }

  /** Fields of a point as they come. */
  private final class OnePoint {
    private final Map<String, String> attributes = new LinkedHashMap<>();
    private final List<Exemplar> exemplars = new ArrayList<>();
    private final Doubles counts = new Doubles();
    private final Doubles negative = new Doubles();
    private final Doubles bounds = new Doubles();
    private long start;
    private long time;
    private int flags;
    private double number;
    private double count;
    private boolean hasSum;
    private double sum;
    private int scale;
    private double zeroCount;
    private final int[] offsets = new int[2];

    private void number() throws WireException {
      switch (in.field()) {
        case 4 -> number = in.float64();
        case 6 -> number = in.fixed64();
        case 5 -> exemplars.add(exemplar());
        case 7 -> AnyValue.keyValue(in, attributes);
        case 8 -> flags = in.int32();
        default -> in.skip();
      }
    }

    private void sum() throws WireException {
      sum = in.float64();
      hasSum = true;
    }

    private void explicit() throws WireException {
      switch (in.field()) {
        case 4 -> count = in.fixed64();
        case 5 -> sum();
        case 6 -> counts.addFixedCounts(in);
        case 7 -> bounds.addDoubles(in);
        case 8 -> exemplars.add(exemplar());
        case 9 -> AnyValue.keyValue(in, attributes);
        case 10 -> flags = in.int32();
        default -> in.skip();
      }
    }

    private void exponential() throws WireException {
      switch (in.field()) {
        case 1 -> AnyValue.keyValue(in, attributes);
        case 4 -> count = in.fixed64();
        case 5 -> sum();
        case 6 -> scale = (int) in.sint64();
        case 7 -> zeroCount = in.fixed64();
        case 8 -> buckets(0, counts);
        case 9 -> buckets(1, negative);
        case 10 -> flags = in.int32();
        case 11 -> exemplars.add(exemplar());
        default -> in.skip();
      }
    }

    private void buckets(int side, Doubles into) throws WireException {
      int outer = in.enter();
      while (in.next()) {
        switch (in.field()) {
          case 1 -> offsets[side] = (int) in.sint64();
          case 2 -> into.addCounts(in);
          default -> in.skip();
        }
      }
      in.leave(outer);
    }

    private void summary() throws WireException {
      switch (in.field()) {
        case 4 -> count = in.fixed64();
        case 5 -> sum();
        case 6 -> quantile();
        case 7 -> AnyValue.keyValue(in, attributes);
        case 8 -> flags = in.int32();
        default -> in.skip();
      }
    }

    private void quantile() throws WireException {
      int outer = in.enter();
      double quantile = 0;
      double value = 0;
      while (in.next()) {
        switch (in.field()) {
          case 1 -> quantile = in.float64();
          case 2 -> value = in.float64();
          default -> in.skip();
        }
      }
      in.leave(outer);
      bounds.add(quantile);
      counts.add(value);
    }

    Point build(Kind kind) {
      return new Point(attributes, start, time, (flags & 1) != 0, value(kind), exemplars);
    }

    private Value value(Kind kind) {
      return switch (kind) {
        case GAUGE, SUM, NONE -> new OtlpMetric.Scalar(number);
        case HISTOGRAM ->
            new OtlpMetric.Explicit(count, hasSum, sum, counts.toArray(), bounds.toArray());
        case EXPONENTIAL_HISTOGRAM ->
            new OtlpMetric.Exponential(
                scale,
                count,
                sum,
                zeroCount,
                offsets[0],
                counts.toArray(),
                offsets[1],
                negative.toArray());
        case SUMMARY -> new OtlpMetric.Summary(count, sum, bounds.toArray(), counts.toArray());
      };
    }
  }

  private Exemplar exemplar() throws WireException {
    int outer = enterItem();
    Map<String, String> attributes = new LinkedHashMap<>();
    long time = 0;
    double value = 0;
    String trace = "";
    String span = "";
    while (in.next()) {
      switch (in.field()) {
        case 2 -> time = in.fixed64();
        case 3 -> value = in.float64();
        case 4 -> span = HexFormat.of().formatHex(in.byteArray());
        case 5 -> trace = HexFormat.of().formatHex(in.byteArray());
        case 6 -> value = in.fixed64();
        case 7 -> AnyValue.keyValue(in, attributes);
        default -> in.skip();
      }
    }
    in.leave(outer);
    return new Exemplar(attributes, time, value, trace, span);
  }
}
