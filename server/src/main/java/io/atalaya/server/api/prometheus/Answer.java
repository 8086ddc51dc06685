package io.atalaya.server.api.prometheus;

import io.atalaya.model.QueryException;
import io.atalaya.model.StorageException;
import io.atalaya.server.http.Endpoint;
import io.atalaya.server.http.HttpException;
import io.atalaya.server.http.HttpRequest;
import io.atalaya.server.http.HttpResponse;
import io.atalaya.server.json.JsonOut;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/**
 * The envelope of every answer: {@code {"status":"success","data":…}} or {@code
 * {"status":"error","errorType":…,"error":…}}.
 */
final class Answer {
  /** Writes the value of {@code data}. */
  interface Data {
    void write(JsonOut out) throws IOException;
  }

  /** Works an answer out, before anything is sent. */
  interface Work {
    Data answer(HttpRequest request) throws IOException;
  }

  /** Does what a request asks for; there is nothing to answer. */
  interface Deed {
    void perform(HttpRequest request) throws IOException;
  }

  /** Data with what there is to say about it. */
  record WithNotes(Data data, List<String> warnings, List<String> infos) implements Data {
    @Override
    public void write(JsonOut out) throws IOException {
      data.write(out);
    }
  }

  /** No data: an answer without a body, status 204. */
  record Nothing() implements Data {
    @Override
    public void write(JsonOut out) {}
  }

  /** Lines of JSON of their own, instead of the envelope. */
  record Lines(List<Data> lines) implements Data {
    @Override
    public void write(JsonOut out) throws IOException {
      for (Data line : lines) {
        line.write(out);
      }
    }
  }

  private Answer() {}

  /** An endpoint that answers in the envelope. */
  static Endpoint of(Work work) {
    return (request, response) -> {
      Data data;
      try {
        data = work.answer(request);
      } catch (ApiError | QueryException | HttpException | StorageException e) {
        if (e instanceof HttpException http) {
          response.retryAfter(http);
        }
        sendError(response, explained(e));
        return;
      }
      switch (data) {
        case Nothing _ -> response.sendStatus(204);
        case Lines lines -> sendLines(response, lines.lines());
        default -> sendSuccess(response, data);
      }
    };
  }

  /** An endpoint that answers 204, or an error in the envelope. */
  static Endpoint without(Deed deed) {
    return (request, response) -> {
      try {
        deed.perform(request);
      } catch (ApiError | QueryException | HttpException | StorageException e) {
        sendError(response, explained(e));
        return;
      } catch (IOException e) {
        sendError(response, ApiError.internal(String.valueOf(e.getMessage())));
        return;
      }
      response.sendStatus(204);
    };
  }

  private static ApiError explained(RuntimeException e) {
    return switch (e) {
      case ApiError error -> error;
      case QueryException query -> ApiError.of(query);
      case HttpException http -> ApiError.badRequest(http.status(), http.explanation());
      default -> ApiError.internal(String.valueOf(e.getMessage()));
    };
  }

  private static void sendSuccess(HttpResponse response, Data data) throws IOException {
    try (JsonOut out = new JsonOut(response.stream("application/json"))) {
      out.object().field("status", "success").name("data");
      data.write(out);
      if (data instanceof WithNotes notes) {
        writeNotes(out, "warnings", notes.warnings());
        writeNotes(out, "infos", notes.infos());
      }
      out.end();
    }
  }

  private static void sendLines(HttpResponse response, List<Data> lines) throws IOException {
    try (OutputStream out = response.stream("application/x-ndjson; charset=utf-8")) {
      for (Data line : lines) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonOut json = new JsonOut(bytes)) {
          line.write(json);
        }
        bytes.write('\n');
        bytes.writeTo(out);
      }
    }
  }

  private static void writeNotes(JsonOut out, String name, List<String> notes) throws IOException {
    if (!notes.isEmpty()) {
      out.field(name, notes);
    }
  }

  private static void sendError(HttpResponse response, ApiError error) throws IOException {
    response.status(error.status());
    try (JsonOut out = new JsonOut(response.stream("application/json"))) {
      out.object()
          .field("status", "error")
          .field("errorType", error.type())
          .field("error", error.explanation())
          .end();
    }
  }
}
