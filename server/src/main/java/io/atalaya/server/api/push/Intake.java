package io.atalaya.server.api.push;

import io.atalaya.model.SinkUnavailableException;
import io.atalaya.model.wire.WireException;
import io.atalaya.server.http.HttpException;
import io.atalaya.server.http.HttpResponse;

/** Runs a receiver and turns its faults into answers. */
final class Intake {
  private Intake() {}

  /** What a receiver does. */
  interface Work<T> {
    T run() throws WireException, InterruptedException;
  }

  static <T> T run(HttpResponse response, String what, Work<T> work) {
    try {
      return work.run();
    } catch (WireException e) {
      throw new HttpException(400, "not " + what + ": " + e.getMessage());
    } catch (SinkUnavailableException e) {
      response.header("Retry-After", "5");
      throw new HttpException(503, String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new HttpException(503, "the server stops");
    }
  }
}
