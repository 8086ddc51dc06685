package io.atalaya.alert.notify;

import io.atalaya.alert.receiver.Channel;
import io.atalaya.model.Labels;
import io.atalaya.model.Notification;
import io.atalaya.model.Notifier;
import io.atalaya.model.Notifier.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Sends a message that says it is a test through every way of every receiver, and tells what became
 * of each. It goes past routes, silences and the outbox: one attempt, now.
 */
public final class FireDrill {
  /** Name of the alert that is sent. */
  public static final String ALERT = "TestOfNotifications";

  private final Map<Channel, Notifier> notifiers;
  private final InstantSource clock;
  private final String externalUrl;

  /**
   * A drill.
   *
   * @param notifiers how to reach each channel
   * @param externalUrl where pages are; may be empty
   */
  public FireDrill(Map<Channel, Notifier> notifiers, InstantSource clock, String externalUrl) {
    this.notifiers = notifiers;
    this.clock = clock;
    this.externalUrl = externalUrl;
  }

  /**
   * What became of the message to one channel.
   *
   * @param took how long the attempt took
   */
  public record Result(Channel channel, Outcome outcome, Duration took) {
    public boolean delivered() {
      return outcome instanceof Outcome.Delivered;
    }

    /** For people: what was answered, or why it did not arrive. */
    public String detail() {
      return switch (outcome) {
        case Outcome.Delivered(String detail) -> detail;
        case Outcome.Refused(String reason) -> reason;
        case Outcome.Retry(String reason, _) -> reason;
      };
    }
  }

  /** Tries each channel once, in their order. */
  public List<Result> run() {
    List<Result> results = new ArrayList<>();
    notifiers.forEach((channel, notifier) -> results.add(run(channel, notifier)));
    return results;
  }

  private Result run(Channel channel, Notifier notifier) {
    Instant started = clock.instant();
    Notification message = message(channel, started);
    Outcome outcome =
        notifier instanceof CustomNotifier custom ? custom.test(message) : notifier.send(message);
    return new Result(channel, outcome, Duration.between(started, clock.instant()));
  }

  private Notification message(Channel channel, Instant now) {
    Labels labels =
        Labels.of("alertname", ALERT, "receiver", channel.receiver(), "severity", "none");
    Labels annotations =
        Labels.of(
            "summary",
            "[TEST] This is only a test of the way to " + channel + "; nothing is wrong.",
            "description",
            "Somebody ran \"atalaya notify test\". No reaction is needed.");
    Notification.Alert alert =
        new Notification.Alert(labels, annotations, now, Instant.EPOCH, externalUrl, true);
    return new Notification(
        Hash.of(channel + "@" + now),
        channel.receiver(),
        "{}/{test=\"" + channel + "\"}:{alertname=\"" + ALERT + "\"}",
        "test",
        Labels.of("alertname", "[TEST] " + ALERT),
        Map.of(),
        List.of(alert),
        0,
        externalUrl,
        now);
  }
}
