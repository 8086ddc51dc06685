package io.atalaya.server.api.push;

import io.atalaya.collect.push.JsonLinesReceiver;
import io.atalaya.collect.push.WriteResult;
import io.atalaya.server.http.HttpException;
import io.atalaya.server.http.HttpRequest;
import io.atalaya.server.http.HttpResponse;
import java.io.IOException;

/**
 * {@code POST /api/v1/import}: a series a line, as JSON. 204 if all was stored; 400 with the lines
 * that were refused, the others are stored.
 */
final class JsonLinesEndpoint {
  /** Trees of JSON are many times as large as their text. */
  private static final int MAX_BYTES = 16 << 20;

  private final JsonLinesReceiver receiver;

  JsonLinesEndpoint(JsonLinesReceiver receiver) {
    this.receiver = receiver;
  }

  void handle(HttpRequest request, HttpResponse response) throws IOException {
    byte[] lines = request.unpackedBody(MAX_BYTES);
    WriteResult result = Intake.run("lines of JSON", () -> receiver.write(lines));
    if (!result.complete()) {
      throw new HttpException(400, Intake.partial(result));
    }
    response.sendStatus(204);
  }
}
