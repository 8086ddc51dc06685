package io.atalaya.collect.check.queue;

import io.atalaya.collect.database.DatabaseServer;
import io.atalaya.collect.database.DatabaseSession;
import io.atalaya.collect.database.Rows;
import io.atalaya.collect.http.Deadline;
import io.atalaya.collect.http.ExchangeException;
import io.atalaya.collect.http.ExchangeException.Reason;
import io.atalaya.collect.http.Network;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Queues in tables of a database. The query gives either columns named after figures of {@link
 * HttpQueue#FIGURES} and perhaps {@code queue}, or rows with the columns {@code state} and {@code
 * jobs}:
 *
 * <pre>
 *   queue | pending | failed | oldest_age_seconds        state   | jobs
 *   mail  |      12 |      0 |                 31        pending |   12
 * </pre>
 *
 * @param server where it is and how to log in
 * @param query one statement that only reads
 * @param queue value of the label {@code queue} where the query gives none
 */
public record SqlQueue(DatabaseServer server, String query, String queue) implements QueueSource {
  private static final int MAX_ROWS = 1000;

  public SqlQueue {
    if (query.isBlank()) {
      throw new IllegalArgumentException("query is missing");
    }
  }

  @Override
  public String kind() {
    return "queue_sql";
  }

  @Override
  public String target() {
    return server.target();
  }

  @Override
  public List<QueueFigures> read(Network network, InstantSource clock, Deadline deadline)
      throws ExchangeException {
    try (DatabaseSession session = DatabaseSession.open(server, network, deadline)) {
      return figures(session.query(query, MAX_ROWS));
    }
  }

  private List<QueueFigures> figures(Rows rows) throws ExchangeException {
    List<String> known = rows.columns().stream().filter(HttpQueue.FIGURES::contains).toList();
    boolean byState = rows.has("state") && rows.has("jobs");
    if (known.isEmpty() && !byState) {
      throw new ExchangeException(
          Reason.PROTOCOL,
          "the query gives no column of "
              + String.join(", ", HttpQueue.FIGURES)
              + ", nor state and jobs",
          null);
    }
    Map<String, QueueFigures> byQueue = new LinkedHashMap<>();
    for (int row = 0; row < rows.rows().size(); row++) {
      String name = rows.has("queue") ? rows.text(row, "queue") : queue;
      QueueFigures figures = byQueue.computeIfAbsent(name, QueueFigures::new);
      for (String column : known) {
        HttpQueue.set(figures, column, rows.number(row, column));
      }
      if (byState && HttpQueue.FIGURES.contains(rows.text(row, "state"))) {
        HttpQueue.set(figures, rows.text(row, "state"), rows.number(row, "jobs"));
      }
    }
    return new ArrayList<>(byQueue.values());
  }
}
