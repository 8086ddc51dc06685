package io.atalaya.collect.alertmanager;

import io.atalaya.collect.http.Answer;
import io.atalaya.collect.http.Deadline;
import io.atalaya.collect.http.HttpCall;
import io.atalaya.collect.http.HttpCall.Header;
import io.atalaya.collect.http.HttpCaller;
import io.atalaya.collect.http.Network;
import io.atalaya.model.AlertChange;
import io.atalaya.model.Scheduler;
import io.atalaya.model.http.AwsSigner;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The queue in front of one Alertmanager, and what empties it: one request after another, each with
 * as many alerts as a request may hold. Nothing is sent twice; the rules say again what counts.
 */
final class SendLoop {
  private static final Logger log = LoggerFactory.getLogger(SendLoop.class);
  private static final int MAX_REDIRECTS = 10;
  private static final String JSON = "application/json";

  /** Amazon's service for Prometheus, which has Alertmanagers too. */
  private static final String AMAZON_SERVICE = "aps";

  private final URI url;
  private final AlertingConfig.Alertmanagers config;
  private final QueueLimits limits;
  private final Network network;
  private final Scheduler scheduler;
  private final HttpCaller caller;
  private final SendCounters counters;
  private final @Nullable AwsSigner signer;

  private final Deque<AlertChange> queue = new ArrayDeque<>();
  private State state = State.IDLE;
  private boolean stopping;
  private @Nullable String lastTrouble;

  /**
   * IDLE → DUE when alerts come; DUE → SENDING when its turn comes; SENDING → IDLE, or DUE if more
   * wait. IDLE, DUE and, once its request is over, SENDING → STOPPED.
   */
  private enum State {
    IDLE,
    DUE,
    SENDING,
    STOPPED
  }

  SendLoop(
      URI url,
      AlertingConfig.Alertmanagers config,
      QueueLimits limits,
      Network network,
      Scheduler scheduler) {
    this.url = url;
    this.config = config;
    this.limits = limits;
    this.network = network;
    this.scheduler = scheduler;
    caller = new HttpCaller(config.http(), network, true, MAX_REDIRECTS);
    counters = new SendCounters(scheduler);
    signer =
        config.sigv4() == null
            ? null
            : new AwsSigner(config.sigv4(), AMAZON_SERVICE, network.environment(), scheduler);
  }

  URI url() {
    return url;
  }

  synchronized SendStatus status() {
    return counters.status(url.toString(), queue.size());
  }

  /** Takes alerts; those that do not fit push out the oldest. */
  synchronized void add(List<AlertChange> alerts) {
    if (stopping) {
      return;
    }
    queue.addAll(alerts);
    int tooMany = queue.size() - limits.capacity();
    if (tooMany > 0) {
      for (int i = 0; i < tooMany; i++) {
        queue.removeFirst();
      }
      counters.dropped(tooMany);
      log.warn("{}: the queue is full: {} alerts are dropped, the oldest", url, tooMany);
    }
    wake();
  }

  private void wake() {
    if (state == State.IDLE && !stopping && !queue.isEmpty()) {
      state = State.DUE;
      scheduler.at(scheduler.instant(), "alerts to " + url, this::work);
    }
  }

  private void work() {
    if (!begin()) {
      return;
    }
    try {
      send(nextBatch());
    } finally {
      end();
    }
  }

  private synchronized boolean begin() {
    boolean due = state == State.DUE;
    state = due ? State.SENDING : state;
    return due;
  }

  private synchronized void end() {
    state = State.IDLE;
    notifyAll();
    wake();
  }

  private synchronized List<AlertChange> nextBatch() {
    List<AlertChange> batch = new ArrayList<>();
    while (!queue.isEmpty() && batch.size() < limits.batch()) {
      batch.add(queue.removeFirst());
    }
    return batch;
  }

  /** Sends what waits, or drops it, and ends; waits for a request that is under way. */
  void stop() {
    awaitEndOfSending();
    boolean arrives = limits.drain();
    List<AlertChange> batch = nextBatch();
    while (!batch.isEmpty()) {
      // One that does not answer now will not for the rest either: the end must not wait for it.
      if (arrives) {
        arrives = send(batch);
      } else {
        counters.dropped(batch.size());
      }
      batch = nextBatch();
    }
    caller.close();
  }

  private synchronized void awaitEndOfSending() {
    stopping = true;
    try {
      while (state == State.SENDING) {
        wait();
      }
      state = State.STOPPED;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean send(List<AlertChange> batch) {
    if (batch.isEmpty()) {
      return true;
    }
    long begin = network.ticker().nanos();
    Deadline deadline = Deadline.in(config.timeout(), network.ticker());
    try (Answer answer = caller.call(call(AlertMessage.of(batch)), deadline)) {
      answer.body().transferTo(OutputStream.nullOutputStream());
      if (answer.status() / 100 != 2) {
        throw new IOException("bad response status " + answer.status());
      }
      counters.sent(batch.size(), (network.ticker().nanos() - begin) / 1e9);
      trouble(null, 0);
      return true;
    } catch (IOException e) {
      counters.failed(batch.size());
      trouble(String.valueOf(e.getMessage()), batch.size());
      return false;
    }
  }

  private HttpCall call(byte[] body) throws IOException {
    List<Header> headers = new ArrayList<>(List.of(new Header("Content-Type", JSON)));
    if (signer != null) {
      signer.ofPost(url, JSON, body).forEach((name, value) -> headers.add(new Header(name, value)));
    }
    return new HttpCall("POST", url, headers, body);
  }

  /** The same trouble is told once, and its end. */
  private void trouble(@Nullable String now, int alerts) {
    if (Objects.equals(now, lastTrouble)) {
      return;
    }
    if (now == null) {
      log.info("{}: takes alerts again", url);
    } else {
      log.error("{}: {} alerts could not be sent: {}", url, alerts, now);
    }
    lastTrouble = now;
  }
}
