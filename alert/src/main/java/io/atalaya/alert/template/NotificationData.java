package io.atalaya.alert.template;

import io.atalaya.model.Labels;
import io.atalaya.model.Notification;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * A notification as templates see it: Alertmanager's data model.
 *
 * <pre>
 * Data    .Receiver .Status .Alerts .NotificationReason .GroupLabels .CommonLabels
 *         .CommonAnnotations .RouteLabels .ExternalURL
 * Alerts  a list of Alert; .Firing .Resolved
 * Alert   .Status .Labels .Annotations .StartsAt .EndsAt .GeneratorURL .Fingerprint
 * KV      texts by name; .SortedPairs .Names .Values .Remove
 * Pairs   a list of Pair (.Name .Value), alertname first; .Names .Values
 * Strings a list of texts; .Join
 * </pre>
 */
final class NotificationData {
  private static final String ALERT_NAME = "alertname";
  private static final String SPECIAL = "\\.+*?()|[]{}^$";

  private static final ValueType STRINGS =
      ValueType.named("template.Strings", "[]string")
          .method(
              Args.function(
                  "Join", List.of("template.Strings", "string"), a -> join(a, a.text(1))));

  private static final ValueType PAIR = ValueType.plain("template.Pair");

  private static final ValueType PAIRS =
      ValueType.plain("template.Pairs")
          .shownBy(v -> shown(pairs(v)))
          .method(ofPairs("Names", "Name"))
          .method(ofPairs("Values", "Value"))
          .method(
              Args.function(
                  "String", List.of("template.Pairs"), a -> Value.of(shown(pairs(a.value(0))))));

  private static final ValueType KV =
      ValueType.named("template.KV", "map[string]string")
          .shownBy(v -> shown(sortedPairs(v)))
          .method(ofKv("SortedPairs", NotificationData::asPairs))
          .method(ofKv("Names", v -> named(asPairs(v), "Name")))
          .method(ofKv("Values", v -> named(asPairs(v), "Value")))
          .method(ofKv("String", v -> Value.of(shown(sortedPairs(v)))))
          .method(
              Args.function(
                  "Remove",
                  List.of("template.KV", "[]string"),
                  a -> without(a.value(0), a.items(1))));

  private static final ValueType ALERT =
      ValueType.plain("template.Alert")
          .json("Status", "status")
          .json("Labels", "labels")
          .json("Annotations", "annotations")
          .json("StartsAt", "startsAt")
          .json("EndsAt", "endsAt")
          .json("GeneratorURL", "generatorURL")
          .json("Fingerprint", "fingerprint");

  private static final ValueType ALERT_LIST = ValueType.plain("[]template.Alert");

  private static final ValueType ALERTS =
      ValueType.named("template.Alerts", "[]template.Alert")
          .method(ofAlerts("Firing", "firing"))
          .method(ofAlerts("Resolved", "resolved"));

  private static final ValueType DATA =
      ValueType.plain("*template.Data")
          .json("Receiver", "receiver")
          .json("Status", "status")
          .json("Alerts", "alerts")
          .json("NotificationReason", "notification_reason")
          .json("GroupLabels", "groupLabels")
          .json("CommonLabels", "commonLabels")
          .json("CommonAnnotations", "commonAnnotations")
          .json("RouteLabels", "routeLabels")
          .json("ExternalURL", "externalURL");

  private NotificationData() {}

  static Value of(Notification notification, Labels routeLabels, String reason) {
    List<Notification.Alert> alerts = notification.alerts();
    Map<String, Value> fields = new LinkedHashMap<>();
    // Alertmanager quotes the name for use in the link to its page, and so must we.
    fields.put("Receiver", Value.of(quotedForRegex(notification.receiver())));
    fields.put("Status", Value.of(notification.firing() ? "firing" : "resolved"));
    fields.put(
        "Alerts",
        new Value.Sequence(alerts.stream().map(NotificationData::alert).toList(), ALERTS));
    fields.put("NotificationReason", Value.of(reason));
    fields.put("GroupLabels", kv(notification.groupLabels().toMap()));
    fields.put(
        "CommonLabels", kv(common(alerts.stream().map(Notification.Alert::labels).toList())));
    fields.put(
        "CommonAnnotations",
        kv(common(alerts.stream().map(Notification.Alert::annotations).toList())));
    fields.put("RouteLabels", kv(routeLabels.toMap()));
    fields.put("ExternalURL", Value.of(notification.externalUrl()));
    return new Value.Struct(fields, DATA);
  }

