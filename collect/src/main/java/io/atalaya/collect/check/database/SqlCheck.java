package io.atalaya.collect.check.database;

import io.atalaya.collect.check.CheckBasics;
import io.atalaya.collect.check.CheckConfig;
import io.atalaya.collect.check.ProbeContext;
import io.atalaya.collect.check.Prober;
import io.atalaya.collect.database.DatabaseServer;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Logs in to a database, asks a query, and looks at the answer.
 *
 * @param basics name, labels, times, judgement
 * @param server where it is and how to log in
 * @param query one statement that only reads; {@code SELECT 1} by default
 * @param conditions what must be true of the answer; nothing by default
 * @param slowAfter time after which a good answer is {@code degraded}; null (default) for never
 */
public record SqlCheck(
    CheckBasics basics,
    DatabaseServer server,
    String query,
    List<ResultCondition> conditions,
    @Nullable Duration slowAfter)
    implements CheckConfig {
  public static final String DEFAULT_QUERY = "SELECT 1";

  /** Characters of a query; it fits in what a connection takes without waiting. */
  public static final int MAX_QUERY_LENGTH = 16 << 10;

  public SqlCheck {
    conditions = List.copyOf(conditions);
    if (query.isBlank() || query.length() > MAX_QUERY_LENGTH) {
      throw new IllegalArgumentException(
          "query must be one statement of at most " + MAX_QUERY_LENGTH + " characters");
    }
  }

  @Override
  public String kind() {
    return server.kind().text();
  }

  @Override
  public String target() {
    return server.target();
  }

  @Override
  public Prober prober(ProbeContext context) {
    return new SqlProber(this, context.network());
  }
}
