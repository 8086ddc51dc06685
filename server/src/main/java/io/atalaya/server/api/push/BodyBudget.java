package io.atalaya.server.api.push;

import io.atalaya.server.http.HttpException;
import io.atalaya.server.http.HttpRequest;
import io.atalaya.server.http.HttpResponse;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * Bounds the memory of pushed bodies that are being read or wait their turn. What does not fit is
 * refused with 503 before it is read; senders try again.
 */
final class BodyBudget {
  /** Bytes of all bodies together. */
  static final long DEFAULT_BYTES = 256L << 20;

  private final long maxBytes;
  private final AtomicLong reserved = new AtomicLong();
  private final LongAdder refused = new LongAdder();

  BodyBudget(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** What is done with a body. */
  interface Work {
    void run(byte[] body) throws IOException;
  }

  /**
   * Reads the body and works on it.
   *
   * @param maxBodyBytes the most one body may have, 413 beyond
   */
  void with(HttpRequest request, HttpResponse response, int maxBodyBytes, Work work)
      throws IOException {
    long announced = request.contentLength();
    long wanted = announced < 0 || announced > maxBodyBytes ? maxBodyBytes : announced;
    if (reserved.addAndGet(wanted) > maxBytes) {
      reserved.addAndGet(-wanted);
      refused.increment();
      response.header("Retry-After", "1");
      throw new HttpException(503, "too much is being pushed at once; send it again later");
    }
    try {
      work.run(request.body(maxBodyBytes));
    } finally {
      reserved.addAndGet(-wanted);
    }
  }

  /** Requests refused. */
  long refused() {
    return refused.sum();
  }
}
