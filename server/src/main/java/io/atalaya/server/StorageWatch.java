package io.atalaya.server;

import io.atalaya.model.Labels;
import io.atalaya.model.SampleBatch;
import io.atalaya.model.SampleGroup;
import io.atalaya.model.SampleSink;
import io.atalaya.model.SinkUnavailableException;

/**
 * The way into the store, watched: whether the last batch of anybody was taken. What is wrong with
 * the store is said once when it begins and once when it ends, by {@code /health}, and never as an
 * outage of what is watched.
 */
final class StorageWatch implements SampleSink {
  private final SampleSink store;
  private volatile String fault = "";

  StorageWatch(SampleSink store) {
    this.store = store;
  }

  /** Why nothing can be stored at the moment; empty if all is well. */
  String fault() {
    return fault;
  }

  @Override
  public SampleGroup open(String tenant, String key) {
    return new WatchedGroup(store.open(tenant, key));
  }

  private final class WatchedGroup implements SampleGroup {
    private final SampleGroup group;

    private WatchedGroup(SampleGroup group) {
      this.group = group;
    }

    @Override
    public long register(Labels labels) {
      return group.register(labels);
    }

    @Override
    public Appended append(SampleBatch batch) {
      try {
        Appended appended = group.append(batch);
        fault = "";
        return appended;
      } catch (SinkUnavailableException e) {
        fault = String.valueOf(e.getMessage());
        throw e;
      }
    }

    @Override
    public void close() {
      group.close();
    }
  }
}
