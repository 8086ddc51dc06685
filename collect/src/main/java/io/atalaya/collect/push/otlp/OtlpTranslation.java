package io.atalaya.collect.push.otlp;

import io.atalaya.collect.push.otlp.OtlpMetric.Explicit;
import io.atalaya.collect.push.otlp.OtlpMetric.Exponential;
import io.atalaya.collect.push.otlp.OtlpMetric.Point;
import io.atalaya.collect.push.otlp.OtlpMetric.Scalar;
import io.atalaya.collect.push.otlp.OtlpMetric.Summary;
import io.atalaya.collect.push.otlp.OtlpOutput.Exemplar;
import io.atalaya.collect.push.otlp.OtlpOutput.Times;
import io.atalaya.model.Histogram;
import io.atalaya.model.Labels;
import io.atalaya.model.SampleBatch.Metadata;
import io.atalaya.model.SampleValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Turns OTLP into series as Prometheus does.
 *
 * <pre>
 * gauge, sum      name
 * histogram       name_bucket{le}, name_sum, name_count; or one native histogram
 * exponential     one native histogram
 * summary         name{quantile}, name_sum, name_count
 * resource        job = service.namespace/service.name, instance = service.instance.id,
 *                 all other attributes in target_info
 * </pre>
 *
 * <p>Sums and histograms of delta temporality, and kinds that are not known, are rejected.
 */
public final class OtlpTranslation {
  private static final Set<String> IDENTIFYING =
      Set.of("service.name", "service.namespace", "service.instance.id");

  /** Characters that the labels of an exemplar may have together, as in OpenMetrics. */
  private static final int MAX_EXEMPLAR_CHARACTERS = 128;

  /** Most often that target_info is repeated for one request with points far apart. */
  private static final int MAX_TARGET_INFO = 1000;

  private final OtlpSettings settings;
  private final OtlpNames names;
  private final OtlpOutput out;
  private Labels common = Labels.empty();
  private Map<String, String> promoted = Map.of();
  private long earliest;
  private long latest;

  public OtlpTranslation(OtlpSettings settings, OtlpOutput out) {
    this.settings = settings;
    this.names = new OtlpNames(settings);
    this.out = out;
  }

  public void translate(List<OtlpResource> resources) {
    for (OtlpResource resource : resources) {
      earliest = Long.MAX_VALUE;
      latest = 0;
      Labels identity = identity(resource.attributes());
      promoted = promoted(resource.attributes());
      for (OtlpResource.Scope scope : resource.scopes()) {
        common = withScope(identity, scope);
        scope.metrics().forEach(this::metric);
      }
      if (earliest != Long.MAX_VALUE) {
        targetInfo(resource.attributes(), identity);
      }
    }
  }

  private static Labels identity(Map<String, String> resource) {
    String name = resource.getOrDefault("service.name", "");
    String namespace = resource.get("service.namespace");
    String job = name.isEmpty() || namespace == null ? name : namespace + '/' + name;
    String instance = resource.getOrDefault("service.instance.id", "");
    return Labels.of("job", job, "instance", instance);
  }

  private Map<String, String> promoted(Map<String, String> resource) {
    Map<String, String> labels = new TreeMap<>();
    resource.forEach(
        (name, value) -> {
          if (settings.promotes(name)) {
            labels.put(names.label(name), value);
          }
        });
    return labels;
  }

  private Labels withScope(Labels identity, OtlpResource.Scope scope) {
    if (!settings.promoteScope() || scope.name().isEmpty()) {
      return identity;
    }
    Labels.Builder labels = identity.toBuilder();
    scope
        .attributes()
        .forEach((name, value) -> labels.set(names.label("otel_scope_" + name), value));
    labels.set("otel_scope_name", scope.name());
    labels.set("otel_scope_version", scope.version());
    labels.set("otel_scope_schema_url", scope.schemaUrl());
    return labels.build();
  }

  private void metric(OtlpMetric metric) {
    boolean temporal =
        switch (metric.kind()) {
          case SUM, HISTOGRAM, EXPONENTIAL_HISTOGRAM -> true;
          case GAUGE, SUMMARY, NONE -> false;
        };
    if (metric.kind() == OtlpMetric.Kind.NONE) {
      out.reject("unsupported metric type of \"" + metric.name() + '"', metric.points().size());
      return;
    }
    if (temporal && metric.temporality() != OtlpMetric.CUMULATIVE) {
      out.reject(
          "invalid temporality and type combination for metric \""
              + metric.name()
              + "\": only cumulative temporality is taken",
          metric.points().size());
      return;
    }
    String name = names.metric(metric);
    if (name.isEmpty()) {
      out.reject("no name can be made of \"" + metric.name() + '"', metric.points().size());
      return;
    }
    if (!metric.points().isEmpty()) {
      out.metadata(
          new Metadata(name, type(metric), OtlpNames.unit(metric.unit()), metric.description()));
    }
    metric.points().forEach(point -> point(name, point));
  }

  private static String type(OtlpMetric metric) {
    return switch (metric.kind()) {
      case SUM -> metric.monotonic() ? "counter" : "gauge";
      case GAUGE -> "gauge";
      case HISTOGRAM, EXPONENTIAL_HISTOGRAM -> "histogram";
      case SUMMARY -> "summary";
      case NONE -> "unknown";
    };
  }