  private static Value alert(Notification.Alert alert) {
    Map<String, Value> fields = new LinkedHashMap<>();
    fields.put("Status", Value.of(alert.firing() ? "firing" : "resolved"));
    fields.put("Labels", kv(alert.labels().toMap()));
    fields.put("Annotations", kv(alert.annotations().toMap()));
    fields.put("StartsAt", Value.of(alert.startsAt()));
    fields.put(
        "EndsAt", alert.firing() ? new Value.Time(TimeFunctions.ZERO) : Value.of(alert.endsAt()));
    fields.put("GeneratorURL", Value.of(alert.generatorUrl()));
    fields.put("Fingerprint", Value.of(alert.labels().fingerprintText()));
    return new Value.Struct(fields, ALERT);
  }

  private static Map<String, String> common(List<Labels> all) {
    if (all.isEmpty()) {
      return Map.of();
    }
    Map<String, String> common = all.getFirst().toMap();
    for (Labels labels : all) {
      common.entrySet().removeIf(e -> !labels.get(e.getKey()).equals(e.getValue()));
    }
    return common;
  }

  private static String quotedForRegex(String name) {
    StringBuilder out = new StringBuilder();
    name.codePoints()
        .forEach(
            c -> {
              if (SPECIAL.indexOf(c) >= 0) {
                out.append('\\');
              }
              out.appendCodePoint(c);
            });
    return out.toString();
  }

  private static Value kv(Map<String, String> map) {
    return Value.textMap(map, KV);
  }

  private static TemplateFunction ofKv(String name, UnaryOperator<Value> body) {
    return Args.function(name, List.of("template.KV"), a -> body.apply(a.value(0)));
  }

  private static TemplateFunction ofPairs(String name, String field) {
    return Args.function(name, List.of("template.Pairs"), a -> named(a.value(0), field));
  }

  private static TemplateFunction ofAlerts(String name, String status) {
    Predicate<Value> has =
        alert ->
            ((Value.Struct) alert).fields().get("Status") instanceof Value.Text t
                && t.value().equals(status);
    return Args.function(
        name,
        List.of("template.Alerts"),
        a -> new Value.Sequence(a.items(0).stream().filter(has).toList(), ALERT_LIST));
  }

  private static Value asPairs(Value kv) {
    return new Value.Sequence(sortedPairs(kv), PAIRS);
  }

  /** By name, but the alert's name first. */
  private static List<Value> sortedPairs(Value kv) {
    List<Value> pairs = new ArrayList<>();
    ((Value.Mapping) kv)
        .entries()
        .forEach(
            (name, value) ->
                pairs.add(name.equals(ALERT_NAME) ? 0 : pairs.size(), pair(name, value)));
    return pairs;
  }

  private static Value pair(String name, Value value) {
    Map<String, Value> fields = new LinkedHashMap<>();
    fields.put("Name", Value.of(name));
    fields.put("Value", value);
    return new Value.Struct(fields, PAIR);
  }

  private static List<Value> pairs(Value pairs) {
    return ((Value.Sequence) pairs).items();
  }

  private static Value named(Value pairs, String field) {
    return new Value.Sequence(
        pairs(pairs).stream().map(p -> Value.of(textOf(p, field))).toList(), STRINGS);
  }

  private static String textOf(Value pair, String field) {
    return ((Value.Struct) pair).fields().get(field) instanceof Value.Text t ? t.value() : "";
  }

  private static String shown(Collection<Value> pairs) {
    return String.join(
        ", ", pairs.stream().map(p -> textOf(p, "Name") + "=" + textOf(p, "Value")).toList());
  }

  private static Value without(Value kv, List<Value> names) {
    Set<String> removed = new HashSet<>();
    names.forEach(name -> removed.add(((Value.Text) name).value()));
    TreeMap<String, Value> rest = new TreeMap<>(((Value.Mapping) kv).entries());
    rest.keySet().removeAll(removed);
    return new Value.Mapping(rest, Value.of(""), KV);
  }

  private static Value join(Args args, String separator) {
    BoundedText out = args.run().text();
    String between = "";
    for (Value item : args.items(0)) {
      out.append(between).append(((Value.Text) item).value());
      between = separator;
    }
    return Value.of(out.toString());
  }
}
