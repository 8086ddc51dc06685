package io.atalaya.server.config;

import io.atalaya.collect.calendar.Cron;
import io.atalaya.collect.calendar.Recurrence;
import io.atalaya.collect.check.Maintenance;
import io.atalaya.model.Matcher;
import io.atalaya.server.config.yaml.NearestName;
import io.atalaya.server.config.yaml.Section;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The section {@code maintenance}: a list of
 *
 * <pre>
 *   - name: new disk
 *     zone: Europe/Madrid                    # UTC by default
 *     from: 2026-12-01 22:00                 # once, or
 *     until: 2026-12-02 02:00
 *     weekly: [sunday]                       # weekly, or
 *     monthly: [1, -1]                       # monthly (-1 is the last day), or
 *     cron: "0 3 * * *"                      # by cron
 *     at: "02:00"                            # with weekly and monthly
 *     duration: 2h                           # with all but once
 *     checks: [shop]                         # all checks if neither is there
 *     matchers: ['team="shop"']
 * </pre>
 */
final class MaintenanceReader {
  private static final Map<String, DayOfWeek> DAYS = days();

  private MaintenanceReader() {}

  private static Map<String, DayOfWeek> days() {
    Map<String, DayOfWeek> days = new LinkedHashMap<>();
    for (DayOfWeek day : DayOfWeek.values()) {
      days.put(day.name().toLowerCase(Locale.ROOT), day);
    }
    return days;
  }

  /** Reads all of them; {@code names} are those of the checks. */
  static List<Maintenance> read(Section s, Set<String> names) {
    return s.sections("maintenance", one -> maintenance(one, names));
  }

  private static Maintenance maintenance(Section s, Set<String> names) {
    String name = s.required("name");
    List<String> checks = s.texts("checks");
    for (String check : checks) {
      if (!names.contains(check)) {
        String hint =
            NearestName.of(check, names).map(near -> "did you mean " + near + "?").orElse("");
        s.problems().error(s.at("checks"), "there is no check named " + check, hint);
      }
    }
    List<Matcher> matchers = new ArrayList<>();
    s.parsedList("matchers", MatcherText::parse).forEach(matchers::addAll);
    return new Maintenance(name, recurrence(s), new HashSet<>(checks), matchers);
  }

  private static Recurrence recurrence(Section s) {
    ZoneId zone = s.parsed("zone", RoutingReader::zone).orElse(ZoneId.of("UTC"));
    Optional<Instant> from = s.parsed("from", text -> instant(text, zone));
    Optional<Instant> until = s.parsed("until", text -> instant(text, zone));
    Set<DayOfWeek> weekly =
        new HashSet<>(
            s.parsedList("weekly", t -> Section.chosen(t.toLowerCase(Locale.ROOT), DAYS)));
    Set<Integer> monthly = new HashSet<>(s.parsedList("monthly", MaintenanceReader::day));
    Optional<Cron> cron = s.parsed("cron", text -> Cron.parse(text, zone));
    LocalTime at = s.parsed("at", MaintenanceReader::clock).orElse(LocalTime.MIDNIGHT);
    Optional<Duration> duration = s.duration("duration");
    List<String> given =
        List.of("from", "weekly", "monthly", "cron").stream().filter(s::has).toList();
    if (given.size() != 1) {
      throw new IllegalArgumentException(
          "maintenance has exactly one of from (with until), weekly, monthly and cron; it has "
              + given.size());
    }
    if (given.getFirst().equals("from")) {
      return new Recurrence.Once(
          from.orElse(Instant.MIN),
          until.orElseThrow(() -> new IllegalArgumentException("until is missing")));
    }
    Duration lasts =
        duration.orElseThrow(() -> new IllegalArgumentException("duration is missing"));
    return switch (given.getFirst()) {
      case "weekly" -> new Recurrence.Weekly(weekly, at, lasts, zone);
      case "monthly" -> new Recurrence.Monthly(monthly, at, lasts, zone);
      default ->
          new Recurrence.ByCron(
              cron.orElseThrow(() -> new IllegalArgumentException("cron is not valid")), lasts);
    };
  }

  private static int day(String text) {
    if (!text.matches("-?[0-9]{1,2}")) {
      throw new IllegalArgumentException("\"" + text + "\" is no day of the month");
    }
    return Integer.parseInt(text);
  }

  private static LocalTime clock(String text) {
    try {
      return LocalTime.parse(text);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("\"" + text + "\" is no time such as 02:00", e);
    }
  }

  /** A time with an offset of its own, or one of the zone. */
  private static Instant instant(String text, ZoneId zone) {
    String iso = text.strip().replace(' ', 'T');
    try {
      return iso.matches(".*(Z|[+-][0-9]{2}:[0-9]{2})")
          ? OffsetDateTime.parse(iso).toInstant()
          : LocalDateTime.parse(iso).atZone(zone).toInstant();
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is no time such as 2026-12-01 22:00 or 2026-12-01T22:00:00+01:00", e);
    }
  }
}
