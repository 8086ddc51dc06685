package io.atalaya.alert.template;

import io.atalaya.model.GoQuote;
import io.atalaya.model.Labels;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.zone.ZoneRulesProvider;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** The functions that Alertmanager 0.34 gives to templates of notifications. */
final class AlertmanagerFunctions {
  private static final String TIME = "time.Time";

  static final FunctionSet SET =
      FunctionSet.of(
          List.of(
              SharedFunctions.TO_UPPER,
              SharedFunctions.TO_LOWER,
              SharedFunctions.MATCH,
              SharedFunctions.REPLACE_ALL,
              SharedFunctions.SAFE_HTML,
              SharedFunctions.HUMANIZE_DURATION,
              Args.ofText("title", text -> SharedFunctions.title(text, true)),
              Args.ofText("trimSpace", SharedFunctions::trimmed),
              Args.function("join", List.of("string", "[]string"), AlertmanagerFunctions::join),
              Args.function(
                  "safeUrl", List.of("string"), a -> new Value.Text(a.text(0), Types.URL)),
              Args.ofText("urlUnescape", AlertmanagerFunctions::urlUnescape),
              Args.ofText("base64encode", AlertmanagerFunctions::base64Encode),
              Args.ofText("base64decode", AlertmanagerFunctions::base64Decode),
              Args.variadic("stringSlice", List.of("string"), AlertmanagerFunctions::strings),
              Args.function("date", List.of("string", TIME), AlertmanagerFunctions::date),
              Args.function("tz", List.of("string", TIME), a -> inZone(a.time(1), a.text(0))),
              Args.function("now", List.of(), a -> new Value.Time(now(a))),
              Args.function("since", List.of(TIME), AlertmanagerFunctions::since),
              Args.function("toDate", List.of("string", "string"), AlertmanagerFunctions::toDate),
              Args.function("mustToDate", List.of("string", "string"), a -> parse(a)),
              Args.function("toJson", List.of(ValueType.ANY), a -> Value.of(JsonText.of(a))),
              Args.variadic("list", List.of(ValueType.ANY), a -> Value.list(a.values())),
              Args.variadic(
                  "append",
                  List.of(Types.LIST.name(), ValueType.ANY),
                  AlertmanagerFunctions::append),
              Args.variadic("dict", List.of(ValueType.ANY), AlertmanagerFunctions::dict),
              routeLabels(Labels.empty())));

  private AlertmanagerFunctions() {}

  /** The function that gives the labels of the notification's route, already expanded. */
  static TemplateFunction routeLabels(Labels labels) {
    return Args.ofText("routeLabels", labels::get);
  }

  private static Value join(Args args) {
    BoundedText out = args.run().text();
    String separator = "";
    for (Value item : args.items(1)) {
      out.append(separator).append(((Value.Text) item).value());
      separator = args.text(0);
    }
    return Value.of(out.toString());
  }

  private static String urlUnescape(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new CallException("invalid URL escape in " + GoQuote.of(text));
    }
  }

  private static String base64Encode(String text) {
    return Base64.getUrlEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String base64Decode(String text) {
    try {
      return new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new CallException("illegal base64 data: " + e.getMessage());
    }
  }

  private static Value strings(Args args) {
    return new Value.Sequence(args.values(), Types.STRINGS);
  }

  private static Value date(Args args) {
    return Value.of(GoTime.format(args.time(1), args.text(0)));
  }

  private static Value inZone(ZonedDateTime time, String zone) {
    boolean utc = zone.isEmpty() || zone.equals("UTC") || zone.equals("Local");
    if (!utc && !ZoneRulesProvider.getAvailableZoneIds().contains(zone)) {
      throw new CallException("unknown time zone " + zone);
    }
    return new Value.Time(time.withZoneSameInstant(utc ? ZoneOffset.UTC : ZoneId.of(zone)));
  }

  private static ZonedDateTime now(Args args) {
    InstantSource clock = args.run().environment().clock();
    return clock.instant().atZone(ZoneOffset.UTC);
  }

  private static Value since(Args args) {
    return TimeFunctions.duration(TimeFunctions.between(args.time(0), now(args)));
  }

  private static Value parse(Args args) {
    return new Value.Time(GoTimeParser.parse(args.text(0), args.text(1)));
  }

  private static Value toDate(Args args) {
    try {
      return parse(args);
    } catch (CallException e) {
      return new Value.Time(TimeFunctions.ZERO);
    }
  }

  /** A copy costs a step for each element, so that growing a list is not quadratic for free. */
  private static Value append(Args args) {
    List<Value> all = new ArrayList<>(args.items(0));
    all.addAll(args.values().subList(1, args.values().size()));
    args.run().step(all.size());
    return Value.list(all);
  }

  private static Value dict(Args args) {
    if (args.values().size() % 2 != 0) {
      throw new CallException("dict requires an even number of arguments");
    }
    SortedMap<String, Value> entries = new TreeMap<>();
    for (int i = 0; i < args.values().size(); i += 2) {
      if (!(args.value(i) instanceof Value.Text key)) {
        throw new CallException("dict keys must be strings");
      }
      entries.put(key.value(), args.value(i + 1));
    }
    return Value.map(entries);
  }
}