  private void point(String name, Point point) {
    earliest = Math.min(earliest, point.timeNanos());
    latest = Math.max(latest, point.timeNanos());
    Labels base = labels(point.attributes(), promoted, common);
    Times times = new Times(point.startNanos() / 1_000_000, point.timeNanos() / 1_000_000);
    switch (point.value()) {
      case Scalar(double value) ->
          out.sample(named(base, name), times, shown(point, value), exemplars(point));
      case Explicit explicit -> {
        if (settings.customBuckets()) {
          natively(named(base, name), times, point, () -> OtlpHistograms.of(explicit));
        } else {
          classic(name, base, times, point, explicit);
        }
      }
      case Exponential exponential ->
          natively(named(base, name), times, point, () -> OtlpHistograms.of(exponential));
      case Summary summary -> summary(name, base, times, point, summary);
    }
  }

  private static double shown(Point point, double value) {
    return point.ended() ? SampleValue.STALE : value;
  }

  private static Labels named(Labels labels, String name) {
    return labels.with(Labels.METRIC_NAME, name);
  }

  /** Labels of attributes: where two become one name, their values are joined. */
  private Labels labels(
      Map<String, String> attributes, Map<String, String> fallback, Labels fixed) {
    Labels.Builder labels = Labels.builder();
    new TreeMap<>(attributes)
        .forEach(
            (attribute, value) -> {
              String label = names.label(attribute);
              if (!attribute.equals(Labels.METRIC_NAME) && !label.isEmpty()) {
                labels.set(label, labels.has(label) ? labels.get(label) + ';' + value : value);
              }
            });
    fallback.forEach(
        (label, value) -> {
          if (!labels.has(label)) {
            labels.set(label, value);
          }
        });
    for (int i = 0; i < fixed.size(); i++) {
      labels.set(fixed.name(i), fixed.value(i));
    }
    return labels.build();
  }

  /** Makes a native histogram, which may turn out not to be possible. */
  private interface Native {
    Histogram make();
  }

  private void natively(Labels series, Times times, Point point, Native histogram) {
    if (point.ended()) {
      out.sample(series, times, SampleValue.STALE, List.of());
      return;
    }
    try {
      out.histogram(series, times, histogram.make(), exemplars(point));
    } catch (IllegalArgumentException e) {
      out.reject(series.metricName() + ": " + e.getMessage(), 1);
    }
  }

  private void classic(String name, Labels base, Times times, Point point, Explicit histogram) {
    if (histogram.hasSum()) {
      out.sample(named(base, name + "_sum"), times, shown(point, histogram.sum()), List.of());
    }
    out.sample(named(base, name + "_count"), times, shown(point, histogram.count()), List.of());
    List<Exemplar> exemplars = exemplars(point);
    Labels bucket = named(base, name + "_bucket");
    double below = 0;
    double lower = Double.NEGATIVE_INFINITY;
    int buckets = Math.min(histogram.bounds().length, histogram.counts().length);
    for (int i = 0; i < buckets; i++) {
      double bound = histogram.bounds()[i];
      below += histogram.counts()[i];
      out.sample(
          bucket.with("le", AnyValue.number(bound)),
          times,
          shown(point, below),
          within(exemplars, lower, bound));
      lower = bound;
    }
    out.sample(
        bucket.with("le", "+Inf"),
        times,
        shown(point, histogram.count()),
        within(exemplars, lower, Double.POSITIVE_INFINITY));
  }

  private static List<Exemplar> within(List<Exemplar> exemplars, double above, double upTo) {
    return exemplars.stream().filter(e -> e.value() > above && e.value() <= upTo).toList();
  }

  private void summary(String name, Labels base, Times times, Point point, Summary summary) {
    out.sample(named(base, name + "_sum"), times, shown(point, summary.sum()), List.of());
    out.sample(named(base, name + "_count"), times, shown(point, summary.count()), List.of());
    for (int i = 0; i < summary.quantiles().length; i++) {
      out.sample(
          named(base, name).with("quantile", AnyValue.number(summary.quantiles()[i])),
          times,
          shown(point, summary.values()[i]),
          List.of());
    }
  }

  private static List<Exemplar> exemplars(Point point) {
    List<Exemplar> exemplars = new ArrayList<>();
    for (OtlpMetric.Exemplar exemplar : point.exemplars()) {
      Labels.Builder labels = Labels.builder();
      labels.set("trace_id", exemplar.traceId()).set("span_id", exemplar.spanId());
      int characters = characters(labels.build()) + characters(Labels.of(exemplar.attributes()));
      if (characters <= MAX_EXEMPLAR_CHARACTERS) {
        exemplar.attributes().forEach(labels::set);
      }
      exemplars.add(
          new Exemplar(labels.build(), exemplar.value(), exemplar.timeNanos() / 1_000_000));
    }
    return exemplars;
  }

  private static int characters(Labels labels) {
    int characters = 0;
    for (int i = 0; i < labels.size(); i++) {
      characters += labels.name(i).length() + labels.value(i).length();
    }
    return characters;
  }

  /** The resource itself as a series, often enough to be found by every query of its points. */
  private void targetInfo(Map<String, String> resource, Labels identity) {
    Map<String, String> attributes = new TreeMap<>(resource);
    attributes.keySet().removeAll(IDENTIFYING);
    if (attributes.isEmpty() || identity.isEmpty()) {
      return;
    }
    Labels series =
        named(
            labels(settings.keepIdentifying() ? resource : attributes, Map.of(), identity),
            "target_info");
    out.metadata(new Metadata("target_info", "gauge", "", "Target metadata"));
    long step = Math.max(1, settings.lookback().toNanos() / 2);
    long from = Math.max(earliest, latest - step * MAX_TARGET_INFO);
    for (long at = from; at < latest; at += step) {
      out.sample(series, new Times(0, at / 1_000_000), 1, List.of());
    }
    out.sample(series, new Times(0, latest / 1_000_000), 1, List.of());
  }
}
