package io.atalaya.server.api.push;

import io.atalaya.collect.push.InfluxReceiver;
import io.atalaya.collect.push.InfluxReceiver.Precision;
import io.atalaya.collect.push.WriteResult;
import io.atalaya.server.http.Endpoint;
import io.atalaya.server.http.HttpException;
import io.atalaya.server.http.HttpRequest;
import io.atalaya.server.http.HttpResponse;
import io.atalaya.server.http.Routes;
import io.atalaya.server.json.JsonOut;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * What clients of InfluxDB write to: {@code /write} of its first version, {@code /api/v2/write} of
 * the second. 204 if all was stored; 400 with the lines that were refused, the others are stored.
 * Errors are JSON as InfluxDB's are.
 */
final class InfluxEndpoints {
  private static final int MAX_BYTES = 32 << 20;

  private final InfluxReceiver receiver;

  InfluxEndpoints(InfluxReceiver receiver) {
    this.receiver = receiver;
  }

  /** Adds the addresses, each behind a switch. */
  void addTo(Routes routes, UnaryOperator<Endpoint> ifOn) {
    routes.get("/ping", ifOn.apply(InfluxEndpoints::ping));
    routes.post("/query", ifOn.apply(first(InfluxEndpoints::query)));
    routes.post("/write", ifOn.apply(first(this::write)));
    routes.post("/api/v2/write", ifOn.apply(second(this::write)));
  }

  /** What clients ask for first. */
  private static void ping(HttpRequest request, HttpResponse response) throws IOException {
    response.header("X-Influxdb-Version", "1.8.0");
    response.sendStatus(204);
  }

  /** Clients make the database they are about to write to; here there is nothing to make. */
  private static void query(HttpRequest request, HttpResponse response) throws IOException {
    String statement = request.parameter("q").strip().toUpperCase(Locale.ROOT);
    if (!statement.startsWith("CREATE DATABASE")) {
      throw new HttpException(400, "of InfluxQL only CREATE DATABASE is taken; query with PromQL");
    }
    try (JsonOut out = new JsonOut(response.stream("application/json"))) {
      out.object().name("results").array();
      out.object().name("statement_id").number(0).end();
      out.end().end();
    }
  }

  private void write(HttpRequest request, HttpResponse response) throws IOException {
    Precision precision = precision(request.queryParameter("precision"));
    String database = request.queryParameter("db");
    byte[] lines = request.unpackedBody(MAX_BYTES);
    WriteResult result =
        Intake.run("line protocol", () -> receiver.write(lines, precision, database));
    if (!result.complete()) {
      throw new HttpException(400, Intake.partial(result));
    }
    response.sendStatus(204);
  }

  private static Precision precision(String text) {
    try {
      return Precision.parse(text);
    } catch (IllegalArgumentException e) {
      throw new HttpException(400, String.valueOf(e.getMessage()));
    }
  }

  private static Endpoint first(Endpoint endpoint) {
    return failing(endpoint, e -> List.of("error", e.explanation()));
  }

  private static Endpoint second(Endpoint endpoint) {
    return failing(endpoint, e -> List.of("code", code(e.status()), "message", e.explanation()));
  }

  /**
   * The same endpoint with other errors.
   *
   * @param fields names and values of an error by turns
   */
  private static Endpoint failing(Endpoint endpoint, Function<HttpException, List<String>> fields) {
    return (request, response) -> {
      try {
        endpoint.handle(request, response);
      } catch (HttpException e) {
        throw e.as(json(fields.apply(e)));
      }
    };
  }

  private static String json(List<String> fields) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonOut out = new JsonOut(bytes)) {
      out.object();
      for (int i = 0; i < fields.size(); i += 2) {
        out.field(fields.get(i), fields.get(i + 1));
      }
      out.end();
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static String code(int status) {
    return switch (status) {
      case 413 -> "request too large";
      case 503 -> "unavailable";
      default -> "invalid";
    };
  }
}
