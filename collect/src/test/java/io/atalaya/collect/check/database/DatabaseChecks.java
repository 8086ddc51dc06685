package io.atalaya.collect.check.database;

import io.atalaya.collect.check.CheckBasics;
import io.atalaya.collect.check.Observation;
import io.atalaya.collect.check.Observation.Verdict;
import io.atalaya.collect.check.ProbeContext;
import io.atalaya.collect.check.database.ResultCondition.Test;
import io.atalaya.collect.database.DatabaseServer;
import io.atalaya.collect.http.AddressGuard;
import io.atalaya.collect.http.Network;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What tests of these checks share. */
final class DatabaseChecks {
  static final ProbeContext CONTEXT =
      new ProbeContext(
          Network.system(AddressGuard.except(Set.of())), InstantSource.fixed(Instant.EPOCH));

  private DatabaseChecks() {}

  /** Asks a query once; half a minute is allowed, for a machine that is busy. */
  static Observation ask(DatabaseServer server, String query, ResultCondition... conditions) {
    return ask(server, Duration.ofSeconds(30), query, conditions);
  }

  static Observation ask(
      DatabaseServer server, Duration timeout, String query, ResultCondition... conditions) {
    CheckBasics basics = CheckBasics.of("db").withTimes(Duration.ofMinutes(1), timeout);
    return new SqlCheck(basics, server, query, List.of(conditions), null).prober(CONTEXT).probe();
  }

  static ResultCondition first(Test test) {
    return new ResultCondition("", test, Verdict.DOWN);
  }

  /** Readings without labels besides {@code phase}, by name. */
  static Map<String, Double> readings(Observation seen) {
    return seen.readings().stream()
        .filter(r -> !r.metric().equals("probe_database_info"))
        .collect(
            Collectors.toMap(
                r -> r.labels().isEmpty() ? r.metric() : r.labels().get("phase"),
                Observation.Reading::value));
  }
}
