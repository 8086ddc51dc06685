package io.atalaya.collect.host;

import io.atalaya.collect.http.Ticker;
import io.atalaya.model.Labels;
import io.atalaya.model.SampleBatch;
import io.atalaya.model.SampleGroup;
import io.atalaya.model.SampleSink;
import io.atalaya.model.SampleValue;
import io.atalaya.model.Scheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the machine in a fixed rhythm and stores what it reads, with the labels {@code job="host"}
 * and {@code instance}. A reading that is not there any more gets a staleness marker.
 */
public final class HostCollector implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(HostCollector.class);
  private static final String JOB = "host";

  private final SampleSink sink;
  private final Scheduler scheduler;
  private final Ticker ticker;
  private final String hostName;
  private final LongAdder storeFailures = new LongAdder();
  private @Nullable Run run;

  /** One configuration that is in force. */
  private final class Run {
    private final HostConfig config;
    private final HostReader reader;
    private final Labels base;
    private final SampleGroup group;
    private final SampleBatch batch = new SampleBatch(0);
    private final Map<Labels, Long> refs = new HashMap<>();
    private Set<Labels> previous = Set.of();
    private final Set<String> told = new HashSet<>();
    private volatile boolean stopped;

    Run(HostConfig config) {
      String instance = config.instance().isEmpty() ? hostName : config.instance();
      this.config = config;
      this.reader = HostReader.of(config, scheduler, ticker);
      this.base = Labels.of("job", JOB, "instance", instance);
      this.group = sink.open(SampleSink.DEFAULT_TENANT, "host " + instance);
    }

    void schedule(Instant when) {
      scheduler.at(when, "read host", () -> readOnce(when));
    }

    private synchronized void readOnce(Instant when) {
      if (stopped) {
        return;
      }
      try {
        Map<Labels, Double> values = new HashMap<>();
        Map<String, SampleBatch.Metadata> news = new HashMap<>();
        for (Reading reading : reader.read()) {
          values.put(labels(reading), reading.value());
          if (!told.contains(reading.metric())) {
            news.computeIfAbsent(reading.metric(), _ -> reading.metadata());
          }
        }
        values.put(base.with(Labels.METRIC_NAME, "up"), 1.0);
        append(when, values, news.values());
        told.addAll(news.keySet());
      } catch (RuntimeException e) {
        storeFailures.increment();
        log.warn("The readings of this host could not be stored: {}", e.toString());
      }
      schedule(following(when));
    }

    private Labels labels(Reading reading) {
      Labels.Builder out = reading.labels().toBuilder();
      out.set(Labels.METRIC_NAME, reading.metric());
      base.toMap().forEach(out::set);
      return out.build();
    }

    private void append(
        Instant at, Map<Labels, Double> values, Collection<SampleBatch.Metadata> news) {
      if (!tryAppend(at, values, news)) {
        refs.clear();
        tryAppend(at, values, news);
      }
      previous = new HashSet<>(values.keySet());
    }

    private boolean tryAppend(
        Instant at, Map<Labels, Double> values, Collection<SampleBatch.Metadata> news) {
      batch.reset(at.toEpochMilli());
      news.forEach(batch::add);
      values.forEach((labels, value) -> batch.add(ref(labels), value));
      for (Labels gone : previous) {
        if (!values.containsKey(gone)) {
          batch.add(ref(gone), SampleValue.STALE);
        }
      }
      return group.append(batch).unknownSeries() == 0;
    }

    private long ref(Labels labels) {
      return refs.computeIfAbsent(labels, group::register);
    }

    private Instant following(Instant when) {
      Duration interval = config.interval();
      long late = Duration.between(when, scheduler.instant()).toMillis();
      return when.plus(interval.multipliedBy(Math.max(1, late / interval.toMillis())));
    }

    synchronized void stop() {
      stopped = true;
      try {
        append(scheduler.instant(), Map.of(), List.of());
      } catch (RuntimeException e) {
        storeFailures.increment();
        log.warn("The end of the host's readings could not be stored: {}", e.toString());
      }
      group.close();
    }
  }

  /**
   * A collector that does nothing before {@link #apply}.
   *
   * @param hostName value of the label {@code instance} where the configuration gives none
   */
  public HostCollector(SampleSink sink, Scheduler scheduler, Ticker ticker, String hostName) {
    this.sink = sink;
    this.scheduler = scheduler;
    this.ticker = ticker;
    this.hostName = hostName;
  }

  /** Reads as this configuration says from now on; null for not at all. */
  public synchronized void apply(@Nullable HostConfig config) {
    Run before = run;
    if (before != null && before.config.equals(config)) {
      return;
    }
    if (before != null) {
      before.stop();
    }
    run = config == null ? null : new Run(config);
    if (run != null) {
      run.schedule(scheduler.instant());
    }
  }

  /** What is read now, in the text format 0.0.4, for other collectors; empty if nothing is. */
  public synchronized String exposition() {
    Run current = run;
    List<Reading> readings = current == null ? List.of() : current.reader.read();
    return TextExposition.of(readings);
  }

  /** How many readings the store could not take since the start. */
  public long storeFailures() {
    return storeFailures.sum();
  }

  @Override
  public synchronized void close() {
    apply(null);
  }
}
