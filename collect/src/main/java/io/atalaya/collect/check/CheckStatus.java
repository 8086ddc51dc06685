package io.atalaya.collect.check;

import io.atalaya.model.Labels;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How one check is.
 *
 * @param config the check itself
 * @param state what is held to be true
 * @param since since when
 * @param failures failed evaluations in a row
 * @param note why the last evaluation says less about the target than it seems to: what it depends
 *     on fails, or our own network is gone; empty if neither
 * @param maintenance name of the maintenance that is going on; empty for none
 * @param changes the last changes of the state since the start, the newest last
 * @param lastRun when the last attempt was made; null before the first
 * @param last what it saw; null before the first
 * @param nextRun when the next attempt is due; null if none is planned
 */
public record CheckStatus(
    CheckConfig config,
    CheckState state,
    Instant since,
    int failures,
    String note,
    String maintenance,
    List<Change> changes,
    @Nullable Instant lastRun,
    @Nullable Observation last,
    @Nullable Instant nextRun) {
  public CheckStatus {
    changes = List.copyOf(changes);
  }

  public String name() {
    return config.name();
  }

  /** The same, not asked since an instant. */
  CheckStatus pausedSince(Instant at) {
    return new CheckStatus(config, CheckState.PAUSED, at, 0, "", "", changes, lastRun, last, null);
  }

  /** Such as {@code http}. */
  public String kind() {
    return config.kind();
  }

  /** Whom it asks. */
  public String target() {
    return config.target();
  }

  /** Labels of its series besides {@code check}, {@code kind} and {@code target}. */
  public Labels labels() {
    return config.basics().labels();
  }

  /** One sentence for people: why it is as it is; empty if all is well. */
  public String explanation() {
    if (!note.isEmpty()) {
      return note;
    }
    return last == null ? "" : last.message();
  }
}
