package io.atalaya.collect.push.gateway;

import io.atalaya.collect.push.gateway.PushGroup.Family;
import io.atalaya.collect.push.gateway.PushGroup.Sample;
import io.atalaya.model.Labels;
import io.atalaya.model.SampleBatch;
import io.atalaya.model.SampleBatch.Metadata;
import io.atalaya.model.SampleGroup;
import io.atalaya.model.SampleSink;
import io.atalaya.model.SampleValue;
import io.atalaya.model.Scheduler;
import io.atalaya.model.SeriesLimitException;
import io.atalaya.model.SinkUnavailableException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps pushed groups and stores their values every 15 seconds, and at once after a change; a
 * series that is no longer there gets a staleness marker. Safe for many threads.
 */
public final class PushGateway implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(PushGateway.class);
  private static final Duration INTERVAL = Duration.ofSeconds(15);

  /** Groups kept at once; further ones are refused. */
  static final int MAX_GROUPS = 10_000;

  /** Samples of all groups together; further ones are refused. */
  static final int MAX_SAMPLES = 500_000;

  private final Scheduler scheduler;
  private final GroupFile file;
  private final SampleGroup column;
  private final SortedMap<Labels, PushGroup> groups = new TreeMap<>();
  private Set<Labels> stored = new HashSet<>();
  private boolean closed;
  private long storeFailures;

  private PushGateway(SampleSink sink, Scheduler scheduler, GroupFile file) {
    this.scheduler = scheduler;
    this.file = file;
    column = sink.open(SampleSink.DEFAULT_TENANT, "pushgateway");
  }

  /**
   * Opens the gateway.
   *
   * @param path the file that keeps the groups; made when something is pushed
   * @throws IOException if it cannot be read
   */
  public static PushGateway open(SampleSink sink, Scheduler scheduler, Path path)
      throws IOException {
    PushGateway gateway = new PushGateway(sink, scheduler, new GroupFile(path));
    for (PushGroup group : gateway.file.read()) {
      gateway.groups.put(group.labels(), group);
    }
    gateway.next();
    return gateway;
  }

  private void next() {
    scheduler.at(scheduler.instant().plus(INTERVAL), "store pushed groups", this::tick);
  }

  private synchronized void tick() {
    if (!closed) {
      store();
      next();
    }
  }

  /**
   * Takes a push.
   *
   * @param key the grouping key
   * @param replaceAll whether the group holds nothing else afterwards; if not, only families of the
   *     same names are replaced
   * @throws IllegalArgumentException if it is refused; says why
   * @throws SinkUnavailableException if it cannot be kept
   */
  public synchronized void push(Labels key, byte[] body, String contentType, boolean replaceAll) {
    PushGroup before = groups.getOrDefault(key, PushGroup.empty(key));
    double now = scheduler.millis() / 1000.0;
    try {
      SortedMap<String, Family> families =
          replaceAll ? new TreeMap<>() : new TreeMap<>(before.families());
      families.putAll(Exposed.families(body, contentType, key));
      requireConsistent(key, families);
      keep(before.withFamilies(families, now));
    } catch (IllegalArgumentException e) {
      // Of a group that was never pushed with success, only the failure is shown.
      if (groups.containsKey(key) || groups.size() < MAX_GROUPS) {
        keep(before.failed(now));
      }
      throw e;
    }
  }

  private void requireConsistent(Labels key, SortedMap<String, Family> families) {
    long samples = count(families);
    for (PushGroup group : groups.values()) {
      if (!group.labels().equals(key)) {
        samples += count(group.families());
        group.families().values().forEach(other -> requireSameType(other, families));
      }
    }
    if (samples > MAX_SAMPLES || (groups.size() >= MAX_GROUPS && !groups.containsKey(key))) {
      throw new IllegalArgumentException(
          "at most " + MAX_GROUPS + " groups with " + MAX_SAMPLES + " samples are kept");
    }
  }

  private static long count(SortedMap<String, Family> families) {
    return families.values().stream().mapToLong(family -> family.samples().size()).sum();
  }

  private static void requireSameType(Family other, SortedMap<String, Family> families) {
    Family pushed = families.get(other.name());
    if (pushed != null && !pushed.type().equals(other.type())) {
      throw new IllegalArgumentException(
          "pushed metrics are invalid or inconsistent with existing metrics: "
              + other.name()
              + " is a "
              + pushed.type()
              + " here and a "
              + other.type()
              + " in another group");
    }
  }

  private void keep(PushGroup group) {
    PushGroup before = groups.put(group.labels(), group);
    try {
      file.write(groups.values());
    } catch (IOException e) {
      restore(group.labels(), before);
      throw new SinkUnavailableException("the push cannot be kept: " + e.getMessage(), e);
    }
    store();
  }

  private void restore(Labels key, @Nullable PushGroup before) {
    if (before == null) {
      groups.remove(key);
    } else {
      groups.put(key, before);
    }
  }

  /** Deletes a group, if it exists. */
  public synchronized void delete(Labels key) {
    PushGroup removed = groups.remove(key);
    if (removed == null) {
      return;
    }
    try {
      file.write(groups.values());
    } catch (IOException e) {
      groups.put(key, removed);
      throw new SinkUnavailableException("the group cannot be deleted: " + e.getMessage(), e);
    }
    store();
  }

  /** All groups, sorted by their keys. */
  public synchronized List<PushGroup> groups() {
    return List.copyOf(groups.values());
  }

  /** Times the store could not take the values. */
  public synchronized long storeFailures() {
    return storeFailures;
  }

  /** Stores what is pushed as of now, and the end of what is no longer. */
  private void store() {
    try {
      long now = scheduler.millis();
      SampleBatch batch = batch(now);
      if (column.append(batch).unknownSeries() > 0) {
        column.append(batch(now));
      }
      stored = new HashSet<>(values().keySet());
    } catch (SinkUnavailableException e) {
      storeFailures++;
      log.warn("pushed groups could not be stored: {}", e.getMessage());
    }
  }

  private SampleBatch batch(long now) {
    Map<Labels, Double> values = values();
    SampleBatch batch = new SampleBatch(now);
    values.forEach((series, value) -> add(batch, series, value));
    for (Labels series : stored) {
      if (!values.containsKey(series)) {
        add(batch, series, SampleValue.STALE);
      }
    }
    for (PushGroup group : groups.values()) {
      for (Family family : group.families().values()) {
        if (!family.type().isEmpty() || !family.help().isEmpty()) {
          batch.add(new Metadata(family.name(), family.type(), "", family.help()));
        }
      }
    }
    return batch;
  }

  private void add(SampleBatch batch, Labels series, double value) {
    try {
      batch.add(column.register(series), value);
    } catch (SeriesLimitException e) {
      storeFailures++;
    }
  }

  private Map<Labels, Double> values() {
    Map<Labels, Double> values = new LinkedHashMap<>();
    for (PushGroup group : groups.values()) {
      values.put(named(group, "push_time_seconds"), group.pushedSeconds());
      values.put(named(group, "push_failure_time_seconds"), group.failedSeconds());
      for (Family family : group.families().values()) {
        for (Sample sample : family.samples()) {
          values.put(sample.labels(), sample.value());
        }
      }
    }
    return values;
  }

  private static Labels named(PushGroup group, String metric) {
    return group.labels().with(Labels.METRIC_NAME, metric);
  }

  @Override
  public synchronized void close() {
    closed = true;
    column.close();
  }
}
