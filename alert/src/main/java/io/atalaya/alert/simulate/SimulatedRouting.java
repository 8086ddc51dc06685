package io.atalaya.alert.simulate;

import io.atalaya.alert.outbox.Outbox;
import io.atalaya.alert.outbox.OutboxLimits;
import io.atalaya.alert.receiver.Channel;
import io.atalaya.alert.receiver.Receiver;
import io.atalaya.alert.route.Dispatcher;
import io.atalaya.alert.route.RoutingConfig;
import io.atalaya.alert.silence.Silence;
import io.atalaya.alert.silence.Silences;
import io.atalaya.model.DecisionSink;
import io.atalaya.model.Labels;
import io.atalaya.model.Notification;
import io.atalaya.model.Notifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The very classes that route alerts in the server, on a simulated clock and with files in a
 * temporary folder. Every message counts as delivered at once, and is noted.
 */
final class SimulatedRouting implements AutoCloseable {
  private final Path folder;
  private final Silences held;
  private final Outbox outbox;
  private final Dispatcher dispatcher;

  private SimulatedRouting(Path folder, Silences held, Outbox outbox, Dispatcher dispatcher) {
    this.folder = folder;
    this.held = held;
    this.outbox = outbox;
    this.dispatcher = dispatcher;
  }

  /**
   * Routing that has not begun to tell.
   *
   * @param told is given every message that would be sent
   * @throws IOException if there is no room for a temporary folder
   */
  static SimulatedRouting open(
      RoutingConfig config,
      SimulatedClock clock,
      List<Silence> silences,
      DecisionSink decisions,
      Consumer<RouteSimulation.Told> told)
      throws IOException {
    Path folder = Files.createTempDirectory("atalaya-simulation");
    Silences held = Silences.open(folder.resolve("silences"), clock, new Random(1));
    silences.forEach(held::set);
    Outbox outbox =
        Outbox.open(
            folder.resolve("outbox"), clock, OutboxLimits.defaults(), new Random(1), decisions);
    outbox.connect(notifiers(config, told));
    Dispatcher dispatcher =
        new Dispatcher(config, clock, outbox, held, decisions, "http://simulation");
    return new SimulatedRouting(folder, held, outbox, dispatcher);
  }

  Dispatcher dispatcher() {
    return dispatcher;
  }

  /** A receiver without any way to be told swallows what it is sent, here as there. */
  private static Map<Channel, Notifier> notifiers(
      RoutingConfig config, Consumer<RouteSimulation.Told> told) {
    Map<Channel, Notifier> notifiers = new LinkedHashMap<>();
    for (Receiver receiver : config.receivers()) {
      for (Channel channel : receiver.channels().keySet()) {
        notifiers.put(channel, message -> note(channel, message, told));
      }
    }
    return notifiers;
  }

  private static Notifier.Outcome note(
      Channel channel, Notification message, Consumer<RouteSimulation.Told> told) {
    List<Labels> shown = message.alerts().stream().map(Notification.Alert::labels).toList();
    told.accept(
        new RouteSimulation.Told(
            message.due(), channel, message.groupKey(), message.reason(), shown));
    return new Notifier.Outcome.Delivered("simulated");
  }

  @Override
  public void close() throws IOException {
    dispatcher.close();
    outbox.close();
    held.close();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }
}
