package io.atalaya.server.api.decisions;

import io.atalaya.model.DecisionRecord;
import io.atalaya.model.DecisionSink;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.function.Predicate;

/** Remembers the latest decisions of all stages; the oldest make room for new ones. */
public final class RecentDecisions implements DecisionSink {
  /** How many are remembered: some megabytes at most. */
  private static final int MAX_DECISIONS = 10_000;

  private final Deque<DecisionRecord> decisions = new ArrayDeque<>();

  @Override
  public synchronized void record(DecisionRecord decision) {
    if (decisions.size() == MAX_DECISIONS) {
      decisions.removeFirst();
    }
    decisions.addLast(decision);
  }

  /** The latest that are wanted, the newest first. */
  synchronized List<DecisionRecord> latest(Predicate<DecisionRecord> wanted, int limit) {
    List<DecisionRecord> found = new ArrayList<>();
    for (var newest = decisions.descendingIterator(); newest.hasNext() && found.size() < limit; ) {
      DecisionRecord decision = newest.next();
      if (wanted.test(decision)) {
        found.add(decision);
      }
    }
    return Collections.unmodifiableList(found);
  }
}
