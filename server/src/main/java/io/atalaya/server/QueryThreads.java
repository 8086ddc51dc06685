package io.atalaya.server;

import io.atalaya.query.HelperThreads;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The threads that help with queries over many series: one less than there are processors. */
final class QueryThreads implements AutoCloseable {
  private final int count;
  private final ExecutorService threads;

  QueryThreads(int processors) {
    count = Math.max(1, processors - 1);
    threads =
        Executors.newFixedThreadPool(
            count, Thread.ofPlatform().daemon().name("query-", 0).factory());
  }

  HelperThreads helpers() {
    return new HelperThreads(threads, count);
  }

  @Override
  public void close() {
    threads.shutdown();
  }
}
