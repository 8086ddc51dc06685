package io.atalaya.collect.check.database;

import io.atalaya.collect.check.Observation;
import io.atalaya.collect.database.Rows;
import io.atalaya.collect.http.Phases;
import java.net.Inet6Address;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * What checks of databases measure:
 *
 * <pre>
 *   probe_database_duration_seconds{phase}   resolve, connect, tls, login, query
 *   probe_dns_lookup_time_seconds            the first of these again, as all checks tell it
 *   probe_ip_protocol                        4 or 6
 *   probe_database_rows                      rows of the answer
 *   probe_database_value                     first column of the first row, if it is a number
 * </pre>
 */
final class SessionReadings {
  private static final double NANOS_PER_SECOND = 1e9;

  private SessionReadings() {}

  static void of(
      Phases phases, long loginNanos, @Nullable InetAddress address, Observation.Builder seen) {
    phase(seen, "resolve", phases.resolve());
    phase(seen, "connect", phases.connect());
    phase(seen, "tls", phases.tls());
    phase(seen, "login", loginNanos);
    seen.read("probe_dns_lookup_time_seconds", phases.resolve() / NANOS_PER_SECOND);
    if (address != null) {
      seen.read("probe_ip_protocol", address instanceof Inet6Address ? 6 : 4);
    }
  }

  static void query(long nanos, Rows rows, Observation.Builder seen) {
    phase(seen, "query", nanos);
    seen.read("probe_database_rows", rows.rows().size());
    double value = Rows.number(rows.text(0, 0));
    if (!Double.isNaN(value)) {
      seen.read("probe_database_value", value);
    }
  }

  private static void phase(Observation.Builder seen, String name, long nanos) {
    seen.read("probe_database_duration_seconds", "phase", name, nanos / NANOS_PER_SECOND);
  }
}
