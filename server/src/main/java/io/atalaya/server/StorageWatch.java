package io.atalaya.server;

import io.atalaya.model.Labels;
import io.atalaya.model.SampleBatch;
import io.atalaya.model.SampleGroup;
import io.atalaya.model.SampleSink;
import io.atalaya.model.SinkUnavailableException;
import io.atalaya.server.metrics.MetricsText;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way into the store, watched: whether the last batch of anybody was taken. What is wrong with
 * the store is said by {@code /health}, in the log when it begins and when it ends, and never as an
 * outage of what is watched.
 */
final class StorageWatch implements SampleSink {
  private static final Logger log = LoggerFactory.getLogger(StorageWatch.class);

  private final SampleSink store;
  private final LongAdder appended = new LongAdder();
  private final LongAdder tooOld = new LongAdder();
  private final LongAdder duplicate = new LongAdder();
  private final LongAdder tooFarAhead = new LongAdder();
  private volatile String fault = "";

  StorageWatch(SampleSink store) {
    this.store = store;
  }

  /** Why nothing can be stored at the moment; empty if all is well. */
  String fault() {
    return fault;
  }

  /** Writes what became of all samples that anybody brought. */
  void write(MetricsText out) {
    out.counter(
        "prometheus_tsdb_head_samples_appended_total",
        "Samples that were stored.",
        appended.sum(),
        "type",
        "float");
    out.counter(
        "prometheus_remote_storage_samples_in_total",
        "Samples that were stored, and so are read by remote write.",
        appended.sum());
    out.counter(
        "prometheus_tsdb_too_old_samples_total",
        "Samples refused because they came later than the window for late samples allows.",
        tooOld.sum(),
        "type",
        "float");
    out.counter(
        "atalaya_tsdb_duplicate_samples_total",
        "Samples refused because another value is stored at their time.",
        duplicate.sum());
    out.counter(
        "atalaya_tsdb_early_samples_total",
        "Samples refused because their time is too far ahead.",
        tooFarAhead.sum());
  }

  private synchronized void tell(String now) {
    if (fault.isEmpty() && !now.isEmpty()) {
      log.error("nothing is stored: {}", now);
    } else if (!fault.isEmpty() && now.isEmpty()) {
      log.info("samples are stored again");
    }
    fault = now;
  }

  private void count(SampleGroup.Appended result) {
    appended.add(result.appended());
    tooOld.add(result.outOfOrder());
    duplicate.add(result.duplicate());
    tooFarAhead.add(result.tooFarAhead());
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
        Appended result = group.append(batch);
        count(result);
        if (!fault.isEmpty()) {
          tell("");
        }
        return result;
      } catch (SinkUnavailableException e) {
        tell(String.valueOf(e.getMessage()));
        throw e;
      }
    }

    @Override
    public void close() {
      group.close();
    }
  }
}
