package io.atalaya.server.status;

import io.atalaya.alert.journal.Journal;
import io.atalaya.alert.journal.RecordInput;
import io.atalaya.alert.journal.RecordOutput;
import io.atalaya.model.Evaluator;
import io.atalaya.model.QueryException;
import io.atalaya.model.QueryValue;
import io.atalaya.model.SampleSink;
import io.atalaya.model.Scheduler;
import io.atalaya.model.StorageException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How the listed checks fared, day by day. A day that is over is counted once from the stored
 * series and kept, so it outlives them; the day that is not over is counted anew every few minutes.
 */
public final class UptimeBook implements AutoCloseable {
  /** States in which nothing is known of a check. */
  private static final String UNWATCHED = "state=~\"unknown|paused\",";

  private static final Logger log = LoggerFactory.getLogger(UptimeBook.class);

  /** Days that are shown and kept. */
  public static final int DAYS = 90;

  private static final String NAME = "uptime";
  private static final int DAY = 1;
  private static final Duration REFRESH = Duration.ofMinutes(5);

  /** Checks of one question, so that none needs too many samples. */
  private static final int CHECKS_AT_ONCE = 100;

  private final Evaluator evaluator;
  private final Scheduler scheduler;
  private final Journal journal;
  private final Map<String, NavigableMap<LocalDate, Day>> days = new HashMap<>();
  private final NavigableMap<LocalDate, Set<String>> counted = new TreeMap<>();
  private Set<String> checks = Set.of();
  private boolean closed;

  private UptimeBook(Path file, Evaluator evaluator, Scheduler scheduler) throws IOException {
    this.evaluator = evaluator;
    this.scheduler = scheduler;
    journal = Journal.open(file, NAME, this::replay);
  }

  /**
   * Opens the file, or creates it.
   *
   * @throws IOException if it cannot be used
   */
  public static UptimeBook open(Path file, Evaluator evaluator, Scheduler scheduler)
      throws IOException {
    UptimeBook book = new UptimeBook(file, evaluator, scheduler);
    book.plan(scheduler.instant().plusSeconds(1));
    return book;
  }

  private void replay(byte[] payload) {
    RecordInput in = new RecordInput(payload);
    if (in.kind() != DAY) {
      throw new IllegalArgumentException("unknown kind of record among the days");
    }
    String check = in.text();
    LocalDate day = LocalDate.ofEpochDay(in.int64());
    of(check).put(day, new Day(in.int64(), in.int64()));
    countedOn(day).add(check);
  }

  /** The checks that need not be counted again on a day that is over. */
  private Set<String> countedOn(LocalDate day) {
    return counted.computeIfAbsent(day, _ -> new HashSet<>());
  }

  private NavigableMap<LocalDate, Day> of(String check) {
    return days.computeIfAbsent(check, _ -> new TreeMap<>());
  }

  private synchronized void plan(Instant when) {
    if (!closed) {
      scheduler.at(when, "uptime", this::refresh);
    }
  }

  /** Counts these checks from now on. */
  public synchronized void follow(Set<String> listed) {
    boolean more = !checks.containsAll(listed);
    checks = Set.copyOf(listed);
    if (more) {
      plan(scheduler.instant().plusSeconds(1));
    }
  }

  private void refresh() {
    Instant now = scheduler.instant();
    try {
      LocalDate today = now.atZone(ZoneOffset.UTC).toLocalDate();
      for (int back = DAYS - 1; back > 0; back--) {
        countIfMissing(today.minusDays(back));
      }
      count(today, wanted(), now, false);
      forget(today.minusDays(DAYS));
    } catch (QueryException | StorageException | IOException e) {
      log.warn("The days of status pages cannot be counted: {}", e.getMessage());
    }
    plan(now.plus(REFRESH));
  }

  private synchronized List<String> wanted() {
    return checks.stream().sorted().toList();
  }

  /** A day that was not over when it was counted last has no record of its end. */
  private void countIfMissing(LocalDate day) throws IOException {
    List<String> missing = missing(day);
    if (!missing.isEmpty()) {
      count(day, missing, day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant(), true);
    }
  }

