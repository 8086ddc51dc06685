package io.atalaya.store.tombstone;

import io.atalaya.model.Labels;
import io.atalaya.model.Matcher;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * One deletion, as far as it is not carried out yet.
 *
 * @param tenant whose series
 * @param matchers all must match
 * @param fromMillis first millisecond deleted
 * @param toMillis last millisecond deleted
 * @param logPosition samples before this position of the log are deleted, {@link #NOT_IN_LOG} if
 *     none is left there
 * @param blocks ids of the blocks in which they are deleted
 */
public record Tombstone(
    String tenant,
    List<Matcher> matchers,
    long fromMillis,
    long toMillis,
    long logPosition,
    Set<String> blocks) {
  /** Stands for the position of a deletion that does not concern the log. */
  public static final long NOT_IN_LOG = -1;

  public Tombstone {
    matchers = List.copyOf(matchers);
    blocks = Set.copyOf(blocks);
  }

  boolean isInLog() {
    return logPosition != NOT_IN_LOG;
  }

  /** Whether it says anything still. */
  boolean isCarriedOut() {
    return !isInLog() && blocks.isEmpty();
  }

  boolean overlaps(long from, long to) {
    return fromMillis <= to && toMillis >= from;
  }

  /** Whether it may delete samples of a series that lie between two times. */
  public boolean hits(Labels labels, long from, long to) {
    return overlaps(from, to) && matches(labels);
  }

  boolean matches(Labels labels) {
    for (Matcher matcher : matchers) {
      if (!matcher.matches(labels)) {
        return false;
      }
    }
    return true;
  }

  /** The same for fewer blocks, and perhaps not for the log any more. */
  Tombstone reduced(Predicate<String> keepBlock, boolean keepLog) {
    Set<String> kept = new TreeSet<>(blocks);
    kept.removeIf(keepBlock.negate());
    return new Tombstone(
        tenant, matchers, fromMillis, toMillis, keepLog ? logPosition : NOT_IN_LOG, kept);
  }
}
