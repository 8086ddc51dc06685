package io.atalaya.server.http;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** Bounds the memory that the bodies of all requests take together. Safe for many threads. */
final class BodyMemory {
  private final long maxBytes;
  private final AtomicLong taken = new AtomicLong();
  private final LongAdder refused = new LongAdder();

  BodyMemory(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /**
   * Takes memory.
   *
   * @throws HttpException 503 if there is not enough
   */
  void take(long bytes) {
    if (taken.addAndGet(bytes) > maxBytes) {
      taken.addAndGet(-bytes);
      refused.increment();
      throw HttpException.overload("too much is being sent at once; send it again later");
    }
  }

  void release(long bytes) {
    taken.addAndGet(-bytes);
  }

  /** Requests refused. */
  long refused() {
    return refused.sum();
  }
}