  private synchronized List<String> missing(LocalDate day) {
    return wanted().stream().filter(check -> !countedOn(day).contains(check)).toList();
  }

  private void count(LocalDate day, List<String> names, Instant end, boolean over)
      throws IOException {
    long seconds = Duration.between(day.atStartOfDay(ZoneOffset.UTC).toInstant(), end).toSeconds();
    for (int i = 0; i < names.size() && seconds > 0; i += CHECKS_AT_ONCE) {
      List<String> some = names.subList(i, Math.min(names.size(), i + CHECKS_AT_ONCE));
      String which = "check=~\"" + quoted(some) + "\"";
      String time = "[" + seconds + "s]";
      Map<String, Long> all = ask("count_over_time(check_down{" + which + "}" + time + ")", end);
      Map<String, Long> down = ask("sum_over_time(check_down{" + which + "}" + time + ")", end);
      Map<String, Long> unknown =
          ask("sum_over_time(check_state{" + UNWATCHED + which + "}" + time + ")", end);
      keep(day, some, all, down, unknown, over);
    }
  }

  private synchronized void keep(
      LocalDate day,
      List<String> names,
      Map<String, Long> all,
      Map<String, Long> down,
      Map<String, Long> unknown,
      boolean over)
      throws IOException {
    for (String check : names) {
      long bad = down.getOrDefault(check, 0L);
      long known = Math.max(bad, all.getOrDefault(check, 0L) - unknown.getOrDefault(check, 0L));
      if (known > 0) {
        of(check).put(day, new Day(known, bad));
      }
      if (over && countedOn(day).add(check) && known > 0) {
        journal.append(record(check, day, new Day(known, bad)));
      }
    }
  }

  private static byte[] record(String check, LocalDate day, Day value) {
    return new RecordOutput(DAY)
        .text(check)
        .number(day.toEpochDay())
        .number(value.known())
        .number(value.down())
        .toBytes();
  }

  /** An expression that matches these names, as it stands inside the quotes of a query. */
  private static String quoted(List<String> names) {
    String regex =
        names.stream()
            .map(name -> name.replaceAll("([^\\p{L}\\p{N}_ ])", "\\\\$1"))
            .collect(Collectors.joining("|"));
    return regex.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
  }

  private Map<String, Long> ask(String expression, Instant at) {
    Map<String, Long> values = new HashMap<>();
    QueryValue value =
        evaluator.prepare(expression).at(SampleSink.DEFAULT_TENANT, at.toEpochMilli()).value();
    if (value instanceof QueryValue.Vector(_, var samples)) {
      samples.forEach(s -> values.merge(s.labels().get("check"), Math.round(s.value()), Long::sum));
    }
    return values;
  }

  private synchronized void forget(LocalDate before) throws IOException {
    days.values().forEach(all -> all.headMap(before, true).clear());
    counted.headMap(before, true).clear();
    if (journal.worthRewriting()) {
      List<byte[]> records = new ArrayList<>();
      days.forEach(
          (check, all) ->
              all.forEach(
                  (day, value) -> {
                    if (countedOn(day).contains(check)) {
                      records.add(record(check, day, value));
                    }
                  }));
      journal.rewrite(records);
    }
  }

  /** The days of a check from the oldest to today; {@link Day#NOTHING} where nothing is known. */
  synchronized List<Day> days(String check) {
    LocalDate today = scheduler.instant().atZone(ZoneOffset.UTC).toLocalDate();
    NavigableMap<LocalDate, Day> all = days.getOrDefault(check, new TreeMap<>());
    List<Day> row = new ArrayList<>(DAYS);
    for (int back = DAYS - 1; back >= 0; back--) {
      row.add(all.getOrDefault(today.minusDays(back), Day.NOTHING));
    }
    return row;
  }

  @Override
  public synchronized void close() throws IOException {
    closed = true;
    journal.force();
    journal.close();
  }
}
