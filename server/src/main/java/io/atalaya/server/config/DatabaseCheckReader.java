package io.atalaya.server.config;

import io.atalaya.collect.check.CheckBasics;
import io.atalaya.collect.check.CheckConfig;
import io.atalaya.collect.check.Observation.Verdict;
import io.atalaya.collect.check.database.RedisCheck;
import io.atalaya.collect.check.database.ResultCondition;
import io.atalaya.collect.check.database.ResultCondition.Test;
import io.atalaya.collect.check.database.SqlCheck;
import io.atalaya.collect.database.DatabaseKind;
import io.atalaya.server.config.yaml.Section;
import io.atalaya.server.config.yaml.YamlScalar;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The checks of databases: {@code postgresql}, {@code mysql}, {@code mariadb}, {@code sqlserver},
 * {@code redis}. In short form, the address:
 *
 * <pre>
 *   - name: orders
 *     postgresql:
 *       address: db:5432
 *       database: shop
 *       user: monitor
 *       password_file: /etc/atalaya/monitor.password
 *       query: SELECT count(*) FROM orders WHERE state = 'stuck'
 *       conditions: [ { max: 10 } ]
 *   - name: cache
 *     redis: cache
 * </pre>
 */
final class DatabaseCheckReader {
  static final List<CheckKind> KINDS =
      List.of(
          new CheckKind("postgresql", "address", sql(DatabaseKind.POSTGRESQL)),
          new CheckKind("mysql", "address", sql(DatabaseKind.MYSQL)),
          new CheckKind("mariadb", "address", sql(DatabaseKind.MARIADB)),
          new CheckKind("sqlserver", "address", sql(DatabaseKind.SQLSERVER)),
          new CheckKind("redis", "address", DatabaseCheckReader::redis));

  private static final Map<String, Verdict> VERDICTS =
      Map.of("down", Verdict.DOWN, "degraded", Verdict.DEGRADED);

  private DatabaseCheckReader() {}

  private static CheckKind.Reader sql(DatabaseKind kind) {
    return (s, basics) ->
        new SqlCheck(
            basics,
            ServiceAddress.database(s, kind),
            s.text("query", SqlCheck.DEFAULT_QUERY),
            s.sections("conditions", DatabaseCheckReader::condition),
            s.duration("slow_after").orElse(null));
  }

  private static CheckConfig redis(Section s, CheckBasics basics) {
    List<String> command = words(s);
    return new RedisCheck(
        basics,
        ServiceAddress.redis(s),
        command.isEmpty() ? RedisCheck.DEFAULT_COMMAND : command,
        s.sections("conditions", DatabaseCheckReader::condition),
        s.duration("slow_after").orElse(null));
  }

  /** A text is a command line whose words hold no spaces; a list is the words themselves. */
  private static List<String> words(Section s) {
    return s.raw("command") instanceof YamlScalar
        ? List.of(s.text("command", "").strip().split("\\s+"))
        : s.texts("command");
  }

  /** Exactly one test, such as {@code max: 10}, {@code equals: ok} or {@code min_rows: 1}. */
  private static ResultCondition condition(Section s) {
    List<Test> tests = new ArrayList<>();
    s.literal("equals").ifPresent(text -> tests.add(new Test.Equal(text)));
    s.literal("matches").ifPresent(regex -> tests.add(new Test.Matching(regex)));
    number(s, "min").ifPresent(bound -> tests.add(new Test.AtLeast(bound)));
    number(s, "max").ifPresent(bound -> tests.add(new Test.AtMost(bound)));
    if (s.given("min_rows")) {
      tests.add(new Test.RowsAtLeast(s.count("min_rows", 0)));
    }
    if (s.given("max_rows")) {
      tests.add(new Test.RowsAtMost(s.count("max_rows", 0)));
    }
    if (tests.size() != 1) {
      throw new IllegalArgumentException(
          "a condition has exactly one of equals, matches, min, max, min_rows, max_rows");
    }
    return new ResultCondition(
        s.text("column", ""), tests.getFirst(), s.choice("otherwise", Verdict.DOWN, VERDICTS));
  }

  static Optional<Double> number(Section s, String key) {
    return s.given(key)
        ? Optional.of(s.number(key, 0, -Double.MAX_VALUE, Double.MAX_VALUE))
        : Optional.empty();
  }
}
