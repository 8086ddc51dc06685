package io.atalaya.server.api.queries;

import io.atalaya.server.http.HttpException;
import io.atalaya.server.http.HttpRequest;
import io.atalaya.server.http.HttpResponse;
import io.atalaya.server.http.Routes;
import io.atalaya.server.json.JsonOut;
import io.atalaya.server.query.ActiveQueries;
import java.io.IOException;

/**
 * {@code GET /api/atalaya/v1/queries} lists what runs now, and what ran when the program crashed;
 * {@code DELETE /api/atalaya/v1/queries/{id}}, or {@code POST}, ends one that runs.
 */
public final class QueriesApi {
  private final ActiveQueries active;

  public QueriesApi(ActiveQueries active) {
    this.active = active;
  }

  public void addTo(Routes routes) {
    routes.get("/api/atalaya/v1/queries", this::list);
    routes.delete("/api/atalaya/v1/queries/{id}", this::cancel);
    routes.post("/api/atalaya/v1/queries/{id}", this::cancel);
  }

  private void list(HttpRequest request, HttpResponse response) throws IOException {
    try (JsonOut out = new JsonOut(response.stream("application/json"))) {
      out.object().field("status", "success").name("data").object().name("running").array();
      for (ActiveQueries.Running query : active.running()) {
        out.object()
            .field("id", query.id())
            .field("query", query.query())
            .field("askedBy", query.rule() ? "rule" : "api")
            .name("started")
            .time(query.startMillis())
            .end();
      }
      out.end().name("unfinishedBeforeCrash").array();
      for (String entry : active.unfinished()) {
        out.text(entry);
      }
      out.end().end().end();
    }
  }

  private void cancel(HttpRequest request, HttpResponse response) throws IOException {
    String id = request.pathParameter("id");
    if (!id.matches("[0-9]{1,18}") || !active.cancel(Long.parseLong(id))) {
      throw new HttpException(404, "no query " + id + " of the API is running");
    }
    response.status(204);
    response.stream("text/plain").close();
  }
}
