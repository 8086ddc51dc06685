package io.atalaya.collect.remote;

import io.atalaya.collect.http.Network;
import io.atalaya.model.Labels;
import io.atalaya.model.SampleLog;
import io.atalaya.model.SampleSink;
import io.atalaya.model.Scheduler;
import io.atalaya.model.StorageException;
import io.atalaya.model.http.AwsSigner;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends to one server: reads the log, hands each series to its shard, and changes the number of
 * shards with the load.
 *
 * <p>What was read from the log and not acknowledged yet is read again after a restart. It is
 * acknowledged up to the oldest sample that some shard still has; so a server that does not answer
 * holds the log, not the memory: full shards end the reading until there is room.
 *
 * <p>When the number of shards changes, none begins another request; when the last answer has come,
 * all that is left is dealt out anew, in order.
 */
final class RemoteWriter implements Shard.Owner, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RemoteWriter.class);

  /** How often the log is looked at. */
  private static final Duration LOOK_EVERY = Duration.ofMillis(100);

  /** How often the number of shards is calculated; also what rates are averaged over. */
  private static final Duration RESHARD_EVERY = Duration.ofSeconds(10);

  /** How often a trouble that lasts is told. */
  private static final Duration TELL_EVERY = Duration.ofMinutes(1);

  /** How much of the log may wait before that is told. */
  private static final long MUCH_BEHIND_BYTES = 256L << 20;

  private final String name;
  private final RemoteWriteConfig config;
  private final Network network;
  private final Scheduler scheduler;
  private final Families families;
  private final WriteCounters counters = new WriteCounters();
  private final LogReader reader;
  private final SampleLog.Follower follower;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition readingEnded = lock.newCondition();
  private final Ewma in = new Ewma(RESHARD_EVERY);
  private final Ewma out = new Ewma(RESHARD_EVERY);
  private final Ewma dropped = new Ewma(RESHARD_EVERY);
  private final Ewma busyNanos = new Ewma(RESHARD_EVERY);

  private final @Nullable AwsSigner signer;
  private List<Line> lines = List.of();

  /** How many shards there shall be; differs from how many there are while they are changed. */
  private int wantedShards;

  private double desiredShards;

  /** Next sample of the reader's batch that has found no place in its shard yet. */
  private int delivered;

  /** Behind the last batch of the log of which every sample is in a shard. */
  private long readTo;

  /** Whether what is read was perhaps sent before the last restart. */
  private boolean catchingUp = true;

  private boolean reading;
  private boolean blocked;
  private volatile boolean closed;

  /** When the last requests must have ended, once it is closed. */
  private volatile long endNanos;

  private Instant lastSent = Instant.MIN;
  private Instant noReshardBefore = Instant.MIN;
  private Instant toldAt = Instant.MIN;
  private Instant refusalToldAt = Instant.MIN;

  /** What was refused since that was told. */
  private Amounts refused = Amounts.NONE;

  private long lostParts;

  /** A shard and what it sends with. */
  private record Line(Shard shard, WriteClient client) {}

  /**
   * A writer that has not begun.
   *
   * @param name under which the log is followed
   * @param external labels that samples get unless they have them
   */
  RemoteWriter(
      String name,
      RemoteWriteConfig config,
      Labels external,
      SampleLog log,
      Families families,
      Network network,
      Scheduler scheduler) {
    this.name = name;
    this.config = config;
    this.network = config.sends().roundRobinDns() ? inTurn(network) : network;
    this.scheduler = scheduler;
    this.families = families;
    reader = new LogReader(config, external, families, counters);
    follower = log.follow(name, SampleSink.DEFAULT_TENANT, reader);
    readTo = follower.position();
    wantedShards = config.queue().minShards();
    desiredShards = wantedShards;
    signer = WriteClient.signer(config, network, scheduler);
  }

  /** Each connection begins with the address after the one that the last began with. */
  private static Network inTurn(Network network) {
    AtomicInteger turn = new AtomicInteger();
    return network.withResolver(
        host -> {
          List<InetAddress> addresses =
              new ArrayList<>(Arrays.asList(network.resolver().resolve(host)));
          addresses.sort(Comparator.comparing(InetAddress::getHostAddress));
          Collections.rotate(addresses, -Math.floorMod(turn.getAndIncrement(), addresses.size()));
          return addresses.toArray(InetAddress[]::new);
        });
  }

  String name() {
    return name;
  }

  RemoteWriteConfig config() {
    return config;
  }

  WriteCounters counters() {
    return counters;
  }

  void begin() {
    lock.lock();
    try {
      deal(List.of());
    } finally {
      lock.unlock();
    }
    lookAgain();
    reshardAgain();
  }

  private void lookAgain() {
    scheduler.at(scheduler.instant().plus(LOOK_EVERY), "remote write log", this::look);
  }

  private void look() {
    lookOnce();
    if (!closed) {
      lookAgain();
    }
  }

  private void lookOnce() {
    if (beginReading()) {
      try {
        read();
      } catch (StorageException e) {
        tell("samples for {} wait in the log: {}", e);
      } finally {
        endReading();
      }
    }
  }

  private boolean beginReading() {
    lock.lock();
    try {
      boolean free = !reading && !closed;
      reading |= free;
      return free;
    } finally {
      lock.unlock();
    }
  }

  private void endReading() {
    lock.lock();
    try {
      reading = false;
      readingEnded.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Reads until the log ends or a shard is full; by one thread at a time. */
  private void read() {
    boolean goesOn = deliver();
    while (goesOn) {
      reader.begin(follower.position());
      delivered = 0;
      if (!follower.next()) {
        catchingUp = false;
        break;
      }
      in.add(reader.read());
      counters.notSent.add(reader.dropped());
      dropped.add(reader.dropped().total());
      goesOn = deliver() && !closed;
    }
    acknowledge();
    tellOfLosses();
  }

  /** Puts the reader's batch into shards; returns whether all of it has found room. */
  private boolean deliver() {
    lock.lock();
    try {
      List<Outgoing> batch = reader.batch();
      while (delivered < batch.size()) {
        if (!place(batch.get(delivered))) {
          counters.enqueueRetries.increment();
          blocked = true;
          return false;
        }
        delivered++;
      }
      blocked = false;
      readTo = follower.position();
      return true;
    } finally {
      lock.unlock();
    }
  }

  private boolean place(Outgoing sample) {
    boolean changing = wantedShards != lines.size();
    sample.mayBeKnown = catchingUp;
    if (changing || !shardOf(sample).offer(sample)) {
      return false;
    }
    counters.highestReadMillis.accumulate(sample.atMillis);
    return true;
  }

  private Shard shardOf(Outgoing sample) {
    return lines.get(sample.series.shard(lines.size())).shard();
  }

  /** Makes the wanted shards, and deals out what others left. */
  private void deal(List<Outgoing> left) {
    lines.forEach(line -> line.client().close());
    List<Line> made = new ArrayList<>();
    for (int i = 0; i < wantedShards; i++) {
      WriteClient client = new WriteClient(config, network, scheduler, signer);
      WriteMessage message = WriteMessage.of(config.message(), families);
      Shard shard =
          new Shard(
              lock,
              config.queue(),
              scheduler,
              (batch, attempt) -> send(client, message.of(batch), attempt),
              this);
      made.add(new Line(shard, client));
    }
    lines = made;
    left.forEach(sample -> shardOf(sample).takeOver(sample));
  }

  private Outcome send(WriteClient client, byte[] body, int attempt) {
    counters.bytes.add(body.length);
    long begun = network.ticker().nanos();
    Duration timeout = closed ? min(config.timeout(), nanosLeft()) : config.timeout();
    Outcome outcome = client.send(body, config.message(), attempt, timeout);
    long nanos = network.ticker().nanos() - begun;
    counters.took(nanos / 1e9);
    busyNanos.add(nanos);
    return outcome;
  }

  private static Duration min(Duration time, long nanos) {
    return time.toNanos() < nanos ? time : Duration.ofNanos(Math.max(1, nanos));
  }

  @Override
  public void settled(List<Outgoing> batch, Outcome outcome) {
    Amounts all = Amounts.of(batch);
    out.add(all.total());
    lastSent = scheduler.instant();
    switch (outcome) {
      case Outcome.Taken(Outcome.Written written) -> {
        Amounts missing = written.told() ? all.without(written.amounts()) : Amounts.NONE;
        counters.sent.add(all);
        counters.failed.add(missing);
        batch.forEach(o -> counters.highestSentMillis.accumulate(o.atMillis));
        if (missing.total() > 0) {
          LOG.warn("{} took a request but has not written {} of it", name, missing);
        }
      }
      case Outcome.Refused(String reason, int status, Outcome.Written written) -> {
        counters.sent.add(all);
        counters.failed.add(written.told() ? all.without(written.amounts()) : all);
        refused = refused.plus(all);
        tellOfRefusal(reason);
      }
      case Outcome.Later later ->
          throw new IllegalStateException("a batch to be sent later is not settled: " + later);
    }
    acknowledgeLocked();
    readOn();
  }

  private void tellOfRefusal(String reason) {
    if (refusalToldAt.plus(TELL_EVERY).isBefore(scheduler.instant())) {
      LOG.error("{} refuses {} for good, which are dropped: {}", name, refused, reason);
      refusalToldAt = scheduler.instant();
      refused = Amounts.NONE;
    }
  }

  @Override
  public void retried(List<Outgoing> batch, String reason, Duration pause) {
    counters.retried.add(Amounts.of(batch));
    Instant end = scheduler.instant().plus(pause.multipliedBy(2));
    noReshardBefore = end.isAfter(noReshardBefore) ? end : noReshardBefore;
    if (isTimeToTell()) {
      LOG.warn("{} takes nothing at the moment; it is tried again: {}", name, reason);
    }
  }

  private boolean isTimeToTell() {
    boolean due = toldAt.plus(TELL_EVERY).isBefore(scheduler.instant());
    toldAt = due ? scheduler.instant() : toldAt;
    return due;
  }

  @Override
  public void tooOld(List<Outgoing> batch) {
    counters.tooOld.add(Amounts.of(batch));
    dropped.add(batch.size());
  }

  /** A shard rests: shards that are being changed may be ready, and there may be room. */
  @Override
  public void rests() {
    if (!closed
        && wantedShards != lines.size()
        && lines.stream().noneMatch(l -> l.shard().isSending())) {
      List<Outgoing> left = new ArrayList<>();
      lines.forEach(line -> left.addAll(line.shard().leftovers()));
      deal(left);
    }
    readOn();
  }

  /** Goes on reading where that had to end for want of room. */
  private void readOn() {
    if (blocked && !closed) {
      scheduler.at(scheduler.instant(), "remote write log", this::lookOnce);
    }
  }

  private void tell(String what, StorageException e) {
    if (isTimeToTell()) {
      LOG.error(what, name, e.getMessage());
    }
  }

  private void acknowledge() {
    lock.lock();
    try {
      acknowledgeLocked();
    } finally {
      lock.unlock();
    }
  }

  private void acknowledgeLocked() {
    long oldest = readTo;
    for (Line line : lines) {
      oldest = Math.min(oldest, line.shard().oldestPosition());
    }
    try {
      follower.acknowledge(oldest);
    } catch (StorageException e) {
      tell("what {} has taken will be sent again after a restart: {}", e);
    }
  }

  private void tellOfLosses() {
    long lost = follower.lostParts();
    if (lost > lostParts) {
      LOG.error(
          "{} parts of the log were gone before {} could take them: it was away for too long",
          lost - lostParts,
          name);
      lostParts = lost;
    }
  }

  private void reshardAgain() {
    scheduler.at(scheduler.instant().plus(RESHARD_EVERY), "remote write shards", this::reshard);
  }

  private void reshard() {
    List.of(in, out, dropped, busyNanos).forEach(Ewma::tick);
    long behind = follower.behindBytes();
    lock.lock();
    try {
      if (closed) {
        return;
      }
      if (behind > MUCH_BEHIND_BYTES && isTimeToTell()) {
        LOG.warn("{} is {} MiB of the log behind", name, behind >> 20);
      }
      ShardCount count = ShardCount.of(lines.size(), flow(), config.queue());
      desiredShards = count.wanted();
      if (count.shards() != lines.size() && mayReshard()) {
        LOG.info("{} is sent to by {} shards from now on", name, count.shards());
        wantedShards = count.shards();
        lines.forEach(line -> line.shard().pause());
        rests();
      }
    } finally {
      lock.unlock();
    }
    reshardAgain();
  }

  /** More shards do not help a server that fails, or that has answered nothing of late. */
  private boolean mayReshard() {
    Instant now = scheduler.instant();
    return wantedShards == lines.size()
        && lastSent.isAfter(now.minus(RESHARD_EVERY))
        && now.isAfter(noReshardBefore);
  }

  private ShardCount.Flow flow() {
    long newest = blocked ? scheduler.millis() : counters.highestReadMillis.get();
    double delay = (newest - counters.highestSentMillis.get()) / 1e3;
    return new ShardCount.Flow(
        in.rate(), out.rate(), dropped.rate(), busyNanos.rate() / 1e9, Math.max(0, delay));
  }

  /** How it is. */
  WriterStatus status() {
    long behind = follower.behindBytes();
    lock.lock();
    try {
      Amounts pending = Amounts.NONE;
      for (Line line : lines) {
        pending = pending.plus(line.shard().pending());
      }
      return new WriterStatus(
          name, config, counters, pending, lines.size(), desiredShards, behind, lostParts);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Sends what is in the log by now, until that is done, fails, or the time is over; what is left
   * is sent after the next start.
   */
  void finish(Duration time) {
    endNanos = network.ticker().nanos() + time.toNanos();
    stopReading();
    boolean goesOn = true;
    while (goesOn && nanosLeft() > 0) {
      goesOn = readLast() && flush() && (blocked || hasPending());
    }
  }

  /** Reads as far as there is room; again and again until the log ends. */
  private boolean readLast() {
    try {
      boolean goesOn = true;
      while (goesOn) {
        long before = readTo;
        read();
        goesOn = !blocked && readTo > before;
      }
      return true;
    } catch (StorageException e) {
      LOG.error("the end of the log could not be read for {}: {}", name, e.getMessage());
      return false;
    }
  }

  private long nanosLeft() {
    return endNanos - network.ticker().nanos();
  }

  /** Ends the reading by tasks. */
  private void stopReading() {
    lock.lock();
    try {
      closed = true;
      wantedShards = lines.size();
      while (reading) {
        readingEnded.awaitUninterruptibly();
      }
    } finally {
      lock.unlock();
    }
  }

  private boolean hasPending() {
    lock.lock();
    try {
      return lines.stream().anyMatch(l -> l.shard().oldestPosition() != Long.MAX_VALUE);
    } finally {
      lock.unlock();
    }
  }

  private boolean flush() {
    List<Thread> threads = new ArrayList<>();
    List<Boolean> emptied = Collections.synchronizedList(new ArrayList<>());
    for (Line line : lines) {
      threads.add(
          Thread.ofVirtual()
              .name("remote-write-flush")
              .start(() -> emptied.add(line.shard().flush())));
    }
    try {
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
    acknowledge();
    return !emptied.contains(false);
  }

  @Override
  public void close() {
    stopReading();
    lock.lock();
    try {
      lines.forEach(line -> line.shard().pause());
    } finally {
      lock.unlock();
    }
    lines.forEach(line -> line.client().close());
    follower.close();
  }
}
