package io.atalaya.collect.remote;

import io.atalaya.model.Histogram;
import io.atalaya.model.Labels;
import io.atalaya.model.SampleBatch.Metadata;
import io.atalaya.model.SampleLog;
import io.atalaya.model.relabel.Relabeling;
import java.util.ArrayList;
import java.util.List;

/** Makes of one batch of the log after another what is sent. For one thread at a time. */
final class LogReader implements SampleLog.Visitor<OutgoingSeries> {
  private final RemoteWriteConfig config;
  private final Labels external;
  private final Relabeling relabeling;
  private final Families families;
  private final WriteCounters counters;
  private final List<Outgoing> batch = new ArrayList<>();
  private long position;
  private long read;
  private Amounts dropped = Amounts.NONE;

  LogReader(RemoteWriteConfig config, Labels external, Families families, WriteCounters counters) {
    this.config = config;
    this.external = external;
    this.families = families;
    this.counters = counters;
    relabeling = Relabeling.of(config.relabelRules());
  }

  /** Begins a batch that the log has behind a position. */
  void begin(long after) {
    batch.forEach(o -> o.series.newest = null);
    batch.clear();
    position = after;
    read = 0;
    dropped = Amounts.NONE;
  }

  /** What of the batch is to be sent, in order. */
  List<Outgoing> batch() {
    return batch;
  }

  /** How many samples the batch had. */
  long read() {
    return read;
  }

  /** What of the batch is not to be sent. */
  Amounts dropped() {
    return dropped;
  }

  @Override
  public OutgoingSeries series(Labels labels) {
    Labels.Builder all = labels.toBuilder();
    for (int i = 0; i < external.size(); i++) {
      if (labels.get(external.name(i)).isEmpty()) {
        all.set(external.name(i), external.value(i));
      }
    }
    Labels relabelled = relabeling.apply(all.build());
    boolean gone = relabelled == null || relabelled.isEmpty();
    return new OutgoingSeries(gone ? null : relabelled);
  }

  @Override
  public void sample(OutgoingSeries series, long atMillis, double value, long startMillis) {
    read++;
    if (series.isDropped()) {
      dropped = dropped.plus(new Amounts(1, 0, 0));
    } else {
      add(Outgoing.ofFloat(series, atMillis, value, startMillis, position));
    }
  }

  @Override
  public void histogram(
      OutgoingSeries series, long atMillis, Histogram histogram, long startMillis) {
    if (!config.sends().nativeHistograms()) {
      return;
    }
    read++;
    boolean first = config.message() == RemoteWriteConfig.Message.V1;
    if (series.isDropped()) {
      dropped = dropped.plus(new Amounts(0, 1, 0));
    } else if (first && histogram.usesCustomBuckets()) {
      counters.customBuckets.increment();
    } else {
      add(Outgoing.ofHistogram(series, atMillis, histogram, startMillis, position));
    }
  }

  private void add(Outgoing sample) {
    sample.series.newest = sample;
    batch.add(sample);
  }

  /** Exemplars go with the sample they were seen with; 1.0 takes them alone as well. */
  @Override
  public void exemplar(OutgoingSeries series, long atMillis, double value, Labels labels) {
    if (!config.sends().exemplars()) {
      return;
    }
    read++;
    Outgoing sample = series.newest;
    if (series.isDropped()
        || (sample == null && config.message() == RemoteWriteConfig.Message.V2)) {
      dropped = dropped.plus(new Amounts(0, 0, 1));
      return;
    }
    if (sample == null) {
      sample = Outgoing.ofExemplars(series, atMillis, position);
      add(sample);
    }
    sample.add(new Outgoing.Exemplar(labels, value, atMillis));
  }

  @Override
  public void metadata(Metadata family) {
    families.put(family);
  }
}
