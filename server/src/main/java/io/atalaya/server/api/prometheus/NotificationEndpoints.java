package io.atalaya.server.api.prometheus;

import io.atalaya.server.api.prometheus.ServerNotices.Notice;
import io.atalaya.server.http.HttpRequest;
import io.atalaya.server.http.HttpResponse;
import io.atalaya.server.http.Routes;
import io.atalaya.server.json.JsonOut;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * {@code /api/v1/notifications}: what the server has to say, as a list; {@code …/live}: the same as
 * a stream of server-sent events, a comment now and then to find out who has gone.
 */
final class NotificationEndpoints {
  private static final int SIGN_OF_LIFE_SECONDS = 15;
  private static final byte[] COMMENT = ":\n\n".getBytes(StandardCharsets.US_ASCII);

  private final ServerNotices notices;

  NotificationEndpoints(ServerNotices notices) {
    this.notices = notices;
  }

  void addTo(Routes routes) {
    routes.get("/api/v1/notifications", Answer.of(this::list));
    routes.get("/api/v1/notifications/live", this::live);
  }

  private Answer.Data list(HttpRequest request) {
    List<Notice> active = notices.active();
    return out -> {
      out.array();
      for (Notice notice : active) {
        write(out, notice);
      }
      out.end();
    };
  }

  private static void write(JsonOut out, Notice notice) throws IOException {
    out.object()
        .field("text", notice.text())
        .field("date", notice.at().toString())
        .field("active", notice.active())
        .end();
  }

  private void live(HttpRequest request, HttpResponse response) throws IOException {
    Optional<LinkedBlockingQueue<Optional<Notice>>> queue = notices.listen();
    if (queue.isEmpty()) {
      response.sendStatus(204);
      return;
    }
    response.header("Cache-Control", "no-cache");
    try (OutputStream out = response.stream("text/event-stream")) {
      out.write(COMMENT);
      out.flush();
      send(queue.get(), out);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      notices.leave(queue.get());
    }
  }

  private static void send(LinkedBlockingQueue<Optional<Notice>> queue, OutputStream out)
      throws IOException, InterruptedException {
    while (true) {
      Optional<Notice> next = queue.poll(SIGN_OF_LIFE_SECONDS, TimeUnit.SECONDS);
      if (next == null) {
        out.write(COMMENT);
      } else if (next.isPresent()) {
        out.write(event(next.get()));
      } else {
        return;
      }
      out.flush();
    }
  }

  private static byte[] event(Notice notice) throws IOException {
    ByteArrayOutputStream event = new ByteArrayOutputStream();
    event.write("data: ".getBytes(StandardCharsets.US_ASCII));
    try (JsonOut json = new JsonOut(event)) {
      write(json, notice);
    }
    event.write("\n\n".getBytes(StandardCharsets.US_ASCII));
    return event.toByteArray();
  }
}
