package io.atalaya.collect.discover;

import io.atalaya.collect.http.Ticker;
import java.io.IOException;
import java.util.List;

/** A query whose questions are counted. */
record CountedQuery(TargetQuery query, Ticker ticker, Count count) implements TargetQuery {
  /** Takes how long a question took, and whether it failed. */
  interface Count {
    void asked(long nanos, boolean failed);
  }

  @Override
  public List<TargetGroup> ask() throws IOException {
    long begin = ticker.nanos();
    boolean failed = true;
    try {
      List<TargetGroup> found = query.ask();
      failed = false;
      return found;
    } finally {
      count.asked(ticker.nanos() - begin, failed);
    }
  }

  @Override
  public void close() {
    query.close();
  }
}
