package io.atalaya.server.api.ping;

import io.atalaya.collect.ping.PingBook;
import io.atalaya.collect.ping.Signal;
import io.atalaya.model.Secret;
import io.atalaya.server.http.HttpException;
import io.atalaya.server.http.HttpRequest;
import io.atalaya.server.http.HttpResponse;
import io.atalaya.server.http.Routes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * {@code GET} or {@code POST /ping/TOKEN[/start|/success|/fail|/EXIT_CODE]}. Whoever knows a token
 * may ping; there is no other login. A body is kept as the ping's message, and its end is left
 * unread if it is long: a job must not fail because it says much.
 */
public final class PingApi {
  private static final int MAX_BODY_BYTES = 4 * PingBook.MAX_MESSAGE_CHARS;

  private final PingBook pings;

  public PingApi(PingBook pings) {
    this.pings = pings;
  }

  public void addTo(Routes routes) {
    for (String pattern : new String[] {"/ping/{token}", "/ping/{token}/{signal}"}) {
      routes.getOrPost(pattern, this::ping).withoutLogin(pattern);
    }
  }

  private void ping(HttpRequest request, HttpResponse response) throws IOException {
    boolean plain = request.path().indexOf('/', "/ping/".length()) < 0;
    Signal signal = signal(plain ? "" : request.pathParameter("signal"));
    Secret token = Secret.of(request.pathParameter("token"));
    response.header("Cache-Control", "no-store");
    switch (pings.ping(token, signal, body(request), request.remoteAddress())) {
      case TAKEN -> response.sendText("OK\n");
      case NOT_KEPT -> throw new HttpException(503, "taken, but the disk does not keep it");
      case UNKNOWN_TOKEN -> throw new HttpException(404, "no heartbeat has this token");
      case TOO_MANY -> throw new HttpException(429, "too many pings; try again in a second", 1);
    }
  }

  private static Signal signal(String text) {
    try {
      return Signal.parse(text);
    } catch (IllegalArgumentException e) {
      throw new HttpException(400, String.valueOf(e.getMessage()));
    }
  }

  private static String body(HttpRequest request) throws IOException {
    if (!request.method().equals("POST")) {
      return "";
    }
    return new String(request.bodyStart(MAX_BODY_BYTES), StandardCharsets.UTF_8);
  }
}
