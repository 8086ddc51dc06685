package io.atalaya.server.http;

import java.io.IOException;

/** Answers the requests of one route. Runs on a virtual thread of its own and may block. */
public interface Endpoint {
  /**
   * Answers one request.
   *
   * @throws HttpException for an answer with an error status
   * @throws IOException if the client went away
   */
  void handle(HttpRequest request, HttpResponse response) throws IOException;
}
