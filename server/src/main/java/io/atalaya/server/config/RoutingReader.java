package io.atalaya.server.config;

import io.atalaya.alert.receiver.Receiver;
import io.atalaya.alert.route.InhibitRule;
import io.atalaya.alert.route.Route;
import io.atalaya.alert.route.TimeInterval;
import io.atalaya.alert.route.TimePeriod;
import io.atalaya.model.Matcher;
import io.atalaya.model.regex.Regex;
import io.atalaya.server.config.yaml.NearestName;
import io.atalaya.server.config.yaml.Position;
import io.atalaya.server.config.yaml.Section;
import io.atalaya.server.config.yaml.YamlMap;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Alertmanager's keys for who is told and when: routes, inhibition and time intervals. */
final class RoutingReader {
  private final Set<String> receivers = new HashSet<>();
  private final Set<String> intervals = new HashSet<>();

  /** What a reader of the routes must know to tell a name that nothing has. */
  RoutingReader(List<Receiver> receivers, List<TimeInterval> intervals) {
    receivers.forEach(receiver -> this.receivers.add(receiver.name()));
    intervals.forEach(interval -> this.intervals.add(interval.name()));
  }

  Route route(Section s) {
    Optional<String> receiver = s.text("receiver").filter(name -> !name.isEmpty());
    receiver.ifPresent(name -> requireKnown(s, "receiver", name, receivers));
    List<String> groupBy = s.texts("group_by");
    boolean grouped = s.has("group_by") && !groupBy.isEmpty();
    List<Matcher> matchers = matchers(s, "matchers", "match", "match_re");
    boolean continues = s.flag("continue", false);
    List<String> mute = intervalNames(s, "mute_time_intervals");
    List<String> active = intervalNames(s, "active_time_intervals");
    Map<String, String> labels = s.textMap("labels");
    return new Route(
        receiver.orElse(null),
        grouped ? groupBy : null,
        matchers,
        continues,
        s.duration("group_wait").orElse(null),
        s.duration("group_interval").orElse(null),
        s.duration("repeat_interval").orElse(null),
        mute,
        active,
        labels,
        children(s));
  }

  private record Sibling(Position at, Route route) {}

  private List<Route> children(Section s) {
    List<Sibling> before = new ArrayList<>();
    return s.sections(
        "routes",
        child -> {
          Route route = route(child);
          warnIfNeverReached(child, route, before);
          before.add(new Sibling(child.at(), route));
          return route;
        });
  }

  /** The first sibling that fits takes an alert, unless it says otherwise. */
  private static void warnIfNeverReached(Section s, Route route, List<Sibling> before) {
    before.stream()
        .filter(sibling -> !sibling.route().continues())
        .filter(sibling -> route.matchers().containsAll(sibling.route().matchers()))
        .findFirst()
        .ifPresent(
            sibling ->
                s.problems()
                    .warning(
                        s.at(),
                        "no alert reaches this route: the one at line "
                            + sibling.at().line()
                            + " takes all that fit",
                        "put this one before it, or give that one continue: true"));
  }

  private List<String> intervalNames(Section s, String key) {
    List<String> names = s.texts(key);
    names.forEach(name -> requireKnown(s, key, name, intervals));
    return names;
  }

  private static void requireKnown(Section s, String key, String name, Set<String> known) {
    if (!known.contains(name)) {
      String what = key.equals("receiver") ? "receiver" : "time interval";
      String hint =
          NearestName.of(name, known)
              .map(near -> "did you mean \"" + near + "\"?")
              .orElse(known.isEmpty() ? "there is none" : "there are " + String.join(", ", known));
      s.problems().error(s.at(key), "undefined " + what + " \"" + name + "\" used in route", hint);
    }
  }

  /** The matchers of a key in today's form and of two keys in the old form. */
  private static List<Matcher> matchers(Section s, String key, String equal, String regex) {
    List<Matcher> matchers = new ArrayList<>();
    if (s.map().get(regex) instanceof YamlMap written) {
      refuseNulls(s, written);
    }
    s.textMap(equal).forEach((name, value) -> matchers.add(Matcher.equal(name, value)));
    s.textMap(regex)
        .forEach(
            (name, value) ->
                s.inline(_ -> Matcher.of(Matcher.Type.REGEX, name, anchored(value)))
                    .ifPresent(matchers::add));
    s.parsedList(key, MatcherText::parse).forEach(matchers::addAll);
    return matchers;
  }

  /** As Alertmanager keeps expressions of the old keys, which group keys show. */
  private static String anchored(String expression) {
    Regex.compile(expression);
    return "^(?:" + expression + ")$";
  }

  private static void refuseNulls(Section s, YamlMap regexes) {
    for (YamlMap.Entry entry : regexes.entries()) {
      if (entry.value().isNull()) {
        s.problems().error(entry.key().at(), "the expression of " + entry.name() + " is missing");
      }
    }
  }

  static InhibitRule inhibitRule(Section s) {
    return new InhibitRule(
        s.text("name", ""),
        matchers(s, "source_matchers", "source_match", "source_match_re"),
        matchers(s, "target_matchers", "target_match", "target_match_re"),
        s.texts("equal"));
  }

  static TimeInterval timeInterval(Section s) {
    String name = s.required("name");
    return new TimeInterval(name, s.sections("time_intervals", RoutingReader::period));
  }

  private static TimePeriod period(Section s) {
    return new TimePeriod(
        s.sections("times", RoutingReader::timeRange),
        s.parsedList("weekdays", TimePeriod::weekdayRange),
        s.parsedList("days_of_month", TimePeriod::dayOfMonthRange),
        s.parsedList("months", TimePeriod::monthRange),
        s.parsedList("years", TimePeriod::yearRange),
        s.parsed("location", RoutingReader::zone).orElse(ZoneOffset.UTC));
  }

  private static TimePeriod.Range timeRange(Section s) {
    String start = s.required("start_time");
    return TimePeriod.timeRange(start, s.required("end_time"));
  }

  static ZoneId zone(String name) {
    try {
      return name.equals("Local") ? ZoneId.systemDefault() : ZoneId.of(name);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("unknown time zone " + name, e);
    }
  }
}
