package io.atalaya.alert;

import io.atalaya.alert.outbox.Outbox;
import io.atalaya.alert.outbox.OutboxLimits;
import io.atalaya.alert.receiver.Channel;
import io.atalaya.alert.route.Dispatcher;
import io.atalaya.alert.route.RoutingConfig;
import io.atalaya.alert.silence.Silences;
import io.atalaya.model.AlertChange;
import io.atalaya.model.DecisionRecord;
import io.atalaya.model.Labels;
import io.atalaya.model.Notification;
import io.atalaya.model.Notifier;
import io.atalaya.model.Notifier.Outcome;
import io.atalaya.model.Scheduler;
import io.atalaya.testkit.VirtualScheduler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Routing with a real outbox on disk, on a virtual clock, before receivers that note what they are
 * sent. It can crash: then what was scheduled is gone, and only the files are left.
 */
public final class Rig {
  private final Path dir;
  private final VirtualScheduler clock;
  private final List<Delivery> delivered = new ArrayList<>();
  private final List<DecisionRecord> decisions = new ArrayList<>();
  private Function<Channel, Outcome> behaviour = channel -> new Outcome.Delivered("taken");
  private RoutingConfig config;
  private Run run;
  private @Nullable Error death;

  /** How long the files were when a receiver last heard something. */
  private final Map<Path, Long> needed = new LinkedHashMap<>();

  /** What else begins with every life of the process. */
  private final Part part;

  public Rig(Path dir, VirtualScheduler clock, RoutingConfig config) {
    this(dir, clock, config, (life, dispatcher) -> {});
  }

  public Rig(Path dir, VirtualScheduler clock, RoutingConfig config, Part part) {
    this.dir = dir;
    this.clock = clock;
    this.config = config;
    this.part = part;
    run = start();
  }

  /** A part before routing; what it schedules ends with the life. */
  @FunctionalInterface
  public interface Part {
    void begin(Scheduler life, Dispatcher dispatcher);
  }

  /** A message that a receiver took. */
  public record Delivery(Instant at, Channel channel, Notification notification) {
    public List<String> firing() {
      return names(true);
    }

    public List<String> resolved() {
      return names(false);
    }

    private List<String> names(boolean firing) {
      return notification.alerts().stream()
          .filter(alert -> alert.firing() == firing)
          .map(alert -> alert.labels().get("alertname"))
          .toList();
    }
  }

  /** One life of the process; once it is over, nothing that it scheduled does anything. */
  private static final class Life implements Scheduler {
    private final VirtualScheduler clock;
    private boolean over;

    Life(VirtualScheduler clock) {
      this.clock = clock;
    }

    @Override
    public Instant instant() {
      return clock.instant();
    }

    @Override
    public Task at(Instant when, String what, Runnable task) {
      return clock.at(
          when,
          what,
          () -> {
            if (!over) {
              task.run();
            }
          });
    }
  }

  private record Run(Life life, Outbox outbox, Silences silences, Dispatcher dispatcher) {}

  private Run start() {
    try {
      Life life = new Life(clock);
      Outbox outbox =
          Outbox.open(
              dir.resolve("outbox"), life, OutboxLimits.defaults(), new Random(7), decisions::add);
      Silences silences = Silences.open(dir.resolve("silences"), life, new Random(8));
      Dispatcher dispatcher =
          Dispatcher.open(
              dir.resolve("alerts"),
              config,
              life,
              outbox,
              silences,
              decisions::add,
              "http://atalaya");
      outbox.connect(notifiers());
      part.begin(life, dispatcher);
      return new Run(life, outbox, silences, dispatcher);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Map<Channel, Notifier> notifiers() {
    Map<Channel, Notifier> notifiers = new LinkedHashMap<>();
    config
        .receivers()
        .forEach(
            receiver ->
                receiver
                    .channels()
                    .keySet()
                    .forEach(channel -> notifiers.put(channel, n -> receive(channel, n))));
    return notifiers;
  }

  private Outcome receive(Channel channel, Notification notification) {
    needed.put(dir.resolve("outbox"), size(dir.resolve("outbox")));
    needed.put(dir.resolve("alerts"), size(dir.resolve("alerts")));
    if (hasTaken(channel, notification)) {
      return new Outcome.Delivered("taken before");
    }
    Outcome outcome = behaviour.apply(channel);
    if (outcome instanceof Outcome.Delivered) {
      delivered.add(new Delivery(clock.instant(), channel, notification));
    }
    Error end = death;
    if (end != null) {
      death = null;
      throw end;
    }
    return outcome;
  }

  /** A receiver knows a message again by its id. */
  private boolean hasTaken(Channel channel, Notification notification) {
    return delivered.stream()
        .anyMatch(
            d -> d.channel().equals(channel) && d.notification().id().equals(notification.id()));
  }

  /** Once the message that is being delivered was taken, the process ends by throwing this. */
  public void thenDie(Error end) {
    death = end;
  }

  /** Says what receivers do with the messages that come. */
  public void receiversDo(Function<Channel, Outcome> newBehaviour) {
    behaviour = newBehaviour;
  }

  public void begin() {
    run.dispatcher().begin();
  }

  /** Ends the process without any farewell and starts it again, gathering. */
  public void crash() {
    run.life().over = true;
    run = start();
  }

  /**
   * As above, in the middle of a write: of what was written since a receiver last heard something,
   * which a process that was killed earlier would not have written, a part is gone.
   */
  public void crashWithinAWrite(Random random) {
    run.life().over = true;
    for (String name : List.of("outbox", "alerts")) {
      Path file = dir.resolve(name);
      long size = size(file);
      long from = Math.min(size, needed.getOrDefault(file, size));
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        channel.truncate(from + random.nextLong(size - from + 1));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    run = start();
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public void reload(RoutingConfig newConfig) {
    config = newConfig;
    run.outbox().connect(notifiers());
    run.dispatcher().apply(newConfig);
  }

  /** An alert that fires since now and counts for four minutes. */
  public void fire(String... labels) {
    say(clock.instant().plus(Duration.ofMinutes(4)), labels);
  }

  public void resolve(String... labels) {
    say(clock.instant(), labels);
  }

  private void say(Instant endsAt, String... labels) {
    Labels identity = Labels.of(labels);
    accept(
        new AlertChange(
            identity,
            Labels.empty(),
            endsAt.isAfter(clock.instant()) ? clock.instant() : clock.instant().minusSeconds(60),
            endsAt,
            "",
            null));
  }

  public void accept(AlertChange change) {
    run.dispatcher().accept(List.of(change));
  }

  /** Moves on while alerts are repeated every minute, as rules do. */
  public void keepFiring(Duration duration, String... labels) {
    for (long minute = 0; minute < duration.toMinutes(); minute++) {
      fire(labels);
      clock.advance(Duration.ofMinutes(1));
    }
  }

  public List<Delivery> delivered() {
    return delivered;
  }

  public List<DecisionRecord> decisions() {
    return decisions;
  }

  public Outbox outbox() {
    return run.outbox();
  }

  public Silences silences() {
    return run.silences();
  }

  public Dispatcher dispatcher() {
    return run.dispatcher();
  }
}
