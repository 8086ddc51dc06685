package io.atalaya.server.backtest;

import io.atalaya.model.Labels;
import io.atalaya.model.SampleBatch;
import io.atalaya.model.SampleGroup;
import io.atalaya.model.SampleSink;

/** Where the series of rules go when another server has the history: nowhere. */
public final class Unstored implements SampleSink {
  @Override
  public SampleGroup open(String tenant, String key) {
    return new Group();
  }

  private static final class Group implements SampleGroup {
    @Override
    public long register(Labels labels) {
      return NO_SERIES;
    }

    @Override
    public Appended append(SampleBatch batch) {
      return new Appended(batch.size(), 0, 0, 0, 0);
    }

    @Override
    public void close() {}
  }
}
