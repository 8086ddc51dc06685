package io.atalaya.alert.route;

import io.atalaya.model.Labels;
import java.time.Instant;
import java.util.List;

/**
 * An alert as routing sees it, for the API.
 *
 * @param labels identity
 * @param annotations texts for people
 * @param startsAt since when
 * @param endsAt when it ended, or until when it counts if nothing new is heard
 * @param updatedAt when it was last heard of
 * @param generatorUrl where to look
 * @param receivers who is told
 * @param inhibitedBy fingerprints of alerts that inhibit it
 * @param silencedBy ids of silences that hold for it
 * @param mutedBy time intervals because of which nobody is told now
 */
public record RoutedAlert(
    Labels labels,
    Labels annotations,
    Instant startsAt,
    Instant endsAt,
    Instant updatedAt,
    String generatorUrl,
    List<String> receivers,
    List<String> inhibitedBy,
    List<String> silencedBy,
    List<String> mutedBy) {

  /** Whether anything keeps it from being told. */
  public boolean suppressed() {
    return !inhibitedBy.isEmpty() || !silencedBy.isEmpty() || !mutedBy.isEmpty();
  }
}
