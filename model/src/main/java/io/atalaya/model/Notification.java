package io.atalaya.model;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One message that is due: the alerts of one group for one receiver.
 *
 * @param id unique, and the same on every attempt: the idempotency key
 * @param receiver name of the receiver
 * @param groupKey what names the group, in Alertmanager's form
 * @param reason why it is due, in Alertmanager's words, such as {@code first notification}
 * @param groupLabels labels that the group's alerts were grouped by
 * @param routeLabels templates of labels that its route adds to the message
 * @param alerts the group's alerts, firing ones first
 * @param truncatedAlerts how many more there are than {@code alerts} shows
 * @param externalUrl where this server's pages are
 * @param due when it was first due; a delivery long after says so
 */
public record Notification(
    String id,
    String receiver,
    String groupKey,
    String reason,
    Labels groupLabels,
    Map<String, String> routeLabels,
    List<Alert> alerts,
    int truncatedAlerts,
    String externalUrl,
    Instant due) {
  public Notification {
    alerts = List.copyOf(alerts);
    routeLabels = Map.copyOf(routeLabels);
  }

  /**
   * An alert as it stood when the notification was made.
   *
   * @param labels identity
   * @param annotations texts for people
   * @param startsAt since when
   * @param endsAt when it was resolved; {@link Instant#EPOCH} while it fires
   * @param generatorUrl where to look
   * @param firing or resolved
   * @param evidence what made it fire, or null if it came from outside
   */
  public record Alert(
      Labels labels,
      Labels annotations,
      Instant startsAt,
      Instant endsAt,
      String generatorUrl,
      boolean firing,
      AlertChange.@Nullable Evidence evidence) {
    /** One that came from outside. */
    public Alert(
        Labels labels,
        Labels annotations,
        Instant startsAt,
        Instant endsAt,
        String generatorUrl,
        boolean firing) {
      this(labels, annotations, startsAt, endsAt, generatorUrl, firing, null);
    }
  }

  /** Whether any of its alerts fires. */
  public boolean firing() {
    return alerts.stream().anyMatch(Alert::firing);
  }
}
