package io.atalaya.server.api.push;

import io.atalaya.collect.push.InfluxReceiver;
import io.atalaya.collect.push.InfluxReceiver.Precision;
import io.atalaya.collect.push.JsonLinesReceiver;
import io.atalaya.collect.push.WriteResult;
import io.atalaya.server.http.HttpException;
import io.atalaya.server.http.HttpRequest;
import io.atalaya.server.http.HttpResponse;
import java.io.IOException;

/**
 * Protocols of one line a series: InfluxDB's at {@code /write} and {@code /api/v2/write}, JSON at
 * {@code /api/v1/import}. 204 if all was stored; 400 with the lines that were refused, the others
 * are stored.
 */
final class TextEndpoints {
  private static final int MAX_INFLUX_BYTES = 32 << 20;

  /** Trees of JSON are many times as large as their text. */
  private static final int MAX_JSON_BYTES = 16 << 20;

  private final InfluxReceiver influx;
  private final JsonLinesReceiver jsonLines;

  TextEndpoints(InfluxReceiver influx, JsonLinesReceiver jsonLines) {
    this.influx = influx;
    this.jsonLines = jsonLines;
  }

  /** What clients of InfluxDB ask for first. */
  void ping(HttpRequest request, HttpResponse response) throws IOException {
    response.header("X-Influxdb-Version", "1.8.0");
    response.sendStatus(204);
  }

  void influx(HttpRequest request, HttpResponse response) throws IOException {
    Precision precision = precision(query(request, "precision"));
    String database = query(request, "db");
    byte[] lines = request.unpackedBody(MAX_INFLUX_BYTES);
    answer(Intake.run("line protocol", () -> influx.write(lines, precision, database)), response);
  }

  /** A parameter of the address: {@code curl --data-binary} calls lines a form. */
  private static String query(HttpRequest request, String name) {
    return request.queryParameter(name);
  }

  private static Precision precision(String text) {
    try {
      return Precision.parse(text);
    } catch (IllegalArgumentException e) {
      throw new HttpException(400, String.valueOf(e.getMessage()));
    }
  }

  void jsonLines(HttpRequest request, HttpResponse response) throws IOException {
    byte[] lines = request.unpackedBody(MAX_JSON_BYTES);
    answer(Intake.run("lines of JSON", () -> jsonLines.write(lines)), response);
  }

  private static void answer(WriteResult result, HttpResponse response) throws IOException {
    if (!result.complete()) {
      throw new HttpException(
          400, "partial write: " + String.join("\n", result.faults()) + "\nThe rest was stored.");
    }
    response.sendStatus(204);
  }
}
