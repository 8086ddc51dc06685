package io.atalaya.server.api.push;

import io.atalaya.collect.push.OtlpReceiver;
import io.atalaya.model.wire.ProtoWriter;
import io.atalaya.server.http.HttpException;
import io.atalaya.server.http.HttpRequest;
import io.atalaya.server.http.HttpResponse;
import io.atalaya.server.json.JsonOut;
import java.io.IOException;
import java.util.Locale;

/**
 * {@code POST /api/v1/otlp/v1/metrics}: OTLP/HTTP in protobuf or JSON, plain or with gzip.
 *
 * <p>200 if anything was stored; if something was refused, the answer has a {@code partial_success}
 * with the reasons. 400 if nothing could be taken.
 */
final class OtlpEndpoint {
  /** Trees of JSON are many times as large as their text. */
  private static final int MAX_JSON_BYTES = 8 << 20;

  /** As protobuf: few bytes can hold many points. */
  private static final int MAX_PROTOBUF_BYTES = 16 << 20;

  private final OtlpReceiver receiver;

  OtlpEndpoint(OtlpReceiver receiver) {
    this.receiver = receiver;
  }

  void handle(HttpRequest request, HttpResponse response) throws IOException {
    boolean json = isJson(request.header("Content-Type"));
    int max = json ? MAX_JSON_BYTES : MAX_PROTOBUF_BYTES;
    byte[] body = request.unpackedBody(max);
    answer(Intake.run("an OTLP request", () -> receiver.write(body, json)), json, response);
  }

  private static boolean isJson(String contentType) {
    String media = contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    return switch (media) {
      case "application/x-protobuf" -> false;
      case "application/json" -> true;
      default ->
          throw new HttpException(
              415,
              "unsupported Content-Type \""
                  + contentType
                  + "\"; send application/x-protobuf or application/json");
    };
  }

  private static void answer(OtlpReceiver.Result result, boolean json, HttpResponse response)
      throws IOException {
    boolean stored = result.written().samples() + result.written().histograms() > 0;
    String reasons = String.join("\n", result.written().faults());
    if (!result.written().complete() && !stored) {
      throw new HttpException(400, reasons);
    }
    if (json) {
      sendJson(result, reasons, response);
    } else {
      sendProtobuf(result, reasons, response);
    }
  }

  private static void sendJson(OtlpReceiver.Result result, String reasons, HttpResponse response)
      throws IOException {
    try (JsonOut out = new JsonOut(response.stream("application/json"))) {
      out.object();
      if (!result.written().complete()) {
        out.name("partialSuccess").object();
        out.field("rejectedDataPoints", Integer.toString(result.rejected()));
        out.field("errorMessage", reasons).end();
      }
      out.end();
    }
  }

  private static void sendProtobuf(
      OtlpReceiver.Result result, String reasons, HttpResponse response) throws IOException {
    ProtoWriter out = new ProtoWriter();
    if (!result.written().complete()) {
      int partial = out.open(1);
      out.int64(1, result.rejected());
      out.text(2, reasons);
      out.close(partial);
    }
    response.send("application/x-protobuf", out.toByteArray());
  }
}
