package io.atalaya.collect.remote;

import io.atalaya.collect.http.Network;
import io.atalaya.model.SampleBatch.Metadata;
import io.atalaya.model.Scheduler;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends what is known of metric families from time to time, as remote write 1.0 wants it. */
final class MetadataSender implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(MetadataSender.class);

  private final RemoteWriteConfig config;
  private final Supplier<List<Metadata>> families;
  private final WriteCounters counters;
  private final WriteClient client;
  private final Scheduler scheduler;
  private final Deque<List<Metadata>> waiting = new ArrayDeque<>();
  private int attempt;
  private Duration backoff;
  private volatile boolean closed;

  MetadataSender(
      RemoteWriteConfig config,
      Supplier<List<Metadata>> families,
      WriteCounters counters,
      Network network,
      Scheduler scheduler) {
    this.config = config;
    this.families = families;
    this.counters = counters;
    this.scheduler = scheduler;
    client =
        new WriteClient(config, network, scheduler, WriteClient.signer(config, network, scheduler));
    backoff = config.queue().minBackoff();
  }

  void begin() {
    later(config.metadata().interval(), this::begun);
  }

  private void later(Duration pause, Runnable task) {
    if (!closed) {
      scheduler.at(scheduler.instant().plus(pause), "remote write metadata", task);
    }
  }

  private void begun() {
    List<Metadata> all = families.get();
    int most = config.metadata().maxSamplesPerSend();
    for (int from = 0; from < all.size(); from += most) {
      waiting.add(new ArrayList<>(all.subList(from, Math.min(all.size(), from + most))));
    }
    send();
  }

  /** Sends what waits; a request that fails is repeated before anything else is sent. */
  private void send() {
    while (!waiting.isEmpty() && !closed) {
      List<Metadata> part = waiting.getFirst();
      byte[] body = WriteMessage.ofMetadata(part);
      counters.metadataBytes.add(body.length);
      switch (client.send(body, RemoteWriteConfig.Message.V1, attempt, config.timeout())) {
        case Outcome.Taken taken -> {
          counters.metadata.add(part.size());
          over();
        }
        case Outcome.Refused(String reason, int status, Outcome.Written written) -> {
          LOG.error("metadata is refused and not sent: {}", reason);
          counters.metadataFailed.add(part.size());
          over();
        }
        case Outcome.Later(String reason, Duration retryAfter) -> {
          attempt++;
          counters.metadataRetried.add(part.size());
          Duration pause = retryAfter.isPositive() ? retryAfter : backoff;
          Duration doubled = pause.multipliedBy(2);
          Duration most = config.queue().maxBackoff();
          backoff = doubled.compareTo(most) > 0 ? most : doubled;
          later(pause, this::send);
          return;
        }
      }
    }
    begin();
  }

  private void over() {
    waiting.removeFirst();
    attempt = 0;
    backoff = config.queue().minBackoff();
  }

  @Override
  public void close() {
    closed = true;
    client.close();
  }
}
