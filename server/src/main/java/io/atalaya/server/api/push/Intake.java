package io.atalaya.server.api.push;

import io.atalaya.collect.push.OversizeException;
import io.atalaya.collect.push.WriteResult;
import io.atalaya.model.SinkUnavailableException;
import io.atalaya.model.wire.WireException;
import io.atalaya.server.http.HttpException;

/** Runs a receiver and turns its faults into answers. */
final class Intake {
  /** A full disk is not empty in a second. */
  private static final int RETRY_SECONDS = 5;

  private Intake() {}

  /** What a receiver does. */
  interface Work<T> {
    T run() throws WireException, InterruptedException;
  }

  static <T> T run(String what, Work<T> work) {
    try {
      return work.run();
    } catch (WireException e) {
      throw new HttpException(400, "not " + what + ": " + e.getMessage());
    } catch (OversizeException e) {
      throw new HttpException(413, e.getMessage() + "; send it in parts");
    } catch (SinkUnavailableException e) {
      throw unavailable(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw HttpException.overload("the server stops");
    }
  }

  /** What a client is told of lines that were refused. */
  static String partial(WriteResult result) {
    return "partial write: " + String.join("\n", result.faults()) + "\nThe rest was stored.";
  }

  /** The answer when nothing can be stored: it may be possible soon. */
  static HttpException unavailable(SinkUnavailableException e) {
    return new HttpException(503, String.valueOf(e.getMessage()), RETRY_SECONDS);
  }
}
