package io.atalaya.server.status;

import io.atalaya.model.json.JsonValue;
import io.atalaya.server.http.HttpException;
import io.atalaya.server.http.HttpRequest;
import io.atalaya.server.http.HttpResponse;
import io.atalaya.server.http.Routes;
import io.atalaya.server.json.JsonOut;
import java.io.IOException;
import java.util.List;

/**
 * Incidents for operators, behind the login of the server if there is one:
 *
 * <pre>
 *   GET    /api/atalaya/v1/incidents
 *   POST   /api/atalaya/v1/incidents        {"title", "text", "status", "checks": [names]}
 *   POST   /api/atalaya/v1/incidents/ID     {"text", "status"}
 *   DELETE /api/atalaya/v1/incidents/ID
 * </pre>
 */
public final class IncidentsApi {
  private static final String PATH = "/api/atalaya/v1/incidents";
  private static final int MAX_BODY_BYTES = 64 << 10;

  private final Incidents incidents;

  public IncidentsApi(Incidents incidents) {
    this.incidents = incidents;
  }

  public void addTo(Routes routes) {
    routes.get(PATH, (q, r) -> send(r, incidents.all()));
    routes.post(PATH, this::begin);
    routes.post(PATH + "/{id}", this::update);
    routes.delete(PATH + "/{id}", this::remove);
  }

  private void begin(HttpRequest request, HttpResponse response) throws IOException {
    JsonValue.Obj body = body(request);
    try {
      Incident begun =
          incidents.begin(
              text(body, "title", ""), checks(body), phase(body), text(body, "text", ""));
      send(response.status(201), List.of(begun));
    } catch (IllegalArgumentException e) {
      throw new HttpException(400, String.valueOf(e.getMessage()));
    }
  }

  private void update(HttpRequest request, HttpResponse response) throws IOException {
    JsonValue.Obj body = body(request);
    try {
      Incident next =
          incidents
              .update(id(request), phase(body), text(body, "text", ""))
              .orElseThrow(() -> new HttpException(404, "there is no such incident"));
      send(response, List.of(next));
    } catch (IllegalArgumentException e) {
      throw new HttpException(400, String.valueOf(e.getMessage()));
    }
  }

  private void remove(HttpRequest request, HttpResponse response) throws IOException {
    if (!incidents.remove(id(request))) {
      throw new HttpException(404, "there is no such incident");
    }
    response.sendStatus(204);
  }

  private static long id(HttpRequest request) {
    String text = request.pathParameter("id");
    if (!text.matches("[0-9]{1,18}")) {
      throw new HttpException(404, "there is no such incident");
    }
    return Long.parseLong(text);
  }

  private static JsonValue.Obj body(HttpRequest request) throws IOException {
    try {
      if (JsonValue.parseStrictly(request.body(MAX_BODY_BYTES)) instanceof JsonValue.Obj fields) {
        return fields;
      }
      throw new HttpException(400, "expected a JSON object");
    } catch (IllegalArgumentException e) {
      throw new HttpException(400, String.valueOf(e.getMessage()));
    }
  }

  private static Incident.Phase phase(JsonValue.Obj body) {
    return Incident.Phase.parse(text(body, "status", Incident.Phase.INVESTIGATING.text()));
  }

  private static String text(JsonValue.Obj body, String name, String fallback) {
    return body.get(name) instanceof JsonValue.Text(String text) ? text : fallback;
  }

  private static List<String> checks(JsonValue.Obj body) {
    return body.get("checks") instanceof JsonValue.Arr(List<JsonValue> items)
        ? items.stream()
            .flatMap(i -> i instanceof JsonValue.Text(String t) ? List.of(t).stream() : null)
            .toList()
        : List.of();
  }

  private static void send(HttpResponse response, List<Incident> all) throws IOException {
    try (JsonOut out = new JsonOut(response.stream("application/json"))) {
      out.object().field("status", "success").name("data").object().name("incidents").array();
      for (Incident incident : all) {
        write(out, incident);
      }
      out.end().end().end();
    }
  }

  static void write(JsonOut out, Incident incident) throws IOException {
    out.object()
        .field("id", incident.id())
        .field("title", incident.title())
        .field("status", incident.last().phase().text())
        .field("checks", incident.checks())
        .name("updates")
        .array();
    for (Incident.Update update : incident.updates()) {
      out.object()
          .field("at", update.at().toString())
          .field("status", update.phase().text())
          .field("text", update.text())
          .end();
    }
    out.end().end();
  }
}
