package io.atalaya.collect.exporter;

import io.atalaya.collect.database.DatabaseSession;
import io.atalaya.collect.database.Rows;
import io.atalaya.collect.host.Reading;
import io.atalaya.collect.host.Readings;
import io.atalaya.collect.http.ExchangeException;
import io.atalaya.collect.http.ExchangeException.Reason;
import io.atalaya.model.Labels;

/**
 * What MySQL's information schema tells: compression of pages, and, where the server counts them,
 * queries by how long they took. What a server does not have is left out.
 */
final class MysqlSchema {
  private static final String PREFIX = "mysql_info_schema_";

  private static final String COMPRESSION =
      """
      SELECT page_size, compress_ops AS compress_ops_total,
             compress_ops_ok AS compress_ops_ok_total,
             compress_time AS compress_time_seconds_total,
             uncompress_ops AS uncompress_ops_total,
             uncompress_time AS uncompress_time_seconds_total
      FROM information_schema.innodb_cmp\
      """;

  private static final String COMPRESSED_MEMORY =
      """
      SELECT page_size, buffer_pool_instance AS buffer_pool, pages_used AS pages_used_total,
             pages_free AS pages_free_total, relocation_ops AS relocation_ops_total,
             relocation_time / 1000 AS relocation_time_seconds_total
      FROM information_schema.innodb_cmpmem\
      """;

  private static final String TIMES = "SELECT time, count, total FROM information_schema.";
  private static final int MAX_ROWS = 1000;

  private MysqlSchema() {}

  static void read(Readings out, DatabaseSession session) throws ExchangeException {
    Rows compression = ask(session, COMPRESSION);
    Reading.Type counter = Reading.Type.COUNTER;
    SqlReadings.add(out, compression, counter, PREFIX + "innodb_cmp_", "", "page_size");
    Rows memory = ask(session, COMPRESSED_MEMORY);
    SqlReadings.add(
        out, memory, counter, PREFIX + "innodb_cmpmem_", "", "page_size", "buffer_pool");
    times(out, ask(session, TIMES + "QUERY_RESPONSE_TIME"), "");
    times(out, ask(session, TIMES + "QUERY_RESPONSE_TIME_READ"), "read_");
    times(out, ask(session, TIMES + "QUERY_RESPONSE_TIME_WRITE"), "write_");
  }

  private static Rows ask(DatabaseSession session, String query) throws ExchangeException {
    try {
      return session.query(query, MAX_ROWS);
    } catch (ExchangeException e) {
      if (e.reason() != Reason.REFUSED && e.reason() != Reason.AUTH) {
        throw e;
      }
      return Rows.NONE;
    }
  }

  /** Rows of an upper bound in seconds, how many queries, and their time; the last has no bound. */
  private static void times(Readings out, Rows rows, String which) {
    String metric = PREFIX + which + "query_response_time_seconds";
    String help = "Queries by how long they took.";
    double count = 0;
    double total = 0;
    for (int row = 0; row < rows.rows().size(); row++) {
      count += rows.number(row, "count");
      double took = rows.number(row, "total");
      total += Double.isNaN(took) ? 0 : took;
      double bound = rows.number(row, "time");
      if (!Double.isNaN(bound)) {
        out.counter(metric + "_bucket", help, Labels.of("le", Double.toString(bound)), count);
      }
    }
    if (!rows.rows().isEmpty()) {
      out.counter(metric + "_bucket", help, Labels.of("le", "+Inf"), count);
      out.counter(metric + "_sum", help, Labels.empty(), total);
      out.counter(metric + "_count", help, Labels.empty(), count);
    }
  }
}
