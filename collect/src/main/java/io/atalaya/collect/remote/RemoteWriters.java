package io.atalaya.collect.remote;

import io.atalaya.collect.http.Network;
import io.atalaya.model.Labels;
import io.atalaya.model.SampleBatch.Metadata;
import io.atalaya.model.SampleLog;
import io.atalaya.model.Scheduler;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.zip.CRC32C;

/** All servers that are sent to. What does not change in the configuration goes on untouched. */
public final class RemoteWriters implements AutoCloseable {
  /** How long a change of the configuration may wait for requests that are under way. */
  private static final Duration RELOAD_PATIENCE = Duration.ofSeconds(10);

  private final SampleLog log;
  private final Supplier<List<Metadata>> metadata;
  private final Network network;
  private final Scheduler scheduler;
  private final Duration flushDeadline;
  private final Map<String, Running> running = new LinkedHashMap<>();
  private Labels external = Labels.of();

  /** A writer that runs. */
  private record Running(RemoteWriter writer, MetadataSender metadata) {}

  /**
   * Writers of a log.
   *
   * @param metadata what is known of metric families
   * @param flushDeadline how long the end may wait for what is not sent yet
   */
  public RemoteWriters(
      SampleLog log,
      Supplier<List<Metadata>> metadata,
      Network network,
      Scheduler scheduler,
      Duration flushDeadline) {
    this.log = log;
    this.metadata = metadata;
    this.network = network;
    this.scheduler = scheduler;
    this.flushDeadline = flushDeadline;
  }

  /**
   * Sends to these servers from now on, and to no others.
   *
   * @param externalLabels that samples get unless they have them
   * @throws io.atalaya.model.StorageException if how far they are cannot be kept
   */
  public synchronized void apply(List<RemoteWriteConfig> configs, Labels externalLabels) {
    Map<String, RemoteWriteConfig> wanted = named(configs);
    boolean sameLabels = external.equals(externalLabels);
    external = externalLabels;
    for (String name : List.copyOf(running.keySet())) {
      Running old = running.get(name);
      if (old != null && !(sameLabels && old.writer().config().equals(wanted.get(name)))) {
        running.remove(name);
        end(old, RELOAD_PATIENCE);
      }
    }
    log.retain(wanted.keySet());
    wanted.forEach((name, config) -> running.computeIfAbsent(name, n -> begin(n, config)));
  }

  /** Each by its name, or one made of its URL, so that it is found again after a restart. */
  private static Map<String, RemoteWriteConfig> named(List<RemoteWriteConfig> configs) {
    Map<String, RemoteWriteConfig> named = new LinkedHashMap<>();
    Set<String> taken = new HashSet<>();
    for (RemoteWriteConfig config : configs) {
      String base = config.name().isEmpty() ? hash(config.url().reveal()) : config.name();
      String name = base;
      for (int i = 2; !taken.add(name); i++) {
        name = base + "-" + i;
      }
      named.put(name, config);
    }
    return named;
  }

  private static String hash(String url) {
    CRC32C crc = new CRC32C();
    crc.update(url.getBytes(StandardCharsets.UTF_8));
    return String.format("%08x", crc.getValue());
  }

  private Running begin(String name, RemoteWriteConfig config) {
    Families families = new Families();
    metadata.get().forEach(families::put);
    RemoteWriter writer =
        new RemoteWriter(name, config, external, log, families, network, scheduler);
    MetadataSender sender =
        new MetadataSender(config, metadata, writer.counters(), network, scheduler);
    writer.begin();
    if (config.metadata().send() && config.message() == RemoteWriteConfig.Message.V1) {
      sender.begin();
    }
    return new Running(writer, sender);
  }

  private static void end(Running old, Duration patience) {
    old.metadata().close();
    old.writer().finish(patience);
    old.writer().close();
  }

  /** How each of them is. */
  public synchronized List<WriterStatus> statuses() {
    return running.values().stream().map(r -> r.writer().status()).toList();
  }

  /**
   * Sends what is left, within the deadline; what is not sent then is sent after the next start.
   */
  @Override
  public void close() {
    List<Running> all;
    synchronized (this) {
      all = new ArrayList<>(running.values());
      running.clear();
    }
    List<Thread> threads =
        all.stream()
            .map(
                r -> Thread.ofVirtual().name("remote-write-end").start(() -> end(r, flushDeadline)))
            .toList();
    try {
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
