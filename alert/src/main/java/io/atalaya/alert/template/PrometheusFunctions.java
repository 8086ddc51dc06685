package io.atalaya.alert.template;

import io.atalaya.model.Labels;
import io.atalaya.model.PromDuration;
import io.atalaya.model.QueryException;
import io.atalaya.model.QueryValue;
import io.atalaya.model.StorageException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.DoubleFunction;

/** The functions that Prometheus gives to templates in rules. */
final class PrometheusFunctions {
  private static final String VALUE_LABEL = "__value__";
  private static final ValueType SAMPLE = ValueType.plain("*template.sample");
  private static final ValueType VECTOR = ValueType.plain("template.queryResult");

  static final FunctionSet SET =
      FunctionSet.of(
          List.of(
              Args.function("query", List.of("string"), PrometheusFunctions::query),
              Args.function("first", List.of(VECTOR.name()), a -> first(a.items(0))),
              Args.function(
                  "label", List.of("string", SAMPLE.name()), a -> label(a.value(1), a.text(0))),
              Args.function("value", List.of(SAMPLE.name()), a -> field(a.value(0), "Value")),
              Args.function(
                  "strvalue", List.of(SAMPLE.name()), a -> label(a.value(0), VALUE_LABEL)),
              Args.function(
                  "sortByLabel",
                  List.of("string", VECTOR.name()),
                  a -> sorted(a.items(1), a.text(0))),
              Args.variadic("args", List.of(ValueType.ANY), a -> numbered(a.values())),
              SharedFunctions.MATCH,
              SharedFunctions.REPLACE_ALL,
              SharedFunctions.SAFE_HTML,
              SharedFunctions.TO_UPPER,
              SharedFunctions.TO_LOWER,
              SharedFunctions.HUMANIZE_DURATION,
              Args.ofText("title", text -> SharedFunctions.title(text, false)),
              Args.ofText("graphLink", expression -> link(expression, 0)),
              Args.ofText("tableLink", expression -> link(expression, 1)),
              Args.ofText("stripPort", HostPort::withoutPort),
              Args.ofText("stripDomain", HostPort::withoutDomain),
              Args.ofText("urlQueryEscape", Escapes::urlQuery),
              number("humanize", n -> Value.of(Humanize.si(n))),
              number("humanize1024", n -> Value.of(Humanize.binary(n))),
              number("humanizePercentage", n -> Value.of(Humanize.percentage(n))),
              number("humanizeTimestamp", n -> Value.of(Humanize.timestamp(n))),
              number("toTime", n -> new Value.Time(Humanize.time(n))),
              number("toDuration", n -> TimeFunctions.duration((long) (n * 1e9))),
              Args.function("now", List.of(), PrometheusFunctions::now),
              Args.function("externalURL", List.of(), a -> Value.of(externalUrl(a))),
              Args.function("pathPrefix", List.of(), a -> Value.of(pathOf(externalUrl(a)))),
              Args.function("parseDuration", List.of("string"), a -> seconds(a.text(0)))));

  private PrometheusFunctions() {}

  private static TemplateFunction number(String name, DoubleFunction<Value> body) {
    return Args.function(
        name, List.of(ValueType.ANY), a -> body.apply(Humanize.number(a.value(0))));
  }

  /** A sample as templates see it: its labels and its value. */
  static Value sample(QueryValue.Sample sample) {
    Map<String, Value> fields = new LinkedHashMap<>();
    fields.put("Labels", Value.textMap(sample.labels().toMap()));
    fields.put("Value", valueOf(sample));
    return new Value.Struct(fields, SAMPLE);
  }

  /** A sample's number, or its histogram. */
  static Value valueOf(QueryValue.Sample sample) {
    return sample.histogram() == null
        ? Value.of(sample.value())
        : HistogramValue.of(sample.histogram());
  }

  private static Value query(Args args) {
    try {
      List<Value> samples = new ArrayList<>();
      for (QueryValue.Sample sample : args.run().environment().query().vector(args.text(0))) {
        args.run().step(1);
        samples.add(sample(sample));
      }
      return new Value.Sequence(samples, VECTOR);
    } catch (QueryException | StorageException e) {
      throw new CallException(String.valueOf(e.getMessage()));
    }
  }

  private static Value first(List<Value> samples) {
    if (samples.isEmpty()) {
      throw new CallException("first() called on vector with no elements");
    }
    return samples.getFirst();
  }

  private static Value field(Value sample, String name) {
    return ((Value.Struct) sample).fields().getOrDefault(name, Value.Nothing.ABSENT);
  }

  private static Value label(Value sample, String name) {
    Value.Mapping labels = (Value.Mapping) field(sample, "Labels");
    return labels.entries().getOrDefault(name, labels.missing());
  }

  private static Value sorted(List<Value> samples, String label) {
    Comparator<Value> byLabel =
        Comparator.comparing(s -> ((Value.Text) label(s, label)).value(), Labels::compareUtf8);
    return new Value.Sequence(samples.stream().sorted(byLabel).toList(), VECTOR);
  }

  private static Value numbered(List<Value> values) {
    Map<String, Value> numbered = new TreeMap<>();
    for (Value value : values) {
      numbered.put("arg" + numbered.size(), value);
    }
    return Value.map(numbered);
  }

  private static String link(String expression, int tab) {
    return "/graph?g0.expr=" + Escapes.urlQuery(expression) + "&g0.tab=" + tab;
  }

  private static Value now(Args args) {
    return Value.of(args.run().environment().clock().instant().toEpochMilli() / 1000.0);
  }

  private static String externalUrl(Args args) {
    return args.run().environment().externalUrl();
  }

  private static String pathOf(String url) {
    try {
      String path = URI.create(url).getPath();
      return path == null ? "" : path;
    } catch (IllegalArgumentException e) {
      throw new CallException("the external URL is no URL: " + e.getMessage());
    }
  }

  private static Value seconds(String text) {
    boolean negative = text.startsWith("-");
    try {
      double seconds = PromDuration.parseMillis(negative ? text.substring(1) : text) / 1000.0;
      return Value.of(negative ? -seconds : seconds);
    } catch (IllegalArgumentException e) {
      throw new CallException(String.valueOf(e.getMessage()));
    }
  }
}
